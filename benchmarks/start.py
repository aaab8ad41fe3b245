"""`klad bench start`: from the command to the first screen, against a bare application."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from benchmarks.report import Progress, Report, median
from benchmarks.scratch import plain_url, scratch_database
from benchmarks.terminal import Terminal

ROUNDS = 9
HEAVY = ("ortools", "pyvrp", "reportlab", "numpy", "openpyxl", "alembic", "babel")


def run(tell: Progress) -> Report:
    """Measure and return the figures."""
    report = Report("start")
    with scratch_database() as database:
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "KLAD_DATABASE_URL": plain_url(database),
        }
        ours = [sys.executable, "-m", "tui", "handheld"]
        address = database.url.render_as_string(hide_password=False)
        bare = [sys.executable, "-m", "benchmarks.reference.bare", address]
        ours_ms, bare_ms, memory = [], [], []
        for turn in range(ROUNDS + 1):
            tell(f"start {turn} of {ROUNDS}")
            took, used = _first_screen(ours, environment)
            reference, _ = _first_screen(bare, environment)
            if turn:  # the first pair warms the caches of both
                ours_ms.append(took)
                bare_ms.append(reference)
                memory.append(used)
        report.latencies("start", ours_ms)
        report.latencies("bare", bare_ms)
        report.figures["start_ratio"] = round(median(ours_ms) / median(bare_ms), 3)
        report.figures["pss_mb"] = round(median(memory), 1)
        report.figures["heavy_modules"] = len(heavy_modules(ours, environment))
    return report


def _first_screen(argv: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Return milliseconds to the first painted text, and the memory then in MiB."""
    terminal = Terminal(argv, 26, 20, environment)
    try:
        painted = terminal.wait(lambda text: bool(text.strip()))
        terminal.settle()
        return (painted - terminal.started) * 1000, terminal.proportional_memory_mb()
    finally:
        terminal.close()


def heavy_modules(argv: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Return the heavy packages that the program has loaded at its first screen."""
    code = (
        "import importlib, sys;"
        "[importlib.import_module(m) for m in ('tui.__main__', 'tui.commands.handheld',"
        " 'tui.handheld.app')];"
        f"print(*sorted({set(HEAVY)!r} & {{name.partition('.')[0] for name in sys.modules}}))"
    )
    done = subprocess.run(
        [argv[0], "-c", code], env=dict(environment), capture_output=True, text=True, check=True
    )
    return done.stdout.split()
