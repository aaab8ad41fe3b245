"""What can be done with a discount: put into force, switched on and off, taken out of use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.editing import retire_node, set_standing
from core.discounts.kinds import Place, Standing
from core.discounts.stored import read_stored
from core.discounts.switching import switch
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.discount_fields import PLACE_BOOKS, PLACES
from tui.flows.desk.discount_words import running_places
from tui.flows.desk.naming import names_of
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Run
from tui.locale import _

EDIT = Permission.DISCOUNT_EDIT
_GROUP = "group"


def _is_discount(card: Card) -> bool:
    return card.id is not None and card.values.get("kind") != _GROUP


def _restricted(card: Card) -> bool:
    return _is_discount(card) and card.values.get("standing") == Standing.RESTRICTED


def _force(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    set_standing(session, actor, card.id or 0, Standing.IN_FORCE, clock=clock)
    return Done(N_("{name} is in force for everybody."), {"name": card.heading})


def _restrict(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    set_standing(session, actor, card.id or 0, Standing.RESTRICTED, clock=clock)
    return Done(N_("{name} acts only where it is switched on."), {"name": card.heading})


def _switch_on(place: Place) -> Run:
    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        key = given.values.get("ref_id") or 0
        since = given.values.get("since") or clock.business_date()
        switch(session, actor, card.id or 0, place, key, running=True, clock=clock, since=since)
        names = names_of(session, [(PLACE_BOOKS[place], key)])
        return Done(
            N_("{name} is switched on from {date}: {where}."),
            {
                "name": card.heading,
                "date": since,
                "where": names.get((PLACE_BOOKS[place], key), f"№ {key}"),
            },
        )

    return run


def _asks(place: Place) -> Callable[[Session, Actor, Card], tuple[Field, ...]]:
    def asks(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
        del session, actor, card
        return (
            Field(
                "ref_id",
                PLACES[place],
                FieldKind.ROW,
                required=True,
                of=PLACE_BOOKS[place],
                width=30,
            ),
            Field("since", N_("Since"), FieldKind.DATE, width=10),
        )

    return asks


def _running(session: Session, card: Card, on: dt.date) -> dict[str, str]:
    """Return what can be switched off: "place:id" → text."""
    running = running_places(read_stored(session).activities[card.id or 0], on)
    names = names_of(session, [(PLACE_BOOKS[Place(one.place)], one.ref_id) for one in running])
    found = {}
    for one in running:
        place = Place(one.place)
        name = names.get((PLACE_BOOKS[place], one.ref_id), f"№ {one.ref_id}")
        found[f"{place.value}:{one.ref_id}"] = f"{_(PLACES[place])}: {name}"
    return found


def _asks_off(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
    del actor
    choices = _running(session, card, dt.date.max) or {"": N_("—")}
    return (
        Field("where", N_("Where"), FieldKind.CHOICE, choices=choices, width=40),
        Field("since", N_("Since"), FieldKind.DATE, width=10),
    )


def _switch_off(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    word = str(given.values.get("where") or "")
    if not word:
        return Done(N_("{name} is switched on nowhere."), {"name": card.heading})
    place, _colon, key = word.partition(":")
    since = given.values.get("since") or clock.business_date()
    switch(
        session,
        actor,
        card.id or 0,
        Place(place),
        int(key),
        running=False,
        clock=clock,
        since=since,
    )
    return Done(N_("{name} is switched off from {date}."), {"name": card.heading, "date": since})


def _retire(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    retire_node(session, actor, card.id or 0, clock=clock, retired=not card.retired)
    message = N_("{name} is in use again.") if card.retired else N_("{name} is out of use.")
    return Done(message, {"name": card.heading})


def _tunnel(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del session, actor, clock, given
    facts = {"name": card.heading}
    return Done(N_("Wind tunnel: {name}"), facts, show=("wind_tunnel", card.id or 0))


COMMANDS: tuple[Command, ...] = (
    Command(
        "force",
        N_("Put into force for everybody"),
        EDIT,
        _force,
        _restricted,
        N_("Put “{heading}” into force for everybody, from now on?"),
    ),
    Command(
        "restrict",
        N_("Let it act only where it is switched on"),
        EDIT,
        _restrict,
        lambda card: _is_discount(card) and not _restricted(card),
    ),
    Command(
        "on_warehouse",
        N_("Switch on for a warehouse"),
        EDIT,
        _switch_on(Place.WAREHOUSE),
        _restricted,
        prepare=_asks(Place.WAREHOUSE),
    ),
    Command(
        "on_agreement",
        N_("Switch on for an agreement"),
        EDIT,
        _switch_on(Place.AGREEMENT),
        _restricted,
        prepare=_asks(Place.AGREEMENT),
    ),
    Command(
        "on_card_kind",
        N_("Switch on for a kind of card"),
        EDIT,
        _switch_on(Place.CARD_KIND),
        _restricted,
        prepare=_asks(Place.CARD_KIND),
    ),
    Command(
        "off",
        N_("Switch off"),
        EDIT,
        _switch_off,
        _restricted,
        prepare=_asks_off,
    ),
    Command(
        "retire",
        N_("Take out of use"),
        EDIT,
        _retire,
        lambda card: card.id is not None and not card.retired,
        N_("Take “{heading}” out of use, with everything below it? Documents stay as they are."),
    ),
    Command("restore", N_("Use again"), EDIT, _retire, lambda card: card.retired),
    Command(
        "wind_tunnel",
        N_("Run in the wind tunnel"),
        Permission.DISCOUNT_READ,
        _tunnel,
        lambda card: card.id is not None,
    ),
)
