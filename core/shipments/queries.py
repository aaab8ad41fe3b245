"""Reading invoices as frozen cards, and where warehouse and accounts disagree."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, literal, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.access.rows import within
from core.catalog.models import Item, ItemVariant, Lot, Packaging, Unit
from core.documents.models import Document
from core.documents.rows import document_rows
from core.fulfilment.models import OutboundDispositionLine
from core.fulfilment.statuses import OutboundStatus
from core.kernel.errors import NotFound
from core.kernel.money import divide_half_up
from core.kernel.quantity import ONE
from core.partners.models import Company, LegalEntity, Partner
from core.partners.queries import tax_system
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.shipments.models import SalesInvoice, SalesInvoiceLine
from core.shipments.rules import Mismatch, Quantities, mismatches
from core.shipments.statuses import InvoiceStatus
from core.stock.ledgers import DISPOSITIONS
from core.stock.models import Warehouse


@dataclass(frozen=True, slots=True)
class Requisites:
    """A legal entity as a form names it; empty text is "not known"."""

    name: str
    full_name: str
    inn: str
    kpp: str
    ogrn: str
    okpo: str
    address: str
    phone: str
    bank_account: str
    bank_name: str
    bik: str
    corr_account: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A document the invoice was made on the basis of."""

    id: int
    type: str
    number: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A billed item; thousandths of the base unit, minor units of the currency."""

    line_no: int
    item_id: int
    item_code: str
    article: str
    item: str
    """The full name for printed forms, or the name."""
    variant: str
    lot: str
    expires: dt.date | None
    unit: str
    okei: str
    """Code of the unit in the OKEI classifier."""
    packaging: str
    """Empty: not packed."""
    pack_quantity: int
    """Thousandths in one place; 1000 without packaging."""
    pack_grams: int
    """Gross weight of one pack; 0 is unknown."""
    unit_grams: int
    """Gross weight of one base unit; 0 is unknown."""
    order: str
    """Number of the order it was billed by."""
    quantity: int
    price_minor: int
    vat_rate: int | None
    """Hundredths of a percent; None = without VAT (без НДС)."""
    amount_minor: int
    """With VAT."""
    vat_minor: int

    @property
    def net_minor(self) -> int:
        """The amount without VAT."""
        return self.amount_minor - self.vat_minor

    @property
    def net_price_minor(self) -> int:
        """The price without VAT, as forms print it: net amount over quantity, half up."""
        return divide_half_up(self.net_minor * 1000, self.quantity)

    @property
    def places(self) -> int | None:
        """Number of packages; None: not packed, or not in whole packages."""
        whole, rest = divmod(self.quantity, self.pack_quantity)
        return whole if self.packaging and not rest else None

    @property
    def gross_grams(self) -> int | None:
        """Gross weight, by package where it is known, rounded half up; None: unknown."""
        if self.places is not None and self.pack_grams:
            return self.places * self.pack_grams
        if not self.unit_grams:
            return None
        return divide_half_up(self.quantity * self.unit_grams, 1000)


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """A sales invoice with everything that its printed forms need."""

    id: int
    number: str
    date: dt.date
    version: int
    status: InvoiceStatus
    posted: bool
    company_id: int
    company: Requisites
    """Seller, supplier and consignor."""
    vat_payer: bool
    director: str
    accountant: str
    partner_id: int
    partner: str
    legal_entity_id: int | None
    buyer: Requisites
    """Payer and consignee; the partner's name alone where no counterparty is known."""
    delivery_address: str
    """Where the consignee receives; empty: at his own address."""
    warehouse: str
    warehouse_address: str
    storekeeper: str
    """Who answers for the goods of the warehouse."""
    currency: str
    includes_vat: bool
    total_minor: int
    vat_minor: int
    author: str
    comment: str
    orders: tuple[Basis, ...]
    expense_orders: tuple[Basis, ...]
    lines: tuple[InvoiceLine, ...]

    @property
    def net_minor(self) -> int:
        """The total without VAT: the sum of rounded lines."""
        return self.total_minor - self.vat_minor


@dataclass(frozen=True, slots=True)
class MismatchRow:
    """One item of one disposition where something is to be done; thousandths."""

    disposition_id: int
    disposition: str
    partner: str
    warehouse: str
    item_id: int
    item: str
    unit: str
    disposed: int
    ordered: int
    shipped: int
    invoiced: int
    labels: frozenset[Mismatch]


