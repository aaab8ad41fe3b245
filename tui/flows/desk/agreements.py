"""The form of agreements with customers: every term, and what departs from the standard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import APPROVAL_DAYS
from core.approvals.queries import approval_state
from core.documents.listing import Filter
from core.documents.preferences import get
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.partners.calculation import CalculationOrder
from core.pricing.queries import price_types
from core.terms.agreement_checks import kinds_used
from core.terms.agreements import create_agreement, save_agreement
from core.terms.queries import agreement_card, agreement_terms, agreement_title
from core.terms.schedules import schedule_stages
from core.terms.statuses import (
    AGREEMENT_KINDS,
    DELIVERY_METHODS,
    PAYMENT_FORMS,
    TAXATIONS,
    AgreementKind,
    AgreementStatus,
    PaymentForm,
    Taxation,
)
from core.terms.types import FIELDS as TITLES
from tui.flows.desk.agreement_cards import (
    card_input,
    difference_lines,
    differences_of,
    header_values,
    terms_lines,
    terms_values,
)
from tui.flows.desk.agreement_commands import COMMANDS
from tui.flows.desk.approval_tab import APPROVAL, KINDS, approval_fact, approval_lines
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.settlement_words import CALCULATION_ORDERS
from tui.flows.desk.shapes import Card, Field, FieldKind, Lines
from tui.flows.desk.stages import STAGES, new_stage, stage_lines
from tui.locale import _

LIMITS = Lines(
    "limits",
    N_("Limits"),
    (
        Field(
            "price_group_id",
            N_("Price group"),
            FieldKind.ROW,
            required=True,
            of="price_group",
            width=30,
        ),
        Field("max_discount", N_("Discount up to"), FieldKind.PERCENT, width=14),
        Field("max_markup", N_("Markup up to"), FieldKind.PERCENT, width=14),
    ),
    editable=True,
    picks="price_group_id",
    entry="max_discount",
)

METHODS = Lines(
    "methods",
    N_("Delivery"),
    (
        Field(
            "method",
            N_("Method of delivery"),
            FieldKind.CHOICE,
            required=True,
            choices=DELIVERY_METHODS,
            width=40,
        ),
    ),
    editable=True,
)

DIFFERENCES = Lines(
    "differences",
    N_("Differences"),
    (
        Field("kind", N_("Terms of"), FieldKind.CHOICE, choices=KINDS, width=13),
        Field("what", N_("What differs from the standard"), width=56),
    ),
)


def _title(name: str) -> str:
    return TITLES[name]


def _row(name: str, of: str, width: int = 20) -> Field:
    return Field(name, _title(name), FieldKind.ROW, of=of, width=width)


class AgreementForm(DocumentForm):
    """Соглашение с клиентом."""

    name = "agreements"
    subject = "agreement"
    edit = Permission.AGREEMENT_EDIT
    makes = True
    fields = (
        Field("name", _title("name"), required=True, width=41),
        Field(
            "kind", _title("kind"), FieldKind.CHOICE, fixed=True, choices=AGREEMENT_KINDS, width=14
        ),
        Field("partner_id", N_("Partner"), FieldKind.ROW, of="partner", width=32),
        _row("segment_id", "partner_segment"),
        _row("base_id", "agreements"),
        _row("price_type_id", "price_type"),
        Field("currency", _title("currency"), required=True, width=4),
        _row("schedule_id", "payment_schedule"),
        Field(
            "payment_form",
            _title("payment_form"),
            FieldKind.CHOICE,
            choices=PAYMENT_FORMS,
            width=12,
        ),
        Field("discounts_allowed", _title("discounts_allowed"), FieldKind.FLAG, width=3),
        Field("max_discount", _title("max_discount"), FieldKind.PERCENT, width=6),
        Field("max_markup", _title("max_markup"), FieldKind.PERCENT, width=6),
        _row("item_segment_id", "item_segment"),
        Field("company_id", N_("Company"), FieldKind.ROW, of="company", width=24),
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
        Field("delivery_days", _title("delivery_days"), FieldKind.NUMBER, width=5),
        Field("valid_from", _title("valid_from"), FieldKind.DATE, width=10),
        Field("valid_until", _title("valid_until"), FieldKind.DATE, width=10),
        Field(
            "calculation_order",
            _title("calculation_order"),
            FieldKind.CHOICE,
            choices=CALCULATION_ORDERS,
            width=20,
        ),
        Field("taxation", _title("taxation"), FieldKind.CHOICE, choices=TAXATIONS, width=16),
        Field("requires_contract", _title("requires_contract"), FieldKind.FLAG, width=3),
        _row("contract_id", "contracts"),
        Field("tare_return", _title("tare_return"), FieldKind.FLAG, width=3),
        Field("tare_days", _title("tare_days"), FieldKind.NUMBER, width=5),
        Field("external", _title("external"), FieldKind.FLAG, width=3),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), width=41),
    )
    tables = (STAGES, LIMITS, METHODS, DIFFERENCES, APPROVAL)
    commands = COMMANDS

    def may_make(self, actor: Actor) -> bool:
        """Tell whether *actor* may make agreements of any kind."""
        return actor.may(Permission.AGREEMENT_EDIT) or actor.may(Permission.AGREEMENT_PROPOSE)

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the agreement with what departs from its standard."""
        found = agreement_card(session, actor, key)
        state = approval_state(session, key)
        may_edit = _may_edit(actor, found.terms.kind)
        values = header_values(found, state)
        values |= {"may_edit": may_edit, "approval_days": get(session, APPROVAL_DAYS)}
        card = Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values=values,
            shown={
                **shown_values(session, self.fields, values),
                "base_id": found.base,
                "contract_id": found.contract,
            },
            lines={
                **terms_lines(session, found.terms, LIMITS),
                "approval": approval_lines(session, actor, key),
            },
            facts=(approval_fact(state),),
            editable=may_edit and found.status != AgreementStatus.CLOSED,
            warehouse_id=found.terms.warehouse_id or None,
        )
        return _compared(session, card)

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an agreement of a kind that the actor may make and the company uses."""
        used = kinds_used(session)
        kinds = [kind for kind in AgreementKind if kind in used and _may_edit(actor, kind)]
        if not kinds:
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {
            "kind": kinds[0],
            "name": "",
            "comment": "",
            "currency": "RUB",
            "discounts_allowed": True,
            "payment_form": PaymentForm.ANY,
            "calculation_order": CalculationOrder.BY_ORDER,
            "taxation": Taxation.BY_COMPANY,
            "delivery_days": 0,
            "tare_days": 0,
            "date": clock.business_date(),
        }
        shown: dict[str, str] = {}
        if actor.may(Permission.PRICE_READ):
            types = price_types(session, actor)
            if types:
                values["price_type_id"], shown["price_type_id"] = types[0].id, types[0].name
        lines: dict[str, tuple[Any, ...]] = {table.name: () for table in self.tables}
        return _compared(session, Card(None, 0, "", values=values, shown=shown, lines=lines))

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the agreement; one in force may have to be agreed on anew."""
        given = card_input(card)
        if card.id is None:
            kind = AgreementKind(str(card.values["kind"]))
            return create_agreement(
                session, actor, kind, given, clock=clock, on=card.values["date"]
            ).id
        return save_agreement(session, actor, card.id, card.version, given, clock=clock).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return one more stage, limit or method."""
        del actor
        if table == STAGES.name:
            return new_stage(card.lines.get(table, ()))
        if table == LIMITS.name:
            empty = {"price_group_id": picked, "max_discount": None, "max_markup": None}
            return shown_lines(session, LIMITS.fields, [empty])[0]
        taken = {str(line.get("method")) for line in card.lines.get(table, ())}
        free = [method for method in DELIVERY_METHODS if method.value not in taken]
        return {"method": free[0] if free else None}

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Take over the terms of a standard, the stages of a schedule; compare anew."""
        del actor, line
        if not table and name == "base_id" and card.values.get("base_id"):
            card = _refined(session, card)
        elif not table and name == "schedule_id":
            card = _scheduled(session, card)
        return _compared(session, card)

    def fixed(self, card: Card) -> frozenset[str]:
        """Return what the kind leaves no room for, and what is set once."""
        found = super().fixed(card)
        if str(card.values.get("kind")) == AgreementKind.STANDARD and card.id is not None:
            return found | {"partner_id", "base_id", "contract_id"}
        return found | {"segment_id"} if card.id is not None else found

    def lines_open(self, card: Card, table: str) -> bool:
        """Stages that come from a schedule are changed there."""
        if table == STAGES.name and card.values.get("schedule_id"):
            return False
        return card.editable

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show clients, standard agreements in force, the partner's contracts in force."""
        del table, line
        if name == "partner_id":
            return (Filter("client", "eq", True),)
        if name == "base_id":
            return (
                Filter("kind", "eq", AgreementKind.STANDARD.value),
                Filter("status", "eq", AgreementStatus.IN_FORCE.value),
            )
        if name == "contract_id":
            return (
                Filter("partner", "eq", card.shown.get("partner_id", "")),
                Filter("status", "eq", AgreementStatus.IN_FORCE.value),
            )
        return ()

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return an agreement like *card* that nobody was asked about yet."""
        made = super().copied(card, fresh)
        values = {**made.values, "date": fresh.values["date"], "approval": None}
        return replace(made, values=values).with_lines("approval", ())

    def told(self, name: str, value: object) -> str | None:
        """Return methods of delivery and words as titles."""
        if name == "delivery_methods" and isinstance(value, Sequence):
            titles = {method.value: title for method, title in DELIVERY_METHODS.items()}
            return ", ".join(_(titles.get(str(one), str(one))) for one in value)
        return None


def _may_edit(actor: Actor, kind: AgreementKind) -> bool:
    if kind is AgreementKind.INDIVIDUAL and actor.may(Permission.AGREEMENT_PROPOSE):
        return True
    return actor.may(Permission.AGREEMENT_EDIT)


def _compared(session: Session, card: Card) -> Card:
    """Say again what departs from the standard."""
    found = differences_of(session, card)
    kept = [fact for fact in card.facts if fact[0] != "Differences"]
    if str(card.values.get("kind")) == AgreementKind.INDIVIDUAL:
        kept.append((N_("Differences"), str(len(found))))
    card = replace(card, facts=tuple(kept))
    return card.with_lines("differences", difference_lines(session, found))


def _refined(session: Session, card: Card) -> Card:
    """Take over what the standard says; whose agreement it is stays."""
    base_id = card.values["base_id"]
    terms = agreement_terms(session, base_id)
    own = {"name": card.values.get("name") or terms.name, "contract_id": None}
    values = {**card.values, **terms_values(terms), **own}
    shown = {
        **card.shown,
        **shown_values(session, AgreementForm.fields, values),
        "base_id": agreement_title(session, base_id),
        "contract_id": "",
    }
    lines = {**card.lines, **terms_lines(session, terms, LIMITS)}
    return replace(card, values=values, shown=shown, lines=lines)


def _scheduled(session: Session, card: Card) -> Card:
    """Show the stages of the schedule, or none for a person to type."""
    key = card.values.get("schedule_id")
    stages = schedule_stages(session, [key]).get(key, ()) if key else ()
    return card.with_lines("stages", stage_lines(stages))
