"""Between an agreement and its card: what is shown of it, what a card says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.approvals.queries import ApprovalState
from core.approvals.statuses import Reason, TaskKind
from core.partners.calculation import CalculationOrder
from core.terms.agreement_checks import GroupLimit
from core.terms.agreements import AgreementInput
from core.terms.conformity_rules import Deviation, departures
from core.terms.queries import AgreementCard, agreement_terms
from core.terms.rules import NO_SCHEDULE, AgreementTerms, Limit
from core.terms.schedules import schedule_stages
from core.terms.statuses import (
    OUTBOUND_METHODS,
    AgreementKind,
    AgreementStatus,
    DeliveryMethod,
    PaymentForm,
    Taxation,
)
from tui.flows.desk.naming import shown_lines
from tui.flows.desk.reasons import reason_texts
from tui.flows.desk.shapes import ABOUT, Card, Lines, Values
from tui.flows.desk.stages import read_stages, stage_lines

PLAIN = (
    "name",
    "price_type_id",
    "discounts_allowed",
    "currency",
    "payment_form",
    "schedule_id",
    "calculation_order",
    "taxation",
    "company_id",
    "contract_id",
    "requires_contract",
    "warehouse_id",
    "item_segment_id",
    "tare_return",
    "tare_days",
    "external",
    "valid_from",
    "valid_until",
)
"""Fields that a card and the terms call the same."""


def terms_values(terms: AgreementTerms) -> dict[str, Any]:
    """Return the fields of a card that the terms fill."""
    general = terms.limit(0)
    return {name: getattr(terms, name) for name in PLAIN} | {
        "max_discount": general.max_discount,
        "max_markup": general.max_markup,
        "delivery_days": terms.delivery_days or 0,
    }


def terms_lines(session: Session, terms: AgreementTerms, limits: Lines) -> dict[str, Any]:
    """Return the tables of a card that the terms fill."""
    own = terms.stages if terms.schedule_id or terms.stages != NO_SCHEDULE else ()
    return {
        "stages": stage_lines(own),
        "limits": shown_lines(
            session,
            limits.fields,
            [
                {
                    "line_no": at,
                    "price_group_id": group,
                    "max_discount": limit.max_discount,
                    "max_markup": limit.max_markup,
                }
                for at, (group, limit) in enumerate(_groups(terms), start=1)
            ],
        ),
        "methods": tuple(
            {"__id": method.value, "method": method}
            for method in OUTBOUND_METHODS
            if method in terms.delivery_methods
        ),
    }


def _groups(terms: AgreementTerms) -> list[tuple[int, Limit]]:
    """Return the limits of price groups, without the general one."""
    return [(group, limit) for group, limit in terms.limits.items() if group]


def header_values(found: AgreementCard, approval: ApprovalState) -> dict[str, Any]:
    """Return every value of a stored agreement's card."""
    return terms_values(found.terms) | {
        "kind": found.terms.kind,
        "partner_id": found.terms.partner_id or None,
        "segment_id": found.segment_id or None,
        "base_id": found.base_id or None,
        "date": found.date,
        "comment": found.comment,
        "approval": approval.status,
    }


def card_input(card: Card) -> AgreementInput:
    """Return what a card says, to be written."""
    values = card.values
    header: dict[str, object] = {
        name: values.get(name)
        for name in (*PLAIN, "max_discount", "max_markup", "segment_id", "base_id", "partner_id")
    }
    header |= {
        "name": values.get("name") or "",
        "comment": values.get("comment") or "",
        "delivery_days": values.get("delivery_days") or None,
        "tare_days": values.get("tare_days") or 0,
        "delivery_methods": sorted(_methods(card.lines)),
        "payment_form": PaymentForm(str(values["payment_form"])),
        "taxation": Taxation(str(values["taxation"])),
        "calculation_order": CalculationOrder(str(values["calculation_order"])),
    }
    return AgreementInput(
        header=header,
        stages=read_stages(card.lines.get("stages", ())),
        limits=tuple(
            GroupLimit(
                line.get("price_group_id") or 0, line.get("max_discount"), line.get("max_markup")
            )
            for line in card.lines.get("limits", ())
        ),
    )


def card_terms(session: Session, card: Card) -> AgreementTerms:
    """Return the terms that a card says, whether they are stored or not."""
    values = card.values
    given: dict[str, Any] = {name: values.get(name) or 0 for name in PLAIN if name.endswith("_id")}
    schedule = given["schedule_id"]
    if schedule:
        stages = schedule_stages(session, [schedule]).get(schedule, ())
    else:
        stages = read_stages(card.lines.get("stages", ()))
    limits = {
        line["price_group_id"]: Limit(line.get("max_discount"), line.get("max_markup"))
        for line in card.lines.get("limits", ())
        if line.get("price_group_id")
    }
    return AgreementTerms(
        **given,
        kind=AgreementKind(str(values["kind"])),
        discounts_allowed=bool(values.get("discounts_allowed")),
        limits={0: Limit(values.get("max_discount"), values.get("max_markup")), **limits},
        currency=str(values.get("currency") or "").upper(),
        payment_form=PaymentForm(str(values["payment_form"])),
        stages=stages or NO_SCHEDULE,
        calculation_order=CalculationOrder(str(values["calculation_order"])),
        taxation=Taxation(str(values["taxation"])),
        requires_contract=bool(values.get("requires_contract")),
        delivery_days=values.get("delivery_days") or None,
        delivery_methods=frozenset(DeliveryMethod(one) for one in _methods(card.lines)),
        tare_return=bool(values.get("tare_return")),
        tare_days=values.get("tare_days") or 0,
    )


def differences_of(session: Session, card: Card) -> tuple[Deviation, ...]:
    """Return where an individual agreement, as it is typed, departs from its standard."""
    if str(card.values.get("kind")) != AgreementKind.INDIVIDUAL:
        return ()
    base_id = card.values.get("base_id")
    base = agreement_terms(session, base_id) if base_id else None
    return departures(base, card_terms(session, card))


def difference_lines(session: Session, found: tuple[Deviation, ...]) -> tuple[dict[str, Any], ...]:
    """Return departures as lines: who has to approve, what departs."""
    texts = reason_texts(session, [Reason(one.code, one.facts) for one in found])
    return tuple(
        {"line_no": at, "kind": TaskKind(one.kind.value), "what": text, ABOUT: text}
        for at, (one, text) in enumerate(zip(found, texts, strict=True), start=1)
    )


def is_live(card: Card) -> bool:
    """Tell whether a stored agreement is not agreed on yet."""
    return card.id is not None and card.status == AgreementStatus.NOT_AGREED


def _methods(lines: Mapping[str, tuple[Values, ...]]) -> set[str]:
    return {str(line["method"]) for line in lines.get("methods", ()) if line.get("method")}
