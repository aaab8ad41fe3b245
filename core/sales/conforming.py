"""Whether an order or quotation keeps to its terms, and asking those who may allow otherwise.

Every departure is named (domain §3.8): commercial, financial, logistic. Whoever may deviate by
right is asked nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.statuses import ApprovalKind, Reason
from core.discounts.limits import load_limits
from core.discounts.manual import Asked, LimitSource, OverLimit, check_manual
from core.documents.preferences import get
from core.kernel.money import divide_half_up, line_amount
from core.pricing.queries import price_limits, prices_for
from core.sales.settings import DELIVERY_ITEM
from core.terms.conformity_rules import Deviation, Offer, OfferLine, deviations, reasons_of
from core.terms.contract_queries import contract_terms
from core.terms.queries import agreement_terms, items_outside, partner_belongs
from core.terms.rules import AgreementTerms, ScheduleStage
from core.terms.statuses import DeliveryMethod, PaymentForm

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line as far as terms are concerned."""

    line_no: int
    item_id: int
    variant_id: int
    item: str
    price_group_id: int
    """0: none."""
    quantity: int
    price_minor: int
    manual_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An order or quotation as far as terms are concerned; 0 and None: nothing."""

    on: date
    partner_id: int
    agreement_id: int
    contract_id: int
    price_type_id: int
    currency: str
    payment_form: PaymentForm
    company_id: int
    warehouse_id: int
    desired_date: date | None
    delivery_method: DeliveryMethod | None
    """None: nobody has told."""
    stages: tuple[ScheduleStage, ...]
    """Typed ones; empty: as agreed."""
    lines: tuple[OfferedLine, ...]
    """Without cancelled ones."""


def departures_of(session: Session, actor: Actor, of: Offered) -> tuple[Deviation, ...]:
    """Return every departure from the terms, whoever *actor* is; his own limits among them."""
    charged = get(session, DELIVERY_ITEM)
    if charged:
        of = replace(of, lines=tuple(line for line in of.lines if line.item_id != charged))
    agreed = agreement_terms(session, of.agreement_id) if of.agreement_id else None
    found = deviations(agreed, _offer(session, agreed, of)) if agreed is not None else ()
    return (*found, *_beyond_limits(session, actor, of))


def approvals_needed(
    session: Session, actor: Actor, of: Offered
) -> dict[ApprovalKind, tuple[Reason, ...]]:
    """Return what others have to approve before *actor* may go on; nothing: he may."""
    if actor.may(Permission.TERMS_DEVIATE):
        return {}
    return reasons_of(departures_of(session, actor, of))


def telling(one: Deviation) -> tuple[object, ...]:
    """Return what tells a departure from others: everything but the number of its line."""
    facts = tuple(sorted((name, str(fact)) for name, fact in one.facts.items() if name != "line"))
    return (one.kind, one.code, facts)


def _offer(session: Session, agreed: AgreementTerms, of: Offered) -> Offer:
    items = {line.item_id for line in of.lines}
    listed: Mapping[tuple[int, int], int] = {}
    if agreed.price_type_id:
        listed = prices_for(session, agreed.price_type_id, items, of.on, partner_id=of.partner_id)
    outside = items_outside(session, agreed.item_segment_id, items)
    return Offer(
        on=of.on,
        price_type_id=of.price_type_id,
        currency=of.currency,
        payment_form=of.payment_form,
        stages=of.stages,
        taxation=agreed.taxation,
        company_id=of.company_id,
        contract_id=of.contract_id,
        contract=contract_terms(session, of.contract_id) if of.contract_id else None,
        warehouse_id=of.warehouse_id,
        desired_date=of.desired_date,
        delivery_method=of.delivery_method,
        in_segment=partner_belongs(session, agreed.segment_id, of.partner_id),
        lines=tuple(
            OfferLine(
                line_no=line.line_no,
                item=line.item,
                price_minor=line.price_minor,
                agreed_minor=listed.get(
                    (line.item_id, line.variant_id), listed.get((line.item_id, 0))
                ),
                price_type_id=of.price_type_id,
                price_group_id=line.price_group_id,
                manual_discount=line.manual_percent,
                in_segment=line.item_id not in outside,
            )
            for line in of.lines
        ),
    )


def _beyond_limits(session: Session, actor: Actor, of: Offered) -> Sequence[Deviation]:
    given = [line for line in of.lines if line.manual_percent]
    if not given:
        return ()
    limits = load_limits(
        session,
        user_id=actor.user_id,
        roles=[role.value for role in actor.roles],
        agreement_id=of.agreement_id,
        price_limits=price_limits(session, of.price_type_id, of.on),
    )
    names = {line.line_no: line.item for line in given}
    found = check_manual(limits, [_asked(line) for line in given])
    return [over_limit(one, names[one.line_no]) for one in found]


def over_limit(found: OverLimit, item: str) -> Deviation:
    """Return what is given by hand beyond a limit, as a departure that can be approved."""
    what = "markup" if found.markup else "discount"
    facts = {"line": found.line_no, "item": item, "given": found.asked, "agreed": found.limit}
    return Deviation(ApprovalKind.COMMERCIAL, f"{what}-over-{_SOURCES[found.source]}", facts)


_SOURCES = {
    LimitSource.USER: "user",
    LimitSource.AGREEMENT: "group",
    LimitSource.PRICE_TYPE: "price-type",
}


def _asked(line: OfferedLine) -> Asked:
    gross = line_amount(line.price_minor, line.quantity)
    amount = divide_half_up(gross * line.manual_percent, WHOLE)
    return Asked(line.line_no, line.price_group_id, gross, amount)
