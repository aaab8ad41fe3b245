"""The process that engines run in: `python -m routing.solvers.child`, orders on standard input.

It ends with its parent, even when the parent is killed and the engine hangs inside a library:
standard input closes (everywhere), the kernel sends a signal (Linux), and a timer that no library
can hold back is set to a little behind the limit (POSIX).
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import signal
import sys
import threading
from dataclasses import dataclass, replace
from queue import SimpleQueue
from time import monotonic
from typing import BinaryIO, cast

from routing.plan import Plan
from routing.problem import Problem
from routing.solvers.parcel import receive
from routing.solvers.task import Reporter, Task
from routing.solvers.wire import ALIVE, DONE, ERROR, PLAN, Word, encode

SET_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the parent sends."""

    module: str
    """Where `run` of the engine is."""
    problem: Problem
    task: Task
    sent: float
    """When, on the monotonic clock."""
    parent: int
    deadline: float
    """Seconds after which the process ends whatever it does."""


def main() -> None:
    """Read orders, run the engine of each, write what it tells."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for the parent, who ends what he began
    told = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no message
    orders: SimpleQueue[Order] = SimpleQueue()
    threading.Thread(target=_receive, args=(orders,), daemon=True).start()
    while True:
        order = orders.get()
        _end_with_parent(order)
        told.write(encode(_result(order, told)))
        _set_timer(0)


def _receive(orders: SimpleQueue[Order]) -> None:
    """Hand on what the parent sends; end everything when it is gone."""
    with contextlib.suppress(Exception):
        while True:
            orders.put(cast("Order", receive(sys.stdin.buffer)))
    os._exit(1)


def _result(order: Order, told: BinaryIO) -> Word:
    """Run an engine; what it came to is the last word."""
    spent = monotonic() - order.sent
    task = replace(order.task, seconds=max(0.0, order.task.seconds - spent))

    def tell(plan: Plan) -> None:
        told.write(encode(Word(PLAN, plan)))

    def beat() -> None:
        told.write(encode(Word(ALIVE)))

    beat()
    try:
        engine = importlib.import_module(order.module)
        return Word(DONE, engine.run(order.problem, task, Reporter(tell, beat)))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent is told
        return Word(ERROR, text=f"{type(error).__name__}: {error}")


def _end_with_parent(order: Order) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != order.parent:
            os._exit(1)
    _set_timer(max(1.0, order.deadline))


def _set_timer(seconds: float) -> None:
    """Have this process ended after so long, whatever it does; 0: not any more."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    main()
