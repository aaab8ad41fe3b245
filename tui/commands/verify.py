"""`klad verify`: recompute what is kept from what happened."""

from __future__ import annotations

from contextlib import closing

import click

from tui.commands.context import open_from_settings, print_json, telling
from tui.locale import _, ngettext


@click.command(epilog="Example: klad verify --json")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(*, as_json: bool) -> None:
    """Recompute every balance and derived state; name each difference.

    Exit code 0 only when there is none.
    """
    from core.db.unit_of_work import transaction  # noqa: PLC0415 - keeps --help quick
    from core.ledger import verify as differences  # noqa: PLC0415
    from core.schema import whole_metadata  # noqa: PLC0415

    whole_metadata()
    with (
        telling(as_json=as_json),
        closing(open_from_settings("klad verify")) as database,
        transaction(database.sessions) as session,
    ):
        # One moment for all checks: work that goes on meanwhile is no difference.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        found = differences(session)
    if as_json:
        print_json(
            {
                "clean": not found,
                "differences": [
                    {
                        "what": one.what,
                        "where": dict(one.where),
                        "stored": one.stored,
                        "computed": one.computed,
                    }
                    for one in found
                ],
            }
        )
    elif not found:
        print(_("Clean: every balance and every state follows from what happened."))
    else:
        for one in found:
            where = ", ".join(f"{name}={value}" for name, value in one.where.items())
            print(
                _("{what}: {where}: stored {stored}, computed {computed}").format(
                    what=one.what, where=where, stored=one.stored, computed=one.computed
                )
            )
        print(
            ngettext("{count} difference.", "{count} differences.", len(found)).format(
                count=len(found)
            )
        )
    if found:
        raise SystemExit(1)