def invoice_card(session: Session, actor: Actor, invoice_id: int) -> InvoiceCard:
    """Return an invoice; four statements.

    Raises:
        Forbidden: the actor may not read invoices.
        NotFound: there is none, or his rights hide it.
    """
    actor.require(Permission.INVOICE_READ, what="sales_invoice", key=invoice_id)
    row = session.execute(
        select(SalesInvoice, Company, LegalEntity, Partner, Warehouse, AppUser.name)
        .join(Company, Company.id == SalesInvoice.company_id)
        .join(Partner, Partner.id == SalesInvoice.partner_id)
        .outerjoin(LegalEntity, LegalEntity.id == SalesInvoice.legal_entity_id)
        .outerjoin(Warehouse, Warehouse.id == SalesInvoice.warehouse_id)
        .outerjoin(AppUser, AppUser.id == SalesInvoice.author_id)
        .where(SalesInvoice.id == invoice_id, *document_rows(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(what="sales_invoice", key=invoice_id)
    invoice, company, entity, partner, warehouse, author = row
    return InvoiceCard(
        id=invoice.id,
        number=invoice.number_text,
        date=invoice.date,
        version=invoice.version,
        status=InvoiceStatus(invoice.status),
        posted=invoice.posted,
        company_id=company.id,
        company=_requisites(company),
        vat_payer=tax_system(session, company.id, invoice.date).pays,
        director=company.director,
        accountant=company.accountant,
        partner_id=partner.id,
        partner=partner.name,
        legal_entity_id=invoice.legal_entity_id,
        buyer=_buyer(entity, partner),
        delivery_address=invoice.delivery_address,
        warehouse=warehouse.name if warehouse else "",
        warehouse_address=warehouse.address if warehouse else "",
        storekeeper=warehouse.responsible if warehouse else "",
        currency=invoice.currency,
        includes_vat=invoice.includes_vat,
        total_minor=invoice.total_minor,
        vat_minor=invoice.vat_minor,
        author=author or "",
        comment=invoice.comment,
        orders=_bases(session, invoice_id, SalesInvoiceLine.disposition_document_id),
        expense_orders=_bases(session, invoice_id, SalesInvoiceLine.outbound_document_id),
        lines=_lines(session, invoice_id),
    )


def mismatch_rows(
    session: Session, actor: Actor, warehouse_id: int | None = None
) -> list[MismatchRow]:
    """Return what is not done yet or does not agree, by document and item (domain §1.10).

    Args:
        warehouse_id: None for every warehouse the actor may see.

    Raises:
        Forbidden: the actor may not read expense orders.
    """
    actor.require(Permission.OUTBOUND_READ, what="dispositions")
    actor.require_warehouse(warehouse_id)
    named: dict[tuple[int, int, int], tuple[Any, ...]] = {}
    facts: list[Quantities] = []
    for row in session.execute(_control(actor, warehouse_id)):
        order, number, partner, warehouse, item, variant, name, unit, *counts = row
        disposed, ordered, standing, shipped, invoiced = (int(count) for count in counts)
        named[(order, item, variant)] = (number, partner, warehouse, name, unit)
        facts.append(
            Quantities(order, item, variant, disposed, ordered, standing, shipped, invoiced)
        )
    found = []
    for of, labels in mismatches(facts).items():
        if not labels:
            continue
        number, partner, warehouse, name, unit = named[
            (of.disposition_id, of.item_id, of.variant_id)
        ]
        found.append(
            MismatchRow(
                of.disposition_id,
                number,
                partner,
                warehouse,
                of.item_id,
                name,
                unit,
                of.disposed,
                of.ordered,
                of.shipped,
                of.invoiced,
                labels,
            )
        )
    return found


def _control(actor: Actor, warehouse_id: int | None) -> Any:  # noqa: ANN401 - a wide SELECT
    kept, why = DISPOSITIONS.balance.c, OutboundDispositionLine
    standing = (
        select(func.coalesce(func.sum(why.quantity), 0))
        .join(Document, Document.id == why.document_id)
        .where(
            why.disposition_line_id == kept.disposition_line_id,
            why.item_id == kept.item_id,
            why.variant_id == kept.variant_id,
            Document.status == OutboundStatus.TO_SHIP.value,
        )
        .scalar_subquery()
    )
    of_warehouse = literal(value=True)
    if warehouse_id is not None:
        of_warehouse = CustomerOrderLine.warehouse_id == warehouse_id  # type: ignore[assignment]
    return (
        select(
            CustomerOrder.id,
            CustomerOrder.number_text,
            Partner.name,
            Warehouse.name,
            kept.item_id,
            kept.variant_id,
            Item.name,
            Unit.symbol,
            func.sum(kept.disposed),
            func.sum(kept.ordered),
            func.sum(standing),
            func.sum(kept.shipped),
            func.sum(kept.invoiced),
        )
        .join(CustomerOrderLine, CustomerOrderLine.document_id == CustomerOrder.id)
        .join(DISPOSITIONS.balance, kept.disposition_line_id == CustomerOrderLine.id)
        .join(Partner, Partner.id == CustomerOrder.partner_id)
        .join(Warehouse, Warehouse.id == CustomerOrderLine.warehouse_id)
        .join(Item, Item.id == kept.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .where(
            of_warehouse,
            within(CustomerOrderLine.warehouse_id, actor.warehouses),
            within(CustomerOrder.company_id, actor.companies),
            (kept.ordered != kept.disposed)
            | (kept.shipped != kept.ordered)
            | (kept.invoiced != kept.shipped),
        )
        .group_by(
            CustomerOrder.id,
            CustomerOrder.number_text,
            Partner.name,
            Warehouse.name,
            kept.item_id,
            kept.variant_id,
            Item.name,
            Unit.symbol,
        )
        .order_by(CustomerOrder.id, Item.name)
    )


def _bases(session: Session, invoice_id: int, key: Any) -> tuple[Basis, ...]:  # noqa: ANN401
    rows = session.execute(
        select(Document.id, Document.type, Document.number_text, Document.date)
        .where(Document.id.in_(select(key).where(SalesInvoiceLine.document_id == invoice_id)))
        .order_by(Document.id)
    )
    return tuple(Basis(*row) for row in rows)


def _lines(session: Session, invoice_id: int) -> tuple[InvoiceLine, ...]:
    line = SalesInvoiceLine
    rows = session.execute(
        select(
            line.line_no,
            line.item_id,
            Item.code,
            Item.article,
            func.coalesce(func.nullif(Item.full_name, ""), Item.name),
            func.coalesce(ItemVariant.name, ""),
            func.coalesce(Lot.code, ""),
            Lot.expires,
            Unit.symbol,
            Unit.code,
            func.coalesce(Packaging.name, ""),
            func.coalesce(Packaging.quantity, int(ONE)),
            func.coalesce(Packaging.weight_grams, 0),
            Item.weight_grams,
            Document.number_text,
            line.quantity,
            line.price_minor,
            line.vat_rate,
            line.amount_minor,
            line.vat_minor,
        )
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .join(Document, Document.id == line.disposition_document_id)
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .outerjoin(Lot, and_(line.lot_id != 0, Lot.id == line.lot_id))
        .outerjoin(Packaging, and_(line.packaging_id != 0, Packaging.id == line.packaging_id))
        .where(line.document_id == invoice_id)
        .order_by(line.line_no)
    )
    return tuple(InvoiceLine(*tuple[Any, ...](row)) for row in rows)


def _requisites(of: Company | LegalEntity) -> Requisites:
    return Requisites(
        name=of.name,
        full_name=of.full_name or of.name,
        inn=of.inn,
        kpp=of.kpp,
        ogrn=of.ogrn,
        okpo=of.okpo,
        address=of.address,
        phone=of.phone,
        bank_account=of.bank_account,
        bank_name=of.bank_name,
        bik=of.bik,
        corr_account=of.corr_account,
    )


def _buyer(entity: LegalEntity | None, partner: Partner) -> Requisites:
    if entity is not None:
        return _requisites(entity)
    nothing = dict.fromkeys(
        ("inn", "kpp", "ogrn", "okpo", "bank_account", "bank_name", "bik", "corr_account"), ""
    )
    return Requisites(
        name=partner.name,
        full_name=partner.name,
        address=partner.delivery_address,
        phone=partner.phone,
        **nothing,
    )
