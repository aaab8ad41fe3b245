"""The form of deals: who may buy what for how much, and how far it has come."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import moment
from core.deals.books import add_usual_books
from core.deals.dealing import (
    DealSaved,
    NewDeal,
    create_deal,
    first_stage,
    lose_deal,
    move_deal,
    reopen_deal,
    save_deal,
    win_deal,
)
from core.deals.errors import NoStage
from core.deals.queries import DealCard, deal_card, person
from core.deals.statuses import DealStatus, StageKind
from core.deals.visits import NewVisit, plan_visit
from core.documents.listing import Filter
from core.documents.types import document_type
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.partners.queries import partner_card
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.naming import USER, shown_values
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Lines
from tui.formatting import day, local_day, money, percent
from tui.locale import _

STAGES = Lines(
    "stages",
    N_("Stages"),
    (
        Field("stage", N_("Stage"), width=30),
        Field("since", N_("Since"), FieldKind.DATE, width=10),
        Field("until", N_("Left on"), FieldKind.DATE, width=10),
        Field("days", N_("Days"), FieldKind.NUMBER, width=5),
        Field("who", N_("Who"), width=20),
    ),
)

_EDIT = Permission.DEAL_EDIT


def _in(*statuses: DealStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


def _done(saved: DealSaved, message: str) -> Done:
    return Done(message, {"number": saved.number, "stage": saved.stage})


def move(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Put the deal into another stage."""
    saved = move_deal(session, actor, card.id or 0, given.values["stage_id"] or 0, clock=clock)
    return _done(saved, N_("{number} stands at “{stage}”."))


