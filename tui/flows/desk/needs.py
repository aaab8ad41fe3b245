"""The form of customer needs, and recording one from a line of an order."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.deals.needs import (
    NeedLine,
    NeedSaved,
    NewNeed,
    drop_need,
    record_need,
    reopen_need,
    satisfy_need,
    save_need,
)
from core.deals.queries import NeedCard, need_card, need_reasons, person
from core.deals.rules import lost_sum
from core.deals.statuses import NeedStatus
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.deals import begun_books
from tui.flows.desk.documents import DocumentForm, plain_lines
from tui.flows.desk.naming import USER, shown_values
from tui.flows.desk.shapes import SHOWN, Card, Command, Done, Field, FieldKind, Given, Lines, Values
from tui.formatting import money

_EDIT = Permission.DEAL_EDIT

_QUANTITY = Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=8)
_REASON = Field("reason_id", N_("Reason"), FieldKind.ROW, required=True, of="need_reason", width=16)
_WANTED = Field("wanted_minor", N_("Wanted at"), FieldKind.MONEY, width=9)
_WOULD_SELL = Field("would_sell", N_("Would sell if"), width=20)
_LOST = Field("lost_minor", N_("Lost sum"), FieldKind.MONEY, width=11)

LINES = Lines(
    "lines",
    N_("Items"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=24),
        _QUANTITY,
        _REASON,
        _WANTED,
        Field("offered_minor", N_("Our price"), FieldKind.MONEY, width=9),
        _WOULD_SELL,
        _LOST,
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset({"lost_minor"}),
)
WORDS = Lines(
    "words",
    N_("What we do not carry"),
    (
        Field("item_text", N_("What, in words"), required=True, width=24),
        _QUANTITY,
        _REASON,
        _WANTED,
        _WOULD_SELL,
        _LOST,
    ),
    editable=True,
    entry="item_text",
    readonly=frozenset({"lost_minor"}),
)
"""Lines of both are lines of one document and are numbered together."""

_PRICES = ("wanted_minor", "offered_minor", "lost_minor")


def _in(*statuses: NeedStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


def _done(saved: NeedSaved, message: str) -> Done:
    return Done(message, {"number": saved.number})


def satisfy(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Name the order that gave the customer what he needed."""
    by = given.values.get("by_id") or 0
    saved = satisfy_need(session, actor, card.id or 0, by, clock=clock)
    return _done(saved, N_("{number} is satisfied."))


