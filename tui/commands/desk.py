"""`klad desk`: orders, warehouse and reference books, without the question where to work."""

from __future__ import annotations

import click

from tui.flows.desk.entrance import DESK


@click.command(epilog="Example: klad desk")
def desk() -> None:
    """Open the desk: orders, warehouse, reference books, users.

    F1 on any screen says what the keys do there.
    """
    from tui.commands.workstation import open_workstation  # noqa: PLC0415 - loads Textual

    open_workstation(DESK)
