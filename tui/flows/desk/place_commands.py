"""What cards of zones and addresses offer besides: outlines from files, a geocoder."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.places.geocoding import geocode_address
from core.delivery.places.geocoding_all import ask_geocoding
from core.delivery.places.outlines import import_outline
from core.delivery.places.rules import place_text
from core.documents.background import own_jobs
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.files import read_file
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, RowsCommand


def _in_use(card: Card) -> bool:
    return card.id is not None and not card.retired


def outline(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take the outline of the zone from a file."""
    data, name = read_file(given.values["file"])
    import_outline(session, actor, card.id or 0, data, clock=clock)
    return Done(N_("The outline is taken from {file}."), {"file": name})


def geocode(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Ask the geocoder where the address is."""
    del given
    found = geocode_address(session, actor, card.id or 0, clock=clock)
    facts = {"place": place_text(found.point), "name": found.name or card.heading}
    return Done(N_("Found: {place}. {name}"), facts)


ZONE_COMMANDS = (
    Command(
        "outline",
        N_("Outline from a file"),
        Permission.FLEET_EDIT,
        outline,
        _in_use,
        asks=(Field("file", N_("GeoJSON or WKT file"), FieldKind.FILE, required=True, width=60),),
    ),
)


def geocode_all(
    session: Session, actor: Actor, keys: Sequence[object], clock: Clock, given: Given
) -> Done:
    """Have the geocoder asked about all addresses without coordinates; show how far it is."""
    del keys
    again = bool(given.values.get("again"))
    asked = ask_geocoding(session, actor, clock=clock, again=again)
    own = {job.id for job in own_jobs(session, actor.user_id, clock.now())}
    return Done(
        N_("The geocoder is asked in the background; addresses without coordinates: {count}."),
        {"count": asked.count},
        open=("background_jobs", asked.job_id) if asked.job_id in own else None,
    )


ADDRESS_COMMANDS = (
    Command("geocode", N_("Ask the geocoder"), Permission.FLEET_EDIT, geocode, _in_use),
)

ADDRESS_ROWS_COMMANDS = (
    RowsCommand(
        "geocode_all",
        N_("Find all addresses without coordinates"),
        Permission.FLEET_EDIT,
        geocode_all,
        asks=(Field("again", N_("Those not found before too"), FieldKind.FLAG),),
    ),
)
