"""`klad simulate`: a random day of many people through the real verbs, and what is left of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from core.db.engine import Database
from core.kernel.clock import SystemClock, company_zone
from core.kernel.i18n import N_
from tui.commands.context import open_from_settings, print_json, settings, telling
from tui.locale import _, ngettext

if TYPE_CHECKING:
    from tui.flows.simulation.day import Day, Progress
    from tui.flows.simulation.tally import Tally

_EPILOG = """
Examples: `klad simulate --users 5 --orders 40 --seed 7` works in a demo company of its own, made
for the day and dropped after it; `klad simulate --here --minutes 10` works in the database of the
settings, whatever is in it: on a copy, as practice and load test.
"""

WORK: Mapping[str, str] = {
    "orders made": N_("Orders made"),
    "orders confirmed": N_("Orders confirmed"),
    "orders changed": N_("Orders changed"),
    "reserves let go": N_("Reserves let go"),
    "orders given up": N_("Orders given up"),
    "orders billed": N_("Orders billed"),
    "shipments billed": N_("Shipments billed"),
    "orders closed": N_("Orders closed"),
    "expense orders made": N_("Expense orders made"),
    "expense orders withdrawn": N_("Expense orders withdrawn"),
    "orders released": N_("Expense orders released"),
    "orders recalled": N_("Expense orders recalled"),
    "orders reduced": N_("Expense orders reduced"),
    "rests planned": N_("Rests planned anew"),
    "tasks given back": N_("Tasks given back"),
    "paper picks finished": N_("Picks finished on paper"),
    "orders marked ready": N_("Expense orders marked ready"),
    "orders shipped": N_("Expense orders shipped"),
    "shipments taken back": N_("Shipments taken back"),
    "scans": N_("Scans"),
    "scans delivered twice": N_("Scans delivered twice"),
    "keys": N_("Keys"),
    "terminals lost": N_("Terminals lost and resumed"),
}
"""Work by its name → what it is called."""


@click.command(epilog=_EPILOG)
@click.option("--users", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--orders", type=click.IntRange(0), default=40, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same choices for the same seed."
)
@click.option(
    "--minutes", type=click.FloatRange(0, min_open=True), help="Stop after so long, done or not."
)
@click.option("--here", is_flag=True, help="Work in the database of the settings, for good.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def simulate(
    users: int, orders: int, seed: int, minutes: float | None, *, here: bool, as_json: bool
) -> None:
    """Let random managers, shift leads and storekeepers work, then verify everything.

    They scan wrong codes, change their minds, lose their terminals and get into each other's way.
    Exit code 0 only when every balance, state and promise holds afterwards.
    """
    from tui.flows.simulation.day import simulate as live  # noqa: PLC0415 - keeps --help quick
    from tui.flows.simulation.errors import NothingToSell  # noqa: PLC0415

    clock = SystemClock(company_zone(settings().timezone))
    began = clock.now()
    with telling(as_json=as_json), _ground(users, clock, here=here, as_json=as_json) as database:
        with _bar(orders, as_json=as_json) as progress:
            day = live(
                database,
                users=users,
                orders=orders,
                seed=seed,
                clock=clock,
                limit=timedelta(minutes=minutes) if minutes else None,
                progress=progress,
            )
        if day is None:
            raise NothingToSell(database=str(database.url))
    seconds = round((clock.now() - began).total_seconds())
    if as_json:
        print_json(_plain(day, seconds))
    else:
        _print(day, seconds)
    if not day.clean:
        raise SystemExit(1)


@contextmanager
def _ground(users: int, clock: SystemClock, *, here: bool, as_json: bool) -> Iterator[Database]:
    """Yield the database to work in: the demo's own, or with *here* that of the settings."""
    from core.db.engine import connect  # noqa: PLC0415 - see simulate
    from core.schema import whole_metadata  # noqa: PLC0415
    from tui.flows.simulation.ground import demo_ground  # noqa: PLC0415

    whole_metadata()
    server = open_from_settings("klad simulate")
    server.close()
    if here:
        database = connect(server.url, application_name="klad simulate", pool_size=users * 2 + 2)
        try:
            yield database
        finally:
            database.close()
        return

    def tell(what: str) -> None:
        told = {"schema": _("Making a database for the day …"), "demo": _("Filling it …")}[what]
        if not as_json and sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{told}")
            sys.stderr.flush()

    with demo_ground(server.url, users=users, clock=clock, tell=tell) as database:
        if not as_json and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        yield database


@contextmanager
def _bar(orders: int, *, as_json: bool) -> Iterator[Progress]:
    """Yield what shows on a terminal how many orders were made and what came of them."""
    if as_json or not sys.stderr.isatty():
        yield lambda _tally: None
        return
    shown = 0
    with click.progressbar(length=orders, file=sys.stderr, show_eta=False) as bar:

        def show(tally: Tally) -> None:
            nonlocal shown
            made = min(tally.done["orders made"], orders)
            bar.label = _("{made} made, {shipped} shipped, {scans} scans").format(
                made=made, shipped=tally.done["orders shipped"], scans=tally.done["scans"]
            )
            bar.update(made - shown)
            shown = made

        yield show


def _plain(day: Day, seconds: int) -> dict[str, Any]:
    return {
        "seed": day.seed,
        "users": day.users,
        "orders": day.orders,
        "seconds": seconds,
        "clean": day.clean,
        "done": {what.replace(" ", "_"): count for what, count in day.done.items()},
        "refused": dict(day.refused),
        "unfinished": day.unfinished,
        "differences": [
            {
                "what": one.what,
                "where": dict(one.where),
                "stored": one.stored,
                "computed": one.computed,
            }
            for one in day.differences
        ],
    }


def _print(day: Day, seconds: int) -> None:
    print(
        _("Seed {seed}, users: {users}, orders: {orders}, seconds: {seconds}.").format(
            seed=day.seed, users=day.users, orders=day.orders, seconds=seconds
        )
    )
    width = max((len(_(title)) for title in WORK.values()), default=0)
    for what, title in WORK.items():
        if day.done.get(what):
            print(f"  {_(title):<{width}}  {day.done[what]:>7}")
    refused = sum(day.refused.values())
    print(
        ngettext(
            "{count} refusal, as it should be.", "{count} refusals, as it should be.", refused
        ).format(count=refused)
    )
    if day.unfinished:
        print(
            ngettext(
                "{count} expense order has not left yet.",
                "{count} expense orders have not left yet.",
                day.unfinished,
            ).format(count=day.unfinished)
        )
    for one in day.differences:
        where = ", ".join(f"{name}={value}" for name, value in one.where.items())
        print(
            _("{what}: {where}: stored {stored}, computed {computed}").format(
                what=one.what, where=where, stored=one.stored, computed=one.computed
            )
        )
    if day.clean:
        print(_("Clean: every balance, every state and every promise holds."))
    else:
        count = len(day.differences)
        print(ngettext("{count} difference.", "{count} differences.", count).format(count=count))
