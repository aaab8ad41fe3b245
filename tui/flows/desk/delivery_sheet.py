"""The tab "Delivery" of documents whose goods travel: what is shown, typed and written of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.delivery.asking.carriage import place_between, usual_terminal
from core.delivery.asking.methods import BETWEEN, METHODS, METHODS_OF
from core.delivery.asking.requests import (
    Request,
    RequestGiven,
    request_of,
    save_request,
    usual_address,
)
from core.delivery.places.addresses import address_card, find_address
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.terms.statuses import DeliveryMethod
from tui.flows.desk.shapes import Card, Field, FieldKind, Sheet, Values

PREFIX = "delivery_"
"""Of the names of these fields among the values of a card."""

AS_READ = "delivery_as_read"
"""Value: the `RequestGiven` that was read; None: there is no request yet."""

TYPED = "delivery_via_text"
"""Value: the address of a terminal or point that is not in the book yet; "": it is, or there is
none."""

BY_TEXT = 0
"""An address that follows the text in the header."""


VIA = "delivery_via_address_id"


def delivery_fields(document_type: str) -> tuple[Field, ...]:
    """Return the fields of the request of a document type."""
    allowed = METHODS_OF.get(document_type, tuple(DeliveryMethod))
    methods = {method: METHODS[method] for method in allowed}
    left_out = LEFT_OUT.get(document_type, frozenset())
    every = (
        Field("delivery_method", N_("Way"), FieldKind.CHOICE, choices=methods, width=60),
        Field("delivery_address_id", N_("Address"), FieldKind.ROW, of="address", width=60),
        Field("delivery_zone", N_("Zone"), fixed=True, width=20),
        Field("delivery_planned_on", N_("Day of delivery"), FieldKind.DATE, width=10),
        Field("delivery_charge_minor", N_("To be paid"), FieldKind.MONEY, width=10),
        Field("delivery_window_from", N_("Time from"), FieldKind.TIME, width=5),
        Field("delivery_window_to", N_("Time until"), FieldKind.TIME, width=5),
        Field("delivery_ready_at", N_("Goods ready at"), FieldKind.TIME, width=5),
        Field("delivery_contact", N_("Contact"), width=24),
        Field("delivery_phone", N_("Phone"), width=18),
        Field("delivery_priority", N_("Priority"), FieldKind.NUMBER, width=4),
        Field("delivery_carrier_id", N_("Carrier"), FieldKind.ROW, of="partner", width=24),
        Field(VIA, N_("Terminal or point"), FieldKind.ROW, of="address", width=30),
        Field(TYPED, N_("Address, if new"), width=30),
        Field("delivery_vehicle_id", N_("Only by"), FieldKind.ROW, of="vehicle", width=20),
        Field("delivery_collect_minor", N_("Cash to collect"), FieldKind.MONEY, width=10),
        Field("delivery_note", N_("Note for delivery"), width=60),
    )
    return tuple(field for field in every if field.name not in left_out)


LEFT_OUT: Mapping[str, frozenset[str]] = {
    "supplier_order": frozenset({"delivery_charge_minor", "delivery_collect_minor", VIA, TYPED}),
    "errand": frozenset(
        {"delivery_method", "delivery_charge_minor", "delivery_carrier_id", VIA, TYPED}
    ),
}
"""Document type → what makes no sense for it: nobody pays us for its way, or there is one way."""


def delivery_sheet(document_type: str) -> Sheet:
    """Return the tab of a document type."""
    return Sheet("delivery", N_("Delivery"), delivery_fields(document_type))


FIXED = frozenset({"delivery_zone"})
"""What is only shown."""


def delivery_hidden(card: Card) -> frozenset[str]:
    """Return what means nothing for the way the goods go: a place in between on a way without."""
    between = card.values.get("delivery_method") in BETWEEN
    return frozenset() if between else frozenset({VIA, TYPED})


def delivery_narrowed(card: Card, name: str) -> tuple[Filter, ...]:
    """Return that a terminal is one of the carrier's, where he is named."""
    carrier = card.shown.get("delivery_carrier_id", "")
    if name != VIA or not carrier or not card.values.get("delivery_carrier_id"):
        return ()
    return (Filter("partner", "eq", carrier),)


_NAMES: Mapping[str, str] = {
    "delivery_address_id": "address",
    "delivery_carrier_id": "carrier",
    VIA: "via_address",
    "delivery_vehicle_id": "vehicle",
}


def delivery_values(found: Request | None) -> tuple[dict[str, Any], dict[str, str]]:
    """Return values and texts of a request for a card; None: of one that is still to be made."""
    if found is None:
        values: dict[str, Any] = {PREFIX + one.name: None for one in fields(RequestGiven)}
        values |= {"delivery_zone": "", "delivery_contact": "", "delivery_phone": ""}
        values |= {"delivery_note": "", "delivery_address_id": BY_TEXT, AS_READ: None, TYPED: ""}
        return values, dict.fromkeys(_NAMES, "")
    given = _given(found)
    values = {PREFIX + one.name: getattr(given, one.name) for one in fields(RequestGiven)}
    values |= {"delivery_zone": found.zone, AS_READ: given, TYPED: ""}
    return values, {field: getattr(found, name) for field, name in _NAMES.items()}


