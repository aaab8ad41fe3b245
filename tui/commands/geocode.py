"""`klad geocode`: coordinates of all addresses that have none, from the geocoder."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from tui.commands.context import open_from_settings, print_json, settings, telling
from tui.formatting import fill
from tui.locale import _

if TYPE_CHECKING:
    from core.documents.background import JobRow
    from tui.flows.geocoding import Geocoded


@click.command(
    epilog="Example: klad geocode. Ctrl+C stops it; what is left is asked about the next time."
)
@click.option("--again", is_flag=True, help="Ask about addresses too that were not found before.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def geocode(*, again: bool, as_json: bool) -> None:
    """Ask the geocoder about all addresses without coordinates.

    The settings of the company name the geocoder and the pause between two questions. Coordinates
    that a person typed or corrected stay. What is not found is listed.
    """
    from core.kernel.clock import SystemClock, company_zone  # noqa: PLC0415 - keeps --help quick
    from tui.flows.geocoding import geocode_all  # noqa: PLC0415

    clock = SystemClock(company_zone(settings().timezone))
    over = threading.Event()

    def stop(*_signal: Any) -> None:  # noqa: ANN401 - the number and the frame
        over.set()

    with telling(as_json=as_json), closing(open_from_settings("klad geocode")) as database:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        done = geocode_all(database, clock, again=again, told=_tell, over=over)
        if sys.stderr.isatty():
            click.echo(err=True)
        if as_json:
            print_json(_plain(done))
        else:
            _say(done)
    if over.is_set() or done.job.error:
        sys.exit(1)


def _tell(job: JobRow) -> None:
    """Show how far it is, over what was shown before; nothing where nobody watches."""
    if sys.stderr.isatty():
        text = fill(_("Asked: {done} of {total}."), {"done": job.done, "total": job.total})
        click.echo(f"\r{text}", nl=False, err=True)


def _plain(done: Geocoded) -> dict[str, object]:
    return {
        "state": done.job.state.value,
        "asked": done.job.done,
        "left": done.left,
        "not_found": list(done.unknown),
        "error": done.job.error,
    }


def _say(done: Geocoded) -> None:
    from tui.error_text import tell, texts  # noqa: PLC0415 - keeps --help quick

    facts = {"done": done.job.done, "left": done.left}
    click.echo(fill(_("Asked: {done}. Still to be asked about: {left}."), facts))
    if done.job.error in texts():
        click.echo(tell(done.job.error, done.job.error_facts).text, err=True)
    if done.unknown:
        click.echo(fill(_("Not known to the geocoder: {count}."), {"count": len(done.unknown)}))
        for name in done.unknown:
            click.echo(f"  {name}")
