"""The forms of visits: where a representative goes, what he offers, what came of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.deals.queries import VisitCard, person, visit_card
from core.deals.statuses import UNDONE, VisitStatus
from core.deals.visits import (
    NewVisit,
    VisitLine,
    VisitResult,
    VisitSaved,
    cancel_visit,
    finish_visit,
    plan_visit,
    replan_visit,
    save_visit,
    start_visit,
)
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.partners.queries import partner_card
from tui.flows.desk.documents import DocumentForm, plain_lines, without_prices
from tui.flows.desk.naming import USER, shown_values
from tui.flows.desk.need_commands import RECORD_NEED
from tui.flows.desk.shapes import SHOWN, Card, Command, Done, Field, FieldKind, Given, Lines, Values
from tui.formatting import day, moment

_EDIT = Permission.DEAL_EDIT

LINES = Lines(
    "lines",
    N_("To offer"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=40),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=9),
        Field("unit", N_("Unit"), width=4),
        Field("price_minor", N_("Price hint"), FieldKind.MONEY, width=10),
        Field("agreed", N_("Will take"), FieldKind.QUANTITY, width=9),
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset({"unit"}),
)


def _in(*statuses: VisitStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


def _done(saved: VisitSaved, message: str) -> Done:
    opened = ("visit_tasks", saved.next_id) if saved.next_id else None
    return Done(message, {"number": saved.number}, opened)


def start(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Set out."""
    del given
    return _done(start_visit(session, actor, card.id or 0, clock=clock), N_("{number} is in work."))


