"""What cards of zones and addresses offer besides: outlines from files, a geocoder."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.places.geocoding import geocode_address
from core.delivery.places.outlines import import_outline
from core.delivery.places.rules import place_text
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.files import read_file
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given


def _in_use(card: Card) -> bool:
    return card.id is not None and not card.retired


def outline(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take the outline of the zone from a GeoJSON file."""
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
        asks=(Field("file", N_("GeoJSON file"), FieldKind.FILE, required=True, width=60),),
    ),
)

ADDRESS_COMMANDS = (
    Command("geocode", N_("Ask the geocoder"), Permission.FLEET_EDIT, geocode, _in_use),
)