def drop(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Count the need no more."""
    text = str(given.values.get("text") or "")
    return _done(
        drop_need(session, actor, card.id or 0, text, clock=clock), N_("{number} is dropped.")
    )


def reopen(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take back that it is satisfied or dropped."""
    del given
    saved = reopen_need(session, actor, card.id or 0, clock=clock)
    return _done(saved, N_("{number} is a need again."))


class NeedForm(DocumentForm):
    """Потребность клиента."""

    name = "customer_needs"
    subject = "customer_need"
    edit = _EDIT
    makes = True
    fields = (
        Field("partner_id", N_("Partner"), FieldKind.ROW, of="partner", width=32),
        Field("partner_text", N_("Who, in words"), width=30),
        Field("manager_id", N_("Manager"), FieldKind.ROW, required=True, of=USER, width=24),
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
        Field("company_id", N_("Company"), FieldKind.ROW, of="company", width=24),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), width=60),
    )
    tables = (LINES, WORDS)
    commands = (
        Command(
            "satisfy",
            N_("Satisfied by an order"),
            # The order is picked from the list of orders; the verb asks for the right to needs.
            Permission.ORDER_READ,
            satisfy,
            _in(NeedStatus.RECORDED),
            asks=(
                Field(
                    "by_id",
                    N_("Customer order"),
                    FieldKind.ROW,
                    required=True,
                    of="customer_orders",
                    width=20,
                ),
            ),
        ),
        Command(
            "drop",
            N_("Drop the need"),
            _EDIT,
            drop,
            _in(NeedStatus.RECORDED),
            asks=(Field("text", N_("Why dropped"), required=True, width=50),),
        ),
        Command(
            "reopen",
            N_("Record it again as a need"),
            _EDIT,
            reopen,
            _in(NeedStatus.SATISFIED, NeedStatus.DROPPED),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the need with its lines."""
        found = need_card(session, actor, key)
        values = {field.name: getattr(found, field.name) for field in self.fields}
        lines = plain_lines(found.lines, {"item_id": "item", "reason_id": "reason"})
        if not actor.may(Permission.PRICE_READ):
            lines = tuple({**line, **dict.fromkeys(_PRICES)} for line in lines)
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={
                "lines": tuple(line for line in lines if line["item_id"]),
                "words": tuple(line for line in lines if not line["item_id"]),
            },
            facts=_facts(found, actor),
            editable=found.status is NeedStatus.RECORDED and actor.may(self.edit),
            warehouse_id=found.warehouse_id,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty need in the actor's own name."""
        if not actor.may(self.edit):
            return None
        begun_books(session, actor, clock)
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        own = person(session, actor)
        values |= {
            "partner_text": "",
            "comment": "",
            "manager_id": own.id if own else None,
            "date": clock.business_date(),
        }
        shown = shown_values(session, self.fields, values)
        return Card(None, 0, "", values=values, shown=shown, lines={"lines": (), "words": ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the need with its lines."""
        values = card.values
        lines = tuple(_asked(line) for table in self.tables for line in card.lines[table.name])
        header: dict[str, Any] = {
            "partner_id": values["partner_id"] or None,
            "partner_text": values["partner_text"] or "",
            "manager_id": values["manager_id"] or 0,
            "warehouse_id": values["warehouse_id"] or None,
            "company_id": values["company_id"] or None,
            "comment": values["comment"] or "",
        }
        if card.id is None:
            new = NewNeed(**header, lines=lines, date=values["date"])
            return record_need(session, actor, new, clock=clock).id
        return save_need(
            session, actor, card.id, card.version, clock=clock, lines=lines, **header
        ).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of one unit, for the reason of the line above."""
        item = item_card(session, picked).row if picked else None
        above: Values = card.lines[table][-1] if card.lines.get(table) else {}
        reason, said = above.get("reason_id"), above.get("reason_id" + SHOWN, "")
        if not reason:
            usual = need_reasons(session, actor)
            reason, said = next(iter(usual), (None, ""))
        return {
            "item_id": picked or None,
            "item_id" + SHOWN: item.name if item else "",
            "item_text": "",
            "variant_id": 0,
            "quantity": 1000,
            "wanted_minor": None,
            "offered_minor": None,
            "lost_minor": 0,
            "reason_id": reason,
            "reason_id" + SHOWN: said,
            "would_sell": "",
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Count what is lost as saving will."""
        del session, actor, line, name
        if not table:
            return card
        lines = [dict(one) for one in card.lines[table]]
        for one in lines:
            prices = (one.get("wanted_minor") or None, one.get("offered_minor") or None)
            one["lost_minor"] = lost_sum(one.get("quantity") or 0, *prices)
        return card.with_lines(table, lines)

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a new need like *card*, of today."""
        return super().copied(card, fresh).with_values(date=fresh.values["date"])

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show clients, and orders of the customer."""
        del line
        if name == "by_id" and card.shown.get("partner_id"):
            return (Filter("partner", "eq", card.shown["partner_id"]),)
        return (Filter("client", "eq", True),) if not table and name == "partner_id" else ()


def _asked(line: Values) -> NeedLine:
    return NeedLine(
        item_id=line.get("item_id") or None,
        item_text=line.get("item_text") or "",
        variant_id=line.get("variant_id") or 0,
        quantity=line.get("quantity") or 0,
        wanted_minor=line.get("wanted_minor") or None,
        offered_minor=line.get("offered_minor") or None,
        reason_id=line.get("reason_id") or 0,
        would_sell=line.get("would_sell") or "",
        line_no=line.get("line_no"),
    )


def _facts(found: NeedCard, actor: Actor) -> tuple[tuple[str, str], ...]:
    facts = []
    if actor.may(Permission.PRICE_READ):
        facts.append((N_("Lost sum"), money(found.lost_minor)))
    if found.satisfied_by:
        facts.append((N_("Satisfied by"), found.satisfied_by))
    if found.drop_text:
        facts.append((N_("Why dropped"), found.drop_text))
    return tuple(facts)
