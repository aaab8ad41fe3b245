"""`klad worker`: background work, in a process of its own."""

from __future__ import annotations

import signal
from contextlib import closing
from typing import Any

import click

from tui.commands.context import open_from_settings, settings, telling
from tui.locale import _


@click.command(
    epilog="Example: klad worker --concurrency 2. Without any worker, workstations do the work."
)
@click.option("--once", is_flag=True, help="Do what is due and end.")
@click.option(
    "--concurrency",
    type=click.IntRange(1, 32),
    default=1,
    show_default=True,
    help="Jobs done at the same time.",
)
def worker(*, once: bool, concurrency: int) -> None:
    """Do what was asked for in the background, and what is done by the clock.

    SIGTERM or Ctrl+C ends it after the steps under way; what is not finished is gone on with by the
    next worker. Any number of them may run, on any hosts.
    """
    from core.kernel.clock import SystemClock, company_zone  # noqa: PLC0415 - keeps --help quick
    from tui.flows.worker import Crew  # noqa: PLC0415

    clock = SystemClock(company_zone(settings().timezone))
    with telling(), closing(open_from_settings("klad worker")) as database:
        crew = Crew(database, clock, concurrency=concurrency)

        def end(*_signal: Any) -> None:  # noqa: ANN401 - the number and the frame
            crew.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        if not once:
            click.echo(_("Working as {name}. Ctrl+C ends.").format(name=crew.name), err=True)
        crew.run(once=once)