def win(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """End the deal well."""
    del given
    return _done(win_deal(session, actor, card.id or 0, clock=clock), N_("{number} is won."))


def lose(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """End the deal badly."""
    values = given.values
    saved = lose_deal(
        session,
        actor,
        card.id or 0,
        values.get("lost_reason_id"),
        clock=clock,
        text=str(values.get("lost_text") or ""),
        competitor=str(values.get("competitor") or ""),
    )
    return _done(saved, N_("{number} is lost."))


def visit(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Send somebody to the customer about the deal."""
    values, partner = given.values, card.values.get("partner_id") or 0
    new = NewVisit(
        representative_id=values.get("representative_id") or 0,
        partner_id=partner,
        planned_on=values.get("planned_on") or clock.business_date(),
        address=partner_card(session, partner).row.delivery_address,
        purpose=str(values.get("purpose") or ""),
        company_id=card.values.get("company_id") or None,
        basis_id=card.id,
    )
    saved = plan_visit(session, actor, new, clock=clock)
    return Done(
        N_("Visit {number} is planned."), {"number": saved.number}, ("visit_tasks", saved.id)
    )


def reopen(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Work on the deal again."""
    del given
    saved = reopen_deal(session, actor, card.id or 0, clock=clock)
    return _done(saved, N_("{number} stands at “{stage}”."))


class DealForm(DocumentForm):
    """Сделка."""

    name = "deals"
    subject = "deal"
    edit = _EDIT
    makes = True
    fields = (
        Field("name", N_("Name"), required=True, width=60),
        Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner", width=32),
        Field("responsible_id", N_("Responsible"), FieldKind.ROW, required=True, of=USER, width=24),
        Field("expected_minor", N_("Expected sum"), FieldKind.MONEY, width=14),
        Field("close_on", N_("Close by"), FieldKind.DATE, width=10),
        Field("stage_id", N_("Stage"), FieldKind.ROW, required=True, fixed=True, of="deal_stage"),
        Field("source_id", N_("Source"), FieldKind.ROW, of="deal_source", width=20),
        Field("competitor", N_("Competitor"), width=24),
        Field("company_id", N_("Company"), FieldKind.ROW, of="company", width=24),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), width=60),
    )
    tables = (STAGES,)
    commands = (
        Command(
            "move",
            N_("Move to another stage"),
            _EDIT,
            move,
            _in(DealStatus.OPEN),
            asks=(
                Field(
                    "stage_id", N_("Stage"), FieldKind.ROW, required=True, of="deal_stage", width=30
                ),
            ),
        ),
        Command(
            "win",
            N_("Win the deal"),
            _EDIT,
            win,
            _in(DealStatus.OPEN),
            N_("Is deal {heading} won?"),
        ),
        Command(
            "lose",
            N_("Lose the deal"),
            _EDIT,
            lose,
            _in(DealStatus.OPEN),
            asks=(
                Field(
                    "lost_reason_id",
                    N_("Reason of loss"),
                    FieldKind.ROW,
                    required=True,
                    of="lost_reason",
                    width=30,
                ),
                Field("lost_text", N_("In words"), width=40),
                Field("competitor", N_("Competitor"), width=40),
            ),
            initial=lambda card, _given: {"competitor": card.values.get("competitor") or ""},
        ),
        Command(
            "visit",
            N_("Plan a visit"),
            _EDIT,
            visit,
            _in(DealStatus.OPEN),
            asks=(
                Field(
                    "representative_id",
                    N_("Representative"),
                    FieldKind.ROW,
                    required=True,
                    of=USER,
                    width=24,
                ),
                Field("planned_on", N_("Visit on"), FieldKind.DATE, required=True, width=10),
                Field("purpose", N_("Purpose of the visit"), width=40),
            ),
            initial=lambda card, _given: {"purpose": card.values.get("name") or ""},
        ),
        Command(
            "reopen",
            N_("Open the deal again"),
            _EDIT,
            reopen,
            _in(DealStatus.WON, DealStatus.LOST),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the deal with its way through the stages and what stands on it."""
        found = deal_card(session, actor, key, moment(session))
        values = {field.name: getattr(found, field.name) for field in self.fields}
        priced = actor.may(Permission.PRICE_READ)
        if not priced:
            values["expected_minor"] = None
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={"stages": _stages(found)},
            facts=_facts(found, priced=priced),
            editable=found.status is DealStatus.OPEN and actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty deal of the actor's own, in the first stage.

        Books that are empty are filled with what most companies use, so that the first deal needs
        no preparation.
        """
        if not actor.may(self.edit):
            return None
        begun_books(session, actor, clock)
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        own = person(session, actor)
        values |= {
            "name": "",
            "responsible_id": own.id if own else None,
            "stage_id": _first(session),
            "expected_minor": 0,
            "competitor": "",
            "comment": "",
            "date": clock.business_date(),
        }
        shown = shown_values(session, self.fields, values)
        return Card(None, 0, "", values=values, shown=shown, lines={"stages": ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the deal."""
        values = card.values
        header: dict[str, Any] = {
            "name": values["name"] or "",
            "partner_id": values["partner_id"] or 0,
            "responsible_id": values["responsible_id"] or 0,
            "company_id": values["company_id"] or None,
            "close_on": values["close_on"],
            "source_id": values["source_id"] or None,
            "competitor": values["competitor"] or "",
            "comment": values["comment"] or "",
        }
        if values["expected_minor"] is not None:
            header["expected_minor"] = values["expected_minor"]
        if card.id is None:
            stage = values["stage_id"] or None
            new = NewDeal(**header, stage_id=stage, date=values["date"])
            return create_deal(session, actor, new, clock=clock).id
        return save_deal(session, actor, card.id, card.version, clock=clock, **header).id

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a new deal like *card*, at the beginning of its way."""
        made = super().copied(card, fresh)
        kept = {name: fresh.values[name] for name in ("stage_id", "date")}
        return (
            made.with_values(**kept)
            .with_shown(stage_id=fresh.shown["stage_id"])
            .with_lines("stages", ())
        )

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show clients, and stages of work: the ends have commands of their own."""
        del card, table, line
        if name == "stage_id":
            return (Filter("kind", "eq", StageKind.OPEN.value),)
        return (Filter("client", "eq", True),) if name == "partner_id" else ()


def begun_books(session: Session, actor: Actor, clock: Clock | None = None) -> None:
    """Fill the books of deals that are empty, for an actor who may."""
    if actor.may(Permission.SEGMENT_EDIT):
        add_usual_books(session, actor, clock=clock)


def _first(session: Session) -> int | None:
    try:
        return first_stage(session, StageKind.OPEN).id
    except NoStage:
        return None


def _stages(found: DealCard) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "line_no": at,
            "stage": " ".join(part for part in (stay.marker, stay.stage) if part),
            "since": local_day(stay.since),
            "until": None if stay.until is None else local_day(stay.until),
            "days": stay.days,
            "who": stay.who,
        }
        for at, stay in enumerate(found.passed, start=1)
    )


def _facts(found: DealCard, *, priced: bool) -> tuple[tuple[str, str], ...]:
    facts = [(N_("Probability"), percent(found.probability))]
    if priced:
        facts.append((N_("Weighted"), money(found.weighted_minor)))
    if found.closed_on is not None:
        facts.append((N_("Closed on"), day(found.closed_on)))
    if found.lost_reason:
        said = f"{found.lost_reason}. {found.lost_text}" if found.lost_text else found.lost_reason
        facts.append((N_("Reason of loss"), said))
    facts += [
        (
            document_type(one.type).title,
            _("{number} for {sum}").format(number=one.count, sum=money(one.total_minor))
            + ("" if one.currency == "RUB" else f" {one.currency}"),
        )
        for one in found.sums
    ]
    return tuple(facts)
