"""`klad bench`: measure here and now, each figure beside its reference."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from tui.commands.context import print_json

BENCHES = ("scan", "ledger", "start", "pricing", "sales", "route", "dispatch")

SCALED = frozenset({"pricing"})
"""Those that `--items` makes smaller or larger."""


@click.command(
    epilog="Example: klad bench ledger --json. Everything runs in a scratch database of its own;"
    " KLAD_DATABASE_URL names the server it is made on, else an embedded one is started."
)
@click.argument("name", type=click.Choice([*BENCHES, "all"]))
@click.option(
    "--items", type=click.IntRange(min=10), help="pricing: items to reprice, 100 000 by default."
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="route: folder that has routing/ with instances; else KLAD_SHARED_DATA names it.",
)
@click.option(
    "--seconds", type=click.IntRange(min=1), multiple=True, help="route: limits, 10 and 60."
)
@click.option("--seeds", type=click.IntRange(min=1), help="route: runs of each, 3 by default.")
@click.option("--set", "sets", multiple=True, help="route: only these figures; see docs/bench.md.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per benchmark.")
def bench(name: str, *, items: int | None, as_json: bool, **route: Any) -> None:  # noqa: ANN401 - as declared above
    """Measure and print the figures; references run in the same call.

    Times depend on the machine and on what else it does; ratios and counts hold anywhere.
    """
    for chosen in BENCHES if name == "all" else (name,):
        module = importlib.import_module(f"benchmarks.{chosen}")
        scale: dict[str, Any] = {"items": items} if items is not None and chosen in SCALED else {}
        if chosen == "route":
            scale |= {key: value for key, value in route.items() if value}
        report = module.run(_tell, **scale)
        if as_json:
            print_json(report.as_json())
        else:
            print(report.as_text())


def _tell(what: str) -> None:
    """Say on the error stream what is being measured, so that --json stays clean."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{what} …")
        sys.stderr.flush()
