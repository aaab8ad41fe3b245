"""The walls of the house, checked by machines."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "devices", "printing", "routing", "tui", "benchmarks")
CYRILLIC = re.compile("[А-Яа-яЁё]")

LONGEST_FILE = 600
LONGEST_FUNCTION = 60


def modules(*packages: str) -> list[Path]:
    """Return our own source files."""
    found = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    return [path for path in found if "versions" not in path.parts]


MEASURED = tuple(package for package in PACKAGES if package != "benchmarks")
"""Benchmarks are outside the budget: their references are written out in full on purpose."""


@cache
def tree(path: Path) -> ast.Module:
    """Return what stands in a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def offences(rule: Callable[[Path], Iterator[str]], *packages: str) -> list[str]:
    """Return where a rule is broken, and how."""
    found = modules(*packages)
    assert len(found) > 100
    return [f"{path.relative_to(ROOT)}: {one}" for path in found for one in rule(path)]


def test_files_and_functions_stay_readable() -> None:
    """A file beyond 600 lines or a function beyond 60 is split by verb."""
    assert offences(_too_long, *MEASURED) == []


def _too_long(path: Path) -> Iterator[str]:
    lines = path.read_text(encoding="utf-8").count("\n")
    if lines > LONGEST_FILE:
        yield f"{lines} lines"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if length > LONGEST_FUNCTION:
                yield f"{node.name}: {length} lines"


def test_every_module_says_what_is_in_it_in_latin_names() -> None:
    """A docstring at the top; no Cyrillic letter in an identifier."""
    assert offences(_unsaid, *PACKAGES) == []


def _unsaid(path: Path) -> Iterator[str]:
    if tree(path).body and not ast.get_docstring(tree(path)):
        yield "no docstring"
    for node in ast.walk(tree(path)):
        for name in _names(node):
            if CYRILLIC.search(name):
                yield name


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg | ast.keyword):
        yield node.arg or ""
    elif isinstance(node, ast.Attribute):
        yield node.attr


FLOAT_IS_TIME = {"core/kernel/clock.py", "core/db/unit_of_work.py", "core/db/notices.py"}
"""Seconds to wait are the only floats in core."""


def test_core_counts_in_integers() -> None:
    """No float literal, no `float`, outside waiting for seconds."""
    assert offences(_floats, "core") == []


def _floats(path: Path) -> Iterator[str]:
    if str(path.relative_to(ROOT)) in FLOAT_IS_TIME or "postgres" in path.name:
        return
    if path.name == "embedded.py":
        return
    for node in ast.walk(tree(path)):
        named = isinstance(node, ast.Name) and node.id == "float"
        if named or (isinstance(node, ast.Constant) and isinstance(node.value, float)):
            yield f"line {node.lineno}"


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Tell whether the handler only tidies up and raises the same again."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


CATCH_ALL = {
    "core/discounts/plugins.py",
    "tui/scan/writer.py",
    "tui/flows/spool.py",
    "tui/flows/worker.py",
    "tui/flows/lookout.py",
    "core/jobs/running.py",
    "devices/supervisor.py",
    "routing/solvers/child.py",
    "tui/app.py",
    "tui/commands/context.py",
}


def test_exceptions_are_swallowed_only_where_agreed() -> None:
    """`except Exception` stands in the threads that must go on and in the shells."""
    assert offences(_swallowed, *PACKAGES) == []


def _swallowed(path: Path) -> Iterator[str]:
    if str(path.relative_to(ROOT)) in CATCH_ALL:
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler) and not _passes_on(node):
            caught = ast.unparse(node.type) if node.type else "everything"
            if caught in {"everything", "Exception", "BaseException"}:
                yield f"line {node.lineno}"


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("core.schema", {"textual", "rich", "serial", "reportlab", "click", "openpyxl"}),
        ("devices.scanner", {"serial", "biip", "textual", "sqlalchemy"}),
        ("printing", {"reportlab", "textual", "sqlalchemy"}),
        ("routing.check", {"ortools", "pyvrp", "numpy", "sqlalchemy"}),
        ("routing.explain", {"ortools", "pyvrp", "numpy", "sqlalchemy"}),
        ("routing.solvers.packing", {"ortools", "pandas", "numpy"}),
        ("tui.flows", {"textual", "reportlab", "openpyxl"}),
        (
            "tui.commands.handheld",
            {"ortools", "pyvrp", "reportlab", "numpy", "openpyxl", "alembic", "babel", "biip"},
        ),
    ],
)
def test_importing_one_part_does_not_load_another(module: str, forbidden: set[str]) -> None:
    """What the import contracts say on paper holds at run time."""
    code = (
        f"import importlib, sys; importlib.import_module({module!r});"
        f"print(sorted({forbidden!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
