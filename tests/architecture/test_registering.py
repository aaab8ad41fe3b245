"""What contexts tell each other is known to every process that loads the whole, whoever it is."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TELLING = {
    "declare",
    "follow",
    "register",
    "register_approvable",
    "register_links",
    "declare_segments",
    "register_lock",
    "register_moneyless",
    "register_object_kind",
    "register_past_sales",
    "register_purchases",
    "verification",
}
"""Functions by which a module makes something of its own known to others as it is imported."""


def test_loading_the_whole_loads_whatever_registers_something() -> None:
    """No entry point has to import a module only for what happens then."""
    telling = {name for name, tree in _modules() if _called(tree) & TELLING}
    script = (
        "import json, sys; from core.schema import whole_metadata; whole_metadata(); "
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert len(telling) >= 40
    assert sorted(telling - set(json.loads(done.stdout))) == []


WITHOUT = {
    "tui/commands/database.py": "copies and counts tables; a demo is filled with the whole",
    "tui/commands/printing.py": "reads documents and sends paper",
    "tui/commands/user.py": "users only",
    "tui/commands/workstation.py": "its desk loads the whole with its forms",
}
"""Commands that open a database without the whole, and why they may."""


def test_commands_that_open_a_database_load_the_whole_unless_they_say_why_not() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tui").rglob("*.py")
        if "whole=False" in path.read_text(encoding="utf-8")
    }
    assert found == set(WITHOUT)


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "core").rglob("*.py")):
        if "versions" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _called(tree: ast.Module) -> set[str]:
    """Return the functions that are called as the module is imported, decorators among them."""
    found: set[str] = set()
    for statement in tree.body:
        calls: list[ast.expr] = []
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            calls = list(statement.decorator_list)
        elif isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign | ast.For):
            calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                found.add(call.func.id)
    return found
