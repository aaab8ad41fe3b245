"""The form of a delivery: what a document asks for, for those too who may not edit it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.asking.listings import DELIVERIES, head_of
from core.delivery.asking.requests import SUBJECT, request_of
from core.documents.listing import Filter
from core.documents.types import document_type
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from tui.flows.desk.delivery_sheet import (
    FIXED,
    delivery_changed,
    delivery_fields,
    delivery_hidden,
    delivery_narrowed,
    delivery_values,
    save_delivery,
)
from tui.flows.desk.shapes import Card, Command, Done, Form, Given


class DeliveryForm(Form):
    """Доставка документа."""

    name = DELIVERIES.name
    subject = SUBJECT
    one = N_("Delivery")
    edit = Permission.TRIP_PLAN
    fields = delivery_fields("")

    def __init__(self) -> None:
        self.commands = (
            Command("open", N_("Open the document"), Permission.ORDER_READ, self._open),
        )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return what the document asks for."""
        head = head_of(session, actor, key)
        found = request_of(session, key)
        if found is None:
            raise NotFound(what=SUBJECT, key=head.number)
        values, shown = delivery_values(found)
        kind = document_type(head.type)
        return Card(
            id=key,
            version=found.version,
            heading=head.number,
            status=head.status,
            status_title=kind.status_title(head.status),
            values=values | {"partner_id": found.partner_id},
            shown=shown,
            facts=((N_("Partner"), head.partner), (N_("Document"), head.number)),
            editable=actor.may(self.edit) or actor.may(kind.edit),
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write what was changed."""
        key = card.id or 0
        save_delivery(session, actor, key, card.values, clock)
        return key

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow another address."""
        del actor, table, line
        return delivery_changed(session, card, name)

    def fixed(self, card: Card) -> frozenset[str]:
        """Return what cannot be changed now; the zone of an address never is."""
        return super().fixed(card) | FIXED

    def hidden(self, card: Card) -> frozenset[str]:
        """Hide what means nothing for the way the goods go."""
        return delivery_hidden(card)

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show the carrier's terminals."""
        del table, line
        return delivery_narrowed(card, name)

    def _open(self, session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        from tui.flows.desk.registry import form_of_type  # noqa: PLC0415 - it knows every form

        del clock, given
        head = head_of(session, actor, card.id or 0)
        return Done(
            N_("Opened: {heading}."),
            {"heading": head.number},
            open=(form_of_type(head.type), head.id),
        )
