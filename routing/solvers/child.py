"""The process that an engine runs in: `python -m routing.solvers.child`, task on standard input.

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
from time import monotonic
from typing import cast

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
    """Read an order, run the engine, write what it tells."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for the parent, who ends what he began
    told = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no message
    order = cast("Order", receive(sys.stdin.buffer))
    _end_with_parent(order)
    spent = monotonic() - order.sent
    task = replace(order.task, seconds=max(0.0, order.task.seconds - spent))

    def tell(plan: Plan) -> None:
        told.write(encode(Word(PLAN, plan)))

    def beat() -> None:
        told.write(encode(Word(ALIVE)))

    try:
        engine = importlib.import_module(order.module)
        plan = engine.run(order.problem, task, Reporter(tell, beat))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent is told
        told.write(encode(Word(ERROR, text=f"{type(error).__name__}: {error}")))
    else:
        told.write(encode(Word(DONE, plan)))
    told.close()
    os._exit(0)


def _end_with_parent(order: Order) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != order.parent:
            os._exit(1)
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, max(1.0, order.deadline))

    def watch() -> None:
        sys.stdin.buffer.read()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
