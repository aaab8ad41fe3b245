"""The form of contracts: between whom, how settled, how much debt, until when."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.partners.calculation import CalculationOrder
from core.partners.queries import companies, legal_entities
from core.terms.contract_queries import ContractCard, contract_card
from core.terms.contracts import (
    FIXED_IN_FORCE,
    close_contract,
    create_contract,
    enforce_contract,
    save_contract,
)
from core.terms.statuses import RATE_VARIANTS, ContractStatus, RateVariant
from core.terms.types import CONTRACT
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.naming import shown_values
from tui.flows.desk.settlement_words import CALCULATION_ORDERS
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given
from tui.formatting import decimal_sign

_RATE = re.compile(r"\d{1,9}(?:[.,]\d{1,8})?")


def _title(name: str) -> str:
    return CONTRACT.field_title(name)


def _enforce(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = enforce_contract(session, actor, card.id or 0, clock=clock)
    return Done(N_("{number} is in force."), {"number": saved.number})


def _close(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = close_contract(session, actor, card.id or 0, clock=clock)
    return Done(N_("{number} is closed."), {"number": saved.number})


def _in(*statuses: ContractStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


class ContractForm(DocumentForm):
    """Договор."""

    name = "contracts"
    subject = "contract"
    edit = Permission.AGREEMENT_EDIT
    makes = True
    fields = (
        Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner", width=32),
        Field(
            "legal_entity_id",
            N_("Counterparty"),
            FieldKind.ROW,
            required=True,
            of="legal_entity",
            width=32,
        ),
        Field(
            "company_id",
            N_("Company"),
            FieldKind.ROW,
            required=True,
            fixed=True,
            of="company",
            width=24,
        ),
        Field("name", _title("name"), width=40),
        Field("own_number", _title("own_number"), width=16),
        Field("own_date", _title("own_date"), FieldKind.DATE, width=10),
        Field(
            "calculation_order",
            _title("calculation_order"),
            FieldKind.CHOICE,
            choices=CALCULATION_ORDERS,
            width=20,
        ),
        Field("currency", _title("currency"), required=True, width=4),
        Field(
            "rate_variant",
            _title("rate_variant"),
            FieldKind.CHOICE,
            choices=RATE_VARIANTS,
            width=20,
        ),
        Field("rate", _title("rate"), width=10),
        Field("limited", N_("Debt is limited"), FieldKind.FLAG, width=3),
        Field("credit_limit_minor", _title("credit_limit_minor"), FieldKind.MONEY, width=14),
        Field("forbid_overdue", _title("forbid_overdue"), FieldKind.FLAG, width=3),
        Field("sum_minor", _title("sum_minor"), FieldKind.MONEY, width=14),
        Field("schedule_id", _title("schedule_id"), FieldKind.ROW, of="payment_schedule", width=20),
        Field("valid_from", _title("valid_from"), FieldKind.DATE, width=10),
        Field("valid_until", _title("valid_until"), FieldKind.DATE, width=10),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), width=41),
    )
    commands = (
        Command(
            "enforce",
            N_("Put in force"),
            Permission.AGREEMENT_EDIT,
            _enforce,
            _in(ContractStatus.NOT_AGREED),
            N_("Put contract {heading} in force? Both sides and the currency are fixed then."),
        ),
        Command(
            "close",
            N_("Close the contract"),
            Permission.AGREEMENT_EDIT,
            _close,
            _in(ContractStatus.NOT_AGREED, ContractStatus.IN_FORCE),
            N_("Close contract {heading}? Nothing new is made under it."),
        ),
        Command(
            "reopen",
            N_("Open it again"),
            Permission.AGREEMENT_EDIT,
            _enforce,
            _in(ContractStatus.CLOSED),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the contract."""
        found = contract_card(session, actor, key)
        values = _values(found)
        if not actor.may(Permission.DEBT_READ):
            values |= {"limited": False, "credit_limit_minor": None}
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.terms.status,
            status_title=self.status_title(found.terms.status),
            values=values,
            shown=shown_values(session, self.fields, values),
            editable=actor.may(self.edit) and found.terms.status is not ContractStatus.CLOSED,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty contract of the usual company."""
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {
            "name": "",
            "own_number": "",
            "comment": "",
            "rate": "",
            "currency": "RUB",
            "calculation_order": CalculationOrder.BY_ORDER,
            "rate_variant": RateVariant.FLOATING,
            "limited": False,
            "forbid_overdue": False,
            "credit_limit_minor": 0,
            "sum_minor": 0,
            "date": clock.business_date(),
        }
        shown: dict[str, str] = {}
        owners = companies(session, actor)
        if owners:
            values["company_id"] = owners[0].id
            shown["company_id"] = owners[0].requisites.name
        return Card(None, 0, "", values=values, shown=shown)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the contract."""
        values = card.values
        header: dict[str, Any] = {
            "name": values["name"] or "",
            "own_number": values["own_number"] or "",
            "own_date": values["own_date"],
            "calculation_order": CalculationOrder(str(values["calculation_order"])),
            "currency": values["currency"],
            "rate_variant": RateVariant(str(values["rate_variant"])),
            "rate": _read_rate(str(values["rate"] or "")),
            "credit_limit_minor": (values["credit_limit_minor"] or 0)
            if values["limited"]
            else None,
            "forbid_overdue": bool(values["forbid_overdue"]),
            "sum_minor": values["sum_minor"] or None,
            "schedule_id": values["schedule_id"] or None,
            "valid_from": values["valid_from"],
            "valid_until": values["valid_until"],
            "comment": values["comment"] or "",
        }
        sides = {
            "partner_id": values["partner_id"] or 0,
            "legal_entity_id": values["legal_entity_id"] or 0,
        }
        if card.id is None:
            return create_contract(
                session,
                actor,
                company_id=values["company_id"] or 0,
                clock=clock,
                on=values["date"],
                **sides,
                **header,
            ).id
        if not actor.may(Permission.DEBT_READ):
            # What he is not shown he does not change.
            del header["credit_limit_minor"]
        return save_contract(
            session, actor, card.id, card.version, {**header, **sides}, clock=clock
        ).id

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Take over the partner's usual counterparty."""
        del actor, table, line
        if name == "partner_id" and card.values["partner_id"]:
            entities = legal_entities(session, card.values["partner_id"])
            first = entities[0] if entities else None
            card = card.with_values(legal_entity_id=first.id if first else None)
            card = card.with_shown(legal_entity_id=first.requisites.name if first else "")
        elif name == "credit_limit_minor" and card.values["credit_limit_minor"]:
            card = card.with_values(limited=True)
        return card

    def fixed(self, card: Card) -> frozenset[str]:
        """Return what settlements rest upon, once it is in force."""
        found = super().fixed(card)
        return found | set(FIXED_IN_FORCE) if card.status == ContractStatus.IN_FORCE else found

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show the partner's counterparties."""
        del table, line
        if name == "legal_entity_id":
            return (Filter("partner", "eq", card.shown.get("partner_id", "")),)
        return ()

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a contract like *card* with a number of its own to be given."""
        made = super().copied(card, fresh)
        return replace(made, values={**made.values, "own_number": "", "date": fresh.values["date"]})


def _values(found: ContractCard) -> dict[str, Any]:
    terms = found.terms
    return {
        "partner_id": terms.partner_id,
        "legal_entity_id": terms.legal_entity_id,
        "company_id": terms.company_id,
        "name": found.name,
        "own_number": found.own_number,
        "own_date": found.own_date,
        "calculation_order": terms.calculation_order,
        "currency": terms.currency,
        "rate_variant": terms.rate_variant,
        "rate": "" if terms.rate is None else _write_rate(terms.rate),
        "limited": terms.credit_limit is not None,
        "credit_limit_minor": terms.credit_limit or 0,
        "forbid_overdue": terms.forbid_overdue,
        "sum_minor": terms.sum_minor or 0,
        "schedule_id": found.schedule_id or None,
        "valid_from": terms.valid_from,
        "valid_until": terms.valid_until,
        "date": found.date,
        "comment": found.comment,
    }


def _read_rate(text: str) -> Decimal | None:
    """Read "98,7654".

    Raises:
        BadValue: it is no number above zero with at most eight decimals.
    """
    written = text.strip().replace(" ", "")
    if not written:
        return None
    if not _RATE.fullmatch(written):
        raise BadValue(what=_title("rate"), value=text, expected="98,7654")
    return Decimal(written.replace(",", "."))


def _write_rate(rate: Decimal) -> str:
    text = format(rate, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", decimal_sign())