def read_delivery(session: Session, document_id: int) -> tuple[dict[str, Any], dict[str, str]]:
    """Return values and texts of the request of a stored document that may be read."""
    return delivery_values(request_of(session, document_id))


def save_delivery(
    session: Session,
    actor: Actor,
    document_id: int,
    values: Values,
    clock: Clock,
    *,
    document_type: str = "customer_order",
) -> None:
    """Write what was changed of a request, on top of what it is now; nothing where nothing was.

    Args:
        document_type: whose first way of delivery is meant where there is no request yet.
    """
    read: RequestGiven | None = values.get(AS_READ)
    blank, _shown = delivery_values(None)
    changed: dict[str, Any] = {}
    for one in fields(RequestGiven):
        name = PREFIX + one.name
        before = blank[name] if read is None else getattr(read, one.name)
        if name in values and values[name] != before:
            changed[one.name] = values[name]
    if changed.get("address_id", ...) == BY_TEXT:
        del changed["address_id"]
    text = str(values.get(TYPED) or "").strip()
    if text and values.get("delivery_method") in BETWEEN:
        carrier = values.get("delivery_carrier_id") or None
        changed["via_address_id"] = place_between(session, carrier, text)
    if not changed:
        return
    found = request_of(session, document_id)
    if found is None:
        method = changed.get("method") or METHODS_OF[document_type][0]
        now = RequestGiven(method=method)
    else:
        now = replace(_given(found), charge_minor=None)
    save_request(session, actor, document_id, replace(now, **changed), clock=clock)


def delivery_changed(session: Session, card: Card, name: str) -> Card:
    """Follow another partner or way, another text of the address, another address of the book."""
    match name:
        case "partner_id":
            return _of_partner(session, card)
        case "delivery_method" if card.values.get(name) is DeliveryMethod.FETCH:
            return card if card.values.get("delivery_address_id") else _of_partner(session, card)
        case "delivery_method":
            return card if card.values.get(VIA) else _at_terminal(session, card)
        case "delivery_carrier_id":
            return _at_terminal(session, card.with_values(**{VIA: None}).with_shown(**{VIA: ""}))
        case "delivery_via_text":
            return _named(session, card)
        case "delivery_address":
            text = card.values.get("delivery_address") or ""
            found = find_address(session, card.values.get("partner_id"), text) if text else None
            return _at(session, card, found or BY_TEXT)
        case "delivery_address_id":
            key = card.values.get("delivery_address_id")
            if not key:
                return card.with_values(delivery_zone="")
            return _texted(_at(session, card, key))
    return card


def _named(session: Session, card: Card) -> Card:
    """Take an address of the book that was typed as a new one; what it does not know stays."""
    text = str(card.values.get(TYPED) or "").strip()
    carrier = card.values.get("delivery_carrier_id") or None
    key = find_address(session, carrier, text) if text else None
    if key is None:
        return card
    name = address_card(session, key).name
    return card.with_values(**{VIA: key, TYPED: ""}).with_shown(**{VIA: name})


def _at_terminal(session: Session, card: Card) -> Card:
    """Bring the goods to the carrier's terminal, where it is known and we bring them to him."""
    carrier = card.values.get("delivery_carrier_id")
    ours = card.values.get("delivery_method") == DeliveryMethod.OWN_TO_CARRIER
    key = usual_terminal(session, carrier) if carrier and ours else None
    if key is None:
        return card
    name = address_card(session, key).name
    return card.with_values(**{VIA: key}).with_shown(**{VIA: name})


def _of_partner(session: Session, card: Card) -> Card:
    """Take over the address that a person last said for the partner, where there is one."""
    key = usual_address(session, card.values.get("partner_id") or 0)
    if key is None:
        return delivery_changed(session, card, "delivery_address")
    return _texted(_at(session, card, key))


def _texted(card: Card) -> Card:
    """Put the address into the header, where the document has one there."""
    if "delivery_address" not in card.values:
        return card
    return card.with_values(delivery_address=card.shown["delivery_address_id"])


def _at(session: Session, card: Card, key: int) -> Card:
    """Return the card with an address of the book, its zone, its time and whom to ask for."""
    if key == BY_TEXT:
        values = {"delivery_address_id": BY_TEXT, "delivery_zone": ""}
        return card.with_values(**values).with_shown(delivery_address_id="")
    if key == card.values.get("delivery_address_id") and card.values.get("delivery_zone"):
        return card
    found = address_card(session, key)
    return card.with_values(
        delivery_address_id=key,
        delivery_zone=found.zone,
        delivery_window_from=found.window_from,
        delivery_window_to=found.window_to,
        delivery_contact=found.contact,
        delivery_phone=found.phone,
    ).with_shown(delivery_address_id=found.name)


def _given(found: Request) -> RequestGiven:
    return RequestGiven(**{one.name: getattr(found, one.name) for one in fields(RequestGiven)})