def finish(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Say what came of it; what was agreed stands in the lines."""
    values = given.values
    result = VisitResult(
        text=str(values.get("result") or ""),
        next_visit_on=values.get("next_visit_on"),
        plan_next=bool(values.get("plan_next")),
    )
    saved = finish_visit(session, actor, card.id or 0, result, clock=clock)
    if saved.next_id:
        return _done(saved, N_("{number} is done; the next visit is planned."))
    return _done(saved, N_("{number} is done."))


def cancel(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Go nowhere."""
    text = str(given.values.get("text") or "")
    saved = cancel_visit(session, actor, card.id or 0, text, clock=clock)
    return _done(saved, N_("{number} is cancelled."))


def replan(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Plan it anew."""
    on = given.values.get("planned_on") or clock.business_date()
    saved = replan_visit(session, actor, card.id or 0, on, clock=clock)
    return _done(saved, N_("{number} is planned again."))


def _proposed(card: Card, _given: Given) -> Values:
    """Leave a day for the next visit open: Enter through, and none is planned."""
    del card
    return {"result": "", "next_visit_on": None, "plan_next": False}


class VisitForm(DocumentForm):
    """Задание торговому представителю."""

    name = "visit_tasks"
    subject = "visit_task"
    edit = _EDIT
    makes = True
    fields = (
        Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner", width=32),
        Field(
            "representative_id",
            N_("Representative"),
            FieldKind.ROW,
            required=True,
            of=USER,
            width=24,
        ),
        Field("planned_on", N_("Visit on"), FieldKind.DATE, required=True, width=10),
        Field("time_from", N_("Time from"), width=5),
        Field("time_until", N_("Time until"), width=5),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("address", N_("Address"), width=60),
        Field("purpose", N_("Purpose of the visit"), width=60),
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
        Field("company_id", N_("Company"), FieldKind.ROW, of="company", width=24),
        Field("comment", N_("Comment"), width=60),
    )
    tables = (LINES,)
    commands = (
        Command("start", N_("Start the visit"), _EDIT, start, _in(VisitStatus.PLANNED)),
        Command(
            "finish",
            N_("Done, with the result"),
            _EDIT,
            finish,
            _in(VisitStatus.IN_WORK),
            asks=(
                Field("result", N_("Result"), required=True, width=60),
                Field("next_visit_on", N_("Next visit"), FieldKind.DATE, width=10),
                Field("plan_next", N_("Plan the next visit"), FieldKind.FLAG),
            ),
            initial=_proposed,
        ),
        Command(
            "cancel",
            N_("Cancel the visit"),
            _EDIT,
            cancel,
            _in(*sorted(UNDONE)),
            asks=(Field("text", N_("Why cancelled"), required=True, width=50),),
        ),
        Command(
            "replan",
            N_("Plan the visit anew"),
            _EDIT,
            replan,
            _in(VisitStatus.IN_WORK, VisitStatus.CANCELLED),
            asks=(Field("planned_on", N_("Visit on"), FieldKind.DATE, required=True, width=10),),
            initial=lambda card, _given: {"planned_on": card.values["planned_on"]},
        ),
        RECORD_NEED,
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the visit with what is to be offered."""
        found = visit_card(session, actor, key)
        values = {field.name: getattr(found, field.name) for field in self.fields}
        lines = plain_lines(found.lines, {"item_id": "item"})
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={"lines": without_prices(actor, lines)},
            facts=_facts(found),
            editable=found.status in UNDONE and actor.may(self.edit),
            warehouse_id=found.warehouse_id,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty task for the actor himself, today."""
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        own, today = person(session, actor), clock.business_date()
        values |= dict.fromkeys(("time_from", "time_until", "address", "purpose", "comment"), "")
        values |= {
            "representative_id": own.id if own else None,
            "planned_on": today,
            "date": today,
        }
        shown = shown_values(session, self.fields, values)
        return Card(None, 0, "", values=values, shown=shown, lines={"lines": ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the task with its lines."""
        values = card.values
        if values.get("planned_on") is None:
            raise BadValue(what="planned_on", value="", expected="20.11.2026")
        lines = tuple(_asked(line) for line in card.lines["lines"])
        header: dict[str, Any] = {
            "partner_id": values["partner_id"] or 0,
            "representative_id": values["representative_id"] or 0,
            "planned_on": values["planned_on"],
            "warehouse_id": values["warehouse_id"] or None,
            "company_id": values["company_id"] or None,
        }
        header |= {
            name: values[name] or ""
            for name in ("time_from", "time_until", "address", "purpose", "comment")
        }
        if card.id is None:
            new = NewVisit(**header, lines=lines, date=values["date"])
            return plan_visit(session, actor, new, clock=clock).id
        return save_visit(
            session, actor, card.id, card.version, clock=clock, lines=lines, **header
        ).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of one unit of the item to offer."""
        del actor, card, table
        item = item_card(session, picked)
        return {
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "variant_id": 0,
            "quantity": 1000,
            "unit": item.row.unit,
            "price_minor": None,
            "agreed": None,
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Go where the partner's goods usually go."""
        del actor, line
        partner = card.values.get("partner_id")
        if not table and name == "partner_id" and partner:
            return card.with_values(address=partner_card(session, partner).row.delivery_address)
        return card

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a new task like *card*, for today, with nothing agreed."""
        made = super().copied(card, fresh)
        days = {name: fresh.values[name] for name in ("planned_on", "date")}
        lines = [{**line, "agreed": None} for line in made.lines["lines"]]
        return made.with_values(**days).with_lines("lines", lines)

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show clients only."""
        del card, line
        return (Filter("client", "eq", True),) if not table and name == "partner_id" else ()


class MyVisitForm(VisitForm):
    """The same, from the list of one's own visits of today."""

    name = "my_visit_tasks"


def _asked(line: Values) -> VisitLine:
    return VisitLine(
        item_id=line["item_id"],
        quantity=line.get("quantity") or 0,
        variant_id=line.get("variant_id") or 0,
        price_minor=line.get("price_minor") or None,
        agreed=line.get("agreed"),
        line_no=line.get("line_no"),
    )


def _facts(found: VisitCard) -> tuple[tuple[str, str], ...]:
    facts = []
    if found.result:
        facts.append((N_("Result"), found.result))
    if found.next_visit_on is not None:
        facts.append((N_("Next visit"), day(found.next_visit_on)))
    if found.cancel_text:
        facts.append((N_("Why cancelled"), found.cancel_text))
    if found.started_at is not None:
        facts.append((N_("Started at"), moment(found.started_at)))
    if found.ended_at is not None:
        facts.append((N_("Ended at"), moment(found.ended_at)))
    return tuple(facts)
