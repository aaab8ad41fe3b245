"""A parent that has everything imported and forks a real `klad handheld` for each line it reads.

Killing a process two hundred times would otherwise mean two hundred cold starts. What is forked is
the command itself, on a terminal of its own, with its own connection to the database.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import signal
import sys
import termios

import core.schema
import tui.commands.handheld
import tui.flows.handheld.work
import tui.handheld.app  # noqa: F401 - loaded once, for all children


def run(told: dict[str, object]) -> None:
    """Be `klad handheld` on the terminal called *told["tty"]*."""
    os.setsid()
    terminal = os.open(str(told["tty"]), os.O_RDWR)
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(terminal, fd)
    os.close(terminal)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stdout
    os.environ.update({str(name): str(value) for name, value in dict(told["env"]).items()})  # type: ignore[call-overload]
    from tui.commands.handheld import handheld  # noqa: PLC0415 - already loaded by the parent

    handheld.main(list(told["arguments"]), prog_name="klad handheld")  # type: ignore[call-overload]


def main() -> None:
    """Fork for every line of JSON on the standard input; answer with the child's id."""
    core.schema.whole_metadata()
    gc.collect()
    gc.freeze()  # children share what is loaded, and look for no garbage in it
    gc.set_threshold(20_000, 20, 20)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                run(told)
            finally:
                os._exit(1)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


main()
