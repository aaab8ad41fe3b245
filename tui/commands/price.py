"""`klad price`: trying prices and discounts without a database."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from tui.commands.context import print_json, settings, telling


@click.group()
def price() -> None:
    """Try prices and discounts."""


@price.command(
    "try",
    epilog="Example: klad price try docs/examples/shop.toml --line 1. The file is told in"
    " docs/guide/price-try.md.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--line", "line", type=click.IntRange(min=1), help="Only this line of the cart.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def try_(file: Path, line: int | None, *, as_json: bool) -> None:
    """Price the cart that FILE describes and explain every line.

    FILE is TOML, or JSON where it ends in .json: price types, price groups, items, the tree of
    discounts, one cart. No database is opened, nothing is stored.
    """
    from tui.flows.price_try import (  # noqa: PLC0415 - keeps --help quick
        tried_plain,
        tried_text,
        try_prices,
    )

    settings()
    with telling(as_json=as_json):
        tried = try_prices(file)
        if as_json:
            print_json(tried_plain(tried, line))
            return
        width = max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))
        for text in tried_text(tried, line, width):
            print(text)
