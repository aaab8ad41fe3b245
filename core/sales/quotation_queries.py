"""Reading quotations as frozen cards: the offer, the request it answers, its versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant, Packaging, Unit
from core.documents.models import Document
from core.documents.queries import require_visible
from core.documents.rows import readable_rows
from core.kernel.errors import NotFound
from core.kernel.money import line_amount
from core.kernel.quantity import ONE
from core.partners.models import Partner
from core.sales.quotation_lines import ordered_of
from core.sales.quotation_models import (
    Quotation,
    QuotationLine,
    QuotationRequest,
)
from core.sales.quotation_rules import (
    Answer,
    ChangeKind,
    Compared,
    Requested,
    RequestWarning,
    left_to_order,
    line_changes,
    request_warnings,
)
from core.sales.quotation_statuses import DeliveryTerm, QuotationStatus
from core.sales.quotation_type import QUOTATION
from core.sales.staging import proposed_stages
from core.terms.rules import ScheduleStage
from core.terms.statuses import PaymentForm


@dataclass(frozen=True, slots=True)
class QuotationLineRow:
    """An offered line; quantities in thousandths of the base unit, money in minor units."""

    id: int
    line_no: int
    item_id: int
    item_code: str
    article: str
    item: str
    unit: str
    variant_id: int
    variant: str
    packaging_id: int
    packaging: str
    pack_quantity: int
    """Thousandths of the base unit in one pack; 1000 without packaging."""
    quantity: int
    price_minor: int
    price_typed: bool
    manual_percent: int
    """Given by hand, hundredths of a percent."""
    discount_minor: int
    """By hand and automatic."""
    vat_rate: int | None
    """Hundredths of a percent; None = without VAT."""
    amount_minor: int
    vat_minor: int
    chosen: bool
    delivery: DeliveryTerm
    delivery_days: int | None
    delivery_on: dt.date | None
    public_comment: str
    internal_comment: str
    request_no: int
    ordered: int
    """In orders that were made of it."""

    @property
    def left(self) -> int:
        """What can still be ordered, thousandths; 0 of what is not chosen."""
        return left_to_order(self.quantity, self.ordered) if self.chosen else 0

    @property
    def net_minor(self) -> int:
        """Price × quantity less the discount."""
        return line_amount(self.price_minor, self.quantity) - self.discount_minor


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a quotation."""

    id: int
    version_no: int
    number: str
    date: dt.date
    status: QuotationStatus
    total_minor: int
    cancel_reason: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that this version offers otherwise than the former one."""

    kind: ChangeKind
    item: str
    before: Compared | None
    after: Compared | None


@dataclass(frozen=True, slots=True)
class QuotationCard:
    """A quotation as a form and its paper show it."""

    id: int
    number: str
    date: dt.date
    version: int
    status: QuotationStatus
    company_id: int
    partner_id: int
    partner: str
    legal_entity_id: int | None
    warehouse_id: int
    agreement_id: int | None
    contract_id: int | None
    price_type_id: int
    payment_form: PaymentForm
    includes_vat: bool
    currency: str
    card_id: int | None
    chosen_discounts: tuple[int, ...]
    valid_until: dt.date
    whole_only: bool
    contact: str
    payment_text: str
    delivery_text: str
    other_text: str
    comment: str
    author: str
    version_no: int
    cancel_reason: str
    expired: bool
    """Taken back by the clock after its last day."""
    total_minor: int
    vat_minor: int
    discount_minor: int
    lines: tuple[QuotationLineRow, ...]
    requests: tuple[Requested, ...]
    schedule: tuple[ScheduleStage, ...]
    """When it is to be paid, as agreed; empty: nothing is agreed of it."""

    @property
    def warnings(self) -> tuple[RequestWarning, ...]:
        """What the offer lacks of what was asked for."""
        return request_warnings(
            self.requests,
            [
                Answer(line.line_no, line.request_no, line.quantity, line.net_minor, line.chosen)
                for line in self.lines
            ],
        )


def quotation_card(session: Session, actor: Actor, quotation_id: int) -> QuotationCard:
    """Return a quotation with its lines; a constant number of statements.

    Raises:
        Forbidden: the actor may not read quotations.
        NotFound: there is none, or his rights hide it.
    """
    found = _stored(session, actor, quotation_id)
    partner = session.scalar(select(Partner.name).where(Partner.id == found.partner_id))
    author = session.scalar(select(AppUser.name).where(AppUser.id == found.author_id))
    return QuotationCard(
        id=found.id,
        number=found.number_text,
        date=found.date,
        version=found.version,
        status=QuotationStatus(found.status),
        company_id=found.company_id or 0,
        partner_id=found.partner_id or 0,
        partner=partner or "",
        legal_entity_id=found.legal_entity_id,
        warehouse_id=found.warehouse_id or 0,
        agreement_id=found.agreement_id,
        contract_id=found.contract_id,
        price_type_id=found.price_type_id,
        payment_form=found.payment_form,
        includes_vat=found.includes_vat,
        currency=found.currency,
        card_id=found.card_id,
        chosen_discounts=tuple(found.chosen_discounts),
        valid_until=found.valid_until,
        whole_only=found.whole_only,
        contact=found.contact,
        payment_text=found.payment_text,
        delivery_text=found.delivery_text,
        other_text=found.other_text,
        comment=found.comment,
        author=author or "",
        version_no=found.version_no,
        cancel_reason=found.cancel_reason,
        expired=found.expired,
        total_minor=found.total_minor,
        vat_minor=found.vat_minor,
        discount_minor=found.discount_minor,
        lines=quotation_lines(session, quotation_id),
        requests=_requests(session, quotation_id),
        schedule=proposed_stages(session, found.agreement_id, found.contract_id),
    )


def quotation_lines(session: Session, quotation_id: int) -> tuple[QuotationLineRow, ...]:
    """Return the lines of a quotation with what is ordered of them; two statements."""
    line = QuotationLine
    rows = session.execute(
        select(
            line.id,
            line.line_no,
            line.item_id,
            Item.code,
            Item.article,
            Item.name,
            Unit.symbol,
            line.variant_id,
            func.coalesce(ItemVariant.name, ""),
            line.packaging_id,
            func.coalesce(Packaging.name, ""),
            func.coalesce(Packaging.quantity, int(ONE)),
            line.quantity,
            line.price_minor,
            line.price_typed,
            line.manual_percent,
            line.discount_minor,
            line.vat_rate,
            line.amount_minor,
            line.vat_minor,
            line.chosen,
            line.delivery,
            line.delivery_days,
            line.delivery_on,
            line.public_comment,
            line.internal_comment,
            line.request_no,
        )
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .outerjoin(Packaging, and_(line.packaging_id != 0, Packaging.id == line.packaging_id))
        .where(line.document_id == quotation_id)
        .order_by(line.line_no)
    ).all()
    ordered = ordered_of(session, [quotation_id])
    found: list[list[Any]] = [[*row, ordered.get(row.id, 0)] for row in rows]
    return tuple(QuotationLineRow(*row) for row in found)


def versions_of(session: Session, actor: Actor, quotation_id: int) -> tuple[VersionRow, ...]:
    """Return every version of a quotation, the newest first; those that rights hide are left out.

    Raises:
        Forbidden, NotFound.
    """
    found = _stored(session, actor, quotation_id)
    first = found.first_id or found.id
    rows = session.execute(
        select(
            Quotation.id,
            Quotation.version_no,
            Quotation.number_text,
            Quotation.date,
            Quotation.status,
            Quotation.total_minor,
            Quotation.cancel_reason,
        )
        .where(
            or_(Quotation.document_id == first, Quotation.first_id == first), *readable_rows(actor)
        )
        .order_by(Quotation.version_no.desc())
    )
    return tuple(
        VersionRow(key, no, number, on, QuotationStatus(status), total, reason)
        for key, no, number, on, status, total, reason in rows
    )


def version_changes(session: Session, actor: Actor, quotation_id: int) -> tuple[ItemChange, ...]:
    """Return what a version offers otherwise than its former one.

    Nothing for a first version, and where rights hide the former one.

    Raises:
        Forbidden, NotFound.
    """
    found = _stored(session, actor, quotation_id)
    former = select(Document.id).where(Document.id == found.former_id, *readable_rows(actor))
    if found.former_id is None or session.scalar(former) is None:
        return ()
    lines = _compared(session, [found.former_id, quotation_id])
    changes = line_changes(lines.get(found.former_id, []), lines.get(quotation_id, []))
    items = {one.item_id for one in changes}
    named = session.execute(select(Item.id, Item.name).where(Item.id.in_(items)))
    names = {row[0]: row[1] for row in named}
    return tuple(ItemChange(one.kind, names[one.item_id], one.before, one.after) for one in changes)


def _requests(session: Session, quotation_id: int) -> tuple[Requested, ...]:
    row = QuotationRequest
    rows = session.execute(
        select(row.line_no, row.item_text, row.quantity, row.max_price_minor)
        .where(row.document_id == quotation_id)
        .order_by(row.line_no)
    )
    return tuple(Requested(*tuple[Any, ...](found)) for found in rows)


def _compared(session: Session, quotations: list[int]) -> Mapping[int, list[Compared]]:
    line = QuotationLine
    rows = session.execute(
        select(
            line.document_id,
            line.item_id,
            line.variant_id,
            line.quantity,
            line.price_minor,
            line.discount_minor,
            line.amount_minor,
            line.chosen,
            line.delivery,
            line.delivery_days,
            line.delivery_on,
        )
        .where(line.document_id.in_(quotations))
        .order_by(line.document_id, line.line_no)
    )
    found: dict[int, list[Compared]] = {}
    for row in rows:
        values: list[Any] = [*row[1:8], tuple(row[8:])]
        found.setdefault(row[0], []).append(Compared(*values))
    return found


def _stored(session: Session, actor: Actor, quotation_id: int) -> Quotation:
    actor.require(Permission.QUOTATION_READ, what=QUOTATION.name, key=quotation_id)
    require_visible(session, actor, quotation_id)
    found = session.get(Quotation, quotation_id)
    if found is None:
        raise NotFound(what=QUOTATION.name, key=quotation_id)
    return found
