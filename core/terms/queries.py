"""Reading agreements: what holds for a partner on a date, and the card of the form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, CompoundSelect, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import ItemSegmentMember
from core.documents.rows import document_rows
from core.kernel.errors import NotFound
from core.partners.models import PartnerSegmentMember
from core.terms.agreement_checks import kinds_used
from core.terms.contract_queries import contract_title, valid_on
from core.terms.models import Agreement, AgreementLimit, AgreementStage
from core.terms.rules import (
    NO_SCHEDULE,
    AgreementTerms,
    Limit,
    ScheduleStage,
)
from core.terms.schedules import schedule_stages
from core.terms.statuses import (
    AgreementKind,
    AgreementStatus,
    DeliveryMethod,
    PaymentForm,
)


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement in force, to choose for an order."""

    id: int
    number: str
    name: str
    kind: AgreementKind
    price_type_id: int
    """0: prices are typed by hand."""
    currency: str
    company_id: int
    """0: any."""
    warehouse_id: int
    """0: any."""
    payment_form: PaymentForm
    requires_contract: bool
    external: bool
    valid_until: dt.date | None


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement as a form shows it."""

    id: int
    number: str
    date: dt.date
    version: int
    status: AgreementStatus
    comment: str
    segment_id: int
    """0: for everybody."""
    base_id: int
    """0: it refines nothing."""
    base: str
    """Number and name of the standard it refines."""
    contract: str
    """Number of its contract."""
    terms: AgreementTerms


def agreements_for(
    session: Session,
    actor: Actor,
    partner_id: int,
    on: dt.date,
    *,
    company_id: int | None = None,
) -> tuple[AgreementRow, ...]:
    """Return the agreements in force for a partner on a date: his own first, then standard ones.

    Standard ones are those for everybody and for segments he belongs to. Kinds that the settings do
    not use are left out. Two statements.

    Args:
        company_id: leaves out those of other companies; None: of any company.

    Raises:
        Forbidden: no right to read agreements.
    """
    actor.require(Permission.AGREEMENT_READ, what="agreement")
    used = kinds_used(session)
    if not used:
        return ()
    statement = (
        select(
            Agreement.id,
            Agreement.number_text,
            Agreement.name,
            Agreement.kind,
            func.coalesce(Agreement.price_type_id, 0),
            Agreement.currency,
            func.coalesce(Agreement.company_id, 0),
            func.coalesce(Agreement.warehouse_id, 0),
            Agreement.payment_form,
            Agreement.requires_contract,
            Agreement.external,
            Agreement.valid_until,
        )
        .where(
            Agreement.status == AgreementStatus.IN_FORCE.value,
            Agreement.kind.in_(sorted(used)),
            Agreement.id.in_(of_partner(partner_id)),
            *valid_on(Agreement, on),
            *document_rows(actor),
        )
        .order_by(Agreement.kind, Agreement.name, Agreement.id)
    )
    if company_id is not None:
        statement = statement.where(
            or_(Agreement.company_id.is_(None), Agreement.company_id == company_id)
        )
    rows: list[list[Any]] = [list(row) for row in session.execute(statement)]
    return tuple(AgreementRow(*row) for row in rows)


def of_partner(partner_id: int) -> CompoundSelect[Any]:
    """Return the ids of a partner's own agreements, and of the standard ones that are for him.

    Two branches, each by an index of its own: many partners may have many agreements.
    """
    belongs = (
        select(literal(1))
        .where(
            PartnerSegmentMember.segment_id == Agreement.segment_id,
            PartnerSegmentMember.partner_id == partner_id,
        )
        .exists()
    )
    own = select(Agreement.id).where(
        Agreement.kind == AgreementKind.INDIVIDUAL, Agreement.partner_id == partner_id
    )
    common = select(Agreement.id).where(
        Agreement.kind == AgreementKind.STANDARD, or_(Agreement.segment_id.is_(None), belongs)
    )
    # Neither belongs to the agreements of the statement they become a condition of.
    return union_all(own.correlate(None), common.correlate(None))


def agreement_terms(session: Session, agreement_id: int) -> AgreementTerms:
    """Return what an agreement says; at most four statements.

    Raises:
        NotFound: there is none. Who may know is checked by the caller.
    """
    found = terms_of(session, [agreement_id]).get(agreement_id)
    if found is None:
        raise NotFound(what="agreement", key=agreement_id)
    return found


def terms_of(session: Session, agreements: Collection[int]) -> dict[int, AgreementTerms]:
    """Return what agreements say, by id; at most four statements however many they are."""
    wanted = sorted(set(agreements))
    rows = session.scalars(select(Agreement).where(Agreement.id.in_(wanted))).all()
    templates = schedule_stages(session, {r.schedule_id for r in rows if r.schedule_id})
    stages = _stages(session, [row.id for row in rows if row.schedule_id is None])
    limits = _limits(session, wanted)
    return {
        row.id: _terms(
            row,
            templates.get(row.schedule_id, ()) if row.schedule_id else stages.get(row.id, ()),
            limits.get(row.id, {}),
        )
        for row in rows
    }


def agreement_card(session: Session, actor: Actor, agreement_id: int) -> AgreementCard:
    """Return an agreement for a form.

    Raises:
        Forbidden: no right to read agreements.
        NotFound: there is none, or row rights hide it.
    """
    actor.require(Permission.AGREEMENT_READ, what="agreement", key=agreement_id)
    found = session.scalars(
        select(Agreement).where(Agreement.id == agreement_id, *document_rows(actor))
    ).one_or_none()
    if found is None:
        raise NotFound(what="agreement", key=agreement_id)
    return AgreementCard(
        id=found.id,
        number=found.number_text,
        date=found.date,
        version=found.version,
        status=AgreementStatus(found.status),
        comment=found.comment,
        segment_id=found.segment_id or 0,
        base_id=found.base_id or 0,
        base=agreement_title(session, found.base_id),
        contract=contract_title(session, found.contract_id),
        terms=agreement_terms(session, agreement_id),
    )


def agreement_title(session: Session, agreement_id: int | None) -> str:
    """Return number and name of an agreement; "" for none. Who may know is not checked."""
    if not agreement_id:
        return ""
    row = session.execute(
        select(Agreement.number_text, Agreement.name).where(Agreement.id == agreement_id)
    ).one_or_none()
    return "" if row is None else f"{row[0]} {row[1]}"


def partner_belongs(session: Session, segment_id: int, partner_id: int) -> bool:
    """Tell whether a partner belongs to a segment; everybody to segment 0. One statement."""
    if not segment_id:
        return True
    found = select(literal(1)).where(
        PartnerSegmentMember.segment_id == segment_id,
        PartnerSegmentMember.partner_id == partner_id,
    )
    return session.scalar(found) is not None


def items_outside(
    session: Session, item_segment_id: int, item_ids: Iterable[int]
) -> frozenset[int]:
    """Return those items that do not belong to a segment; none for segment 0. One statement."""
    wanted = sorted(set(item_ids))
    if not item_segment_id or not wanted:
        return frozenset()
    inside = session.scalars(
        select(ItemSegmentMember.item_id).where(
            ItemSegmentMember.segment_id == item_segment_id,
            ItemSegmentMember.item_id == func.any(literal(wanted, ARRAY(BigInteger))),
        )
    )
    return frozenset(wanted) - frozenset(inside)


def _stages(session: Session, agreements: list[int]) -> dict[int, tuple[ScheduleStage, ...]]:
    if not agreements:
        return {}
    rows = session.execute(
        select(
            AgreementStage.document_id,
            AgreementStage.kind,
            AgreementStage.percent,
            AgreementStage.shift_days,
            AgreementStage.payment_form,
        )
        .where(AgreementStage.document_id.in_(agreements))
        .order_by(AgreementStage.document_id, AgreementStage.line_no)
    )
    found: dict[int, list[ScheduleStage]] = {}
    for key, kind, percent, shift, form in rows:
        found.setdefault(key, []).append(ScheduleStage(kind, percent, shift, form))
    return {key: tuple(stages) for key, stages in found.items()}


def _limits(session: Session, agreements: list[int]) -> dict[int, dict[int, Limit]]:
    rows = session.execute(
        select(
            AgreementLimit.document_id,
            AgreementLimit.price_group_id,
            AgreementLimit.max_discount,
            AgreementLimit.max_markup,
        )
        .where(AgreementLimit.document_id.in_(agreements))
        .order_by(AgreementLimit.document_id, AgreementLimit.line_no)
    )
    found: dict[int, dict[int, Limit]] = {}
    for key, group, discount, markup in rows:
        found.setdefault(key, {})[group] = Limit(discount, markup)
    return found


def _terms(
    row: Agreement, stages: tuple[ScheduleStage, ...], limits: dict[int, Limit]
) -> AgreementTerms:
    general = Limit(row.max_discount, row.max_markup)
    return AgreementTerms(
        id=row.id,
        name=row.name,
        kind=row.kind,
        status=AgreementStatus(row.status),
        partner_id=row.partner_id or 0,
        segment_id=row.segment_id or 0,
        price_type_id=row.price_type_id or 0,
        discounts_allowed=row.discounts_allowed,
        limits={0: general, **limits},
        currency=row.currency,
        payment_form=row.payment_form,
        schedule_id=row.schedule_id or 0,
        stages=stages or NO_SCHEDULE,
        calculation_order=row.calculation_order,
        taxation=row.taxation,
        company_id=row.company_id or 0,
        contract_id=row.contract_id or 0,
        requires_contract=row.requires_contract,
        warehouse_id=row.warehouse_id or 0,
        delivery_days=row.delivery_days,
        delivery_methods=frozenset(DeliveryMethod(one) for one in row.delivery_methods),
        item_segment_id=row.item_segment_id or 0,
        tare_return=row.tare_return,
        tare_days=row.tare_days,
        external=row.external,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
