"""From the database to the papers of a sale: the customer order and the bill."""

from __future__ import annotations

from gettext import NullTranslations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.codes import document_code
from core.kernel.money import divide_half_up, line_amount, vat_inside
from core.kernel.vat import VatKind, vat_rate
from core.partners.queries import (
    RequisitesRow,
    company,
    legal_entity,
    partner_card,
    tax_system,
)
from core.sales.queries import OrderCard, OrderLineRow, order_card
from core.sales.quotation_queries import QuotationCard, QuotationLineRow, quotation_card
from core.sales.quotation_statuses import DeliveryTerm, QuotationStatus
from core.sales.statuses import SupplyAction
from core.settlements.bills import BillCard, bill_card
from core.settlements.kinds import StageKind
from core.settlements.stages import StageRow, stages_of
from core.shipments.queries import InvoiceCard, InvoiceLine, invoice_card
from printing.documents.bill import Bill, bill_form
from printing.documents.customer_order import (
    OrderLine,
    PaymentPart,
    PrintedOrder,
    customer_order_form,
)
from printing.documents.payment_code import BankAccount
from printing.documents.quotation import (
    Manager,
    Option,
    PrintedQuotation,
    QuotationLine,
    Terms,
    quotation_form,
)
from printing.documents.torg12_data import Party
from printing.documents.trade import Payee, TradeLine, percent
from printing.engine.figures import day
from printing.engine.form import Form

_DUPLICATE = "ДУБЛИКАТ"
_ONE = 1000
"""Thousandths in one base unit."""
_NOTE = "В платёжном поручении укажите номер и дату счёта: по ним платёж будет зачтён."
_WHOLE_ONLY = "Цены действительны при покупке всех выбранных позиций."
_ALTERNATIVES = "На выбор"
_DRAFT, _CANCELLED = "ЧЕРНОВИК", "ОТМЕНЕНО"
_STAGES = {
    StageKind.ADVANCE: "Аванс (до обеспечения)",
    StageKind.PREPAYMENT: "Предоплата (до отгрузки)",
    StageKind.CREDIT: "Кредит (после отгрузки)",
}
_SUPPLY = {
    SupplyAction.NONE: "",
    SupplyAction.RESERVE: "в резерве",
    SupplyAction.SHIP: "к отгрузке",
}
_BASES = {
    "customer_order": "Заказ клиента",
    "sales_invoice": "Реализация товаров",
    "contract": "Договор",
}


def customer_order(
    session: Session, actor: Actor, order_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return a customer order; always Russian.

    Raises:
        NotFound, Forbidden: rights hide the order.
    """
    del texts
    card = order_card(session, actor, order_id)
    stages = stages_of(session, order_id)
    return customer_order_form(
        PrintedOrder(
            number=card.number,
            date=card.date,
            seller=_payee(session, actor, card.company_id),
            buyer=_buyer(session, card.legal_entity_id, card.partner_id),
            lines=tuple(_order_line(line) for line in card.lines if not line.cancelled),
            with_vat=card.includes_vat,
            currency=card.currency,
            document_code=document_code(card.id),
            warehouse=card.warehouse,
            ship_on=card.ship_date,
            address=card.delivery_address,
            payments=tuple(_part(stage) for stage in stages.values()),
            marks=_marks(duplicate=duplicate),
        )
    )


def bill(
    session: Session, actor: Actor, bill_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return a bill with the lines of what it is for; always Russian.

    Raises:
        NotFound, Forbidden: rights hide the bill, or what it is for.
    """
    del texts
    card = bill_card(session, actor, bill_id)
    lines, with_vat = _billed(session, actor, card)
    basis = _BASES.get(card.object_type, "")
    return bill_form(
        Bill(
            number=card.number,
            date=card.date,
            payee=_payee(session, actor, card.company_id),
            buyer=_buyer(session, card.legal_entity_id, card.partner_id),
            lines=lines,
            with_vat=with_vat,
            currency=card.currency,
            amount_minor=card.amount_minor,
            due_on=card.due_on,
            basis=f"{basis} № {card.object_number} от {day(card.object_date)}".strip(),
            purpose=card.purpose,
            note=_NOTE,
            marks=_marks(duplicate=duplicate),
        )
    )


def quotation(
    session: Session, actor: Actor, quotation_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return a quotation; always Russian. What is not chosen stands apart, in no sum.

    One that does not hold says so across the page.

    Raises:
        NotFound, Forbidden: rights hide the quotation.
    """
    del texts
    card = quotation_card(session, actor, quotation_id)
    others = tuple(_quoted(line) for line in card.lines if not line.chosen)
    version = f" (версия {card.version_no})" if card.version_no > 1 else ""
    return quotation_form(
        PrintedQuotation(
            number=card.number + version,
            date=card.date,
            seller=_payee(session, actor, card.company_id),
            customer=_buyer(session, card.legal_entity_id, card.partner_id),
            lines=tuple(_quoted(line) for line in card.lines if line.chosen),
            options=(Option(_ALTERNATIVES, others),) if others else (),
            contact=card.contact,
            valid_until=card.valid_until,
            terms=Terms(_payment(card), card.delivery_text),
            with_vat=card.includes_vat,
            currency=card.currency,
            manager=Manager(card.author),
            introduction=" ".join(
                part for part in (card.other_text, _WHOLE_ONLY if card.whole_only else "") if part
            ),
            document_code=document_code(card.id),
            marks=(*_standing(card), *_marks(duplicate=duplicate)),
        )
    )


def _payment(card: QuotationCard) -> str:
    """Return when it is to be paid: in the author's words, then as agreed."""
    stages = ", ".join(
        f"{_STAGES[StageKind(stage.kind.value)]} {percent(stage.percent)}"
        + (f" через {stage.shift_days} дн." if stage.shift_days else "")
        for stage in card.schedule
    )
    return "; ".join(part for part in (card.payment_text, stages) if part)


def _standing(card: QuotationCard) -> tuple[str, ...]:
    match card.status:
        case QuotationStatus.IN_FORCE:
            return ()
        case QuotationStatus.CANCELLED:
            return (_CANCELLED,)
        case _:
            return (_DRAFT,)


def _quoted(line: QuotationLineRow) -> QuotationLine:
    gross = line_amount(line.price_minor, line.quantity)
    off = line.discount_minor
    details = (line.variant, line.packaging, line.public_comment)
    return QuotationLine(
        TradeLine(
            name=line.item,
            quantity_thousandths=line.quantity,
            price_minor=line.price_minor,
            amount_minor=line.amount_minor,
            vat_minor=line.vat_minor,
            vat_rate=line.vat_rate,
            unit=line.unit,
            article=line.article,
            code=line.item_code,
            details=", ".join(part for part in details if part),
            discount=divide_half_up(off * 10_000, gross) if gross else 0,
            final_price_minor=divide_half_up(line.net_minor * _ONE, line.quantity) if off else None,
        ),
        lead_time=_lead_time(line),
    )


def _lead_time(line: QuotationLineRow) -> str:
    match line.delivery:
        case DeliveryTerm.DAYS:
            return f"{line.delivery_days} дн."
        case DeliveryTerm.DATE:
            return f"до {day(line.delivery_on)}" if line.delivery_on is not None else ""
        case _:
            return ""


def _billed(session: Session, actor: Actor, card: BillCard) -> tuple[tuple[TradeLine, ...], bool]:
    """Return what a bill is for, and whether its prices have VAT in them.

    A bill on a contract names no goods: it is one line of its own sum, taxed by the general rate
    of the company, as any advance whose goods are not known yet.
    """
    if card.object_type == "customer_order":
        order: OrderCard = order_card(session, actor, card.object_id)
        kept = (line for line in order.lines if not line.cancelled)
        return tuple(_trade_line(line) for line in kept), order.includes_vat
    if card.object_type == "sales_invoice":
        invoice: InvoiceCard = invoice_card(session, actor, card.object_id)
        return tuple(_invoice_line(line) for line in invoice.lines), invoice.includes_vat
    rate = vat_rate(VatKind.STANDARD, tax_system(session, card.company_id, card.date), card.date)
    line = TradeLine(
        name=card.purpose,
        quantity_thousandths=_ONE,
        price_minor=card.amount_minor,
        amount_minor=card.amount_minor,
        vat_minor=vat_inside(card.amount_minor, rate) if rate is not None else 0,
        vat_rate=rate,
    )
    return (line,), True


def _payee(session: Session, actor: Actor, company_id: int) -> Payee:
    of = company(session, actor, company_id)
    told = of.requisites
    return Payee(
        party=_party(told),
        account=BankAccount(told.bank_account, told.bank_name, told.bik, told.corr_account),
        director=of.director,
        accountant=of.accountant,
    )


def _buyer(session: Session, legal_entity_id: int | None, partner_id: int) -> Party:
    """Return the counterparty, or the partner where no counterparty is known."""
    if legal_entity_id is not None:
        return _party(legal_entity(session, legal_entity_id).requisites)
    if not partner_id:
        return Party("")
    of = partner_card(session, partner_id).row
    return Party(of.name, address=of.delivery_address, phone=of.phone)


def _party(of: RequisitesRow) -> Party:
    return Party(of.full_name, of.inn, of.kpp, of.address, of.phone)


def _order_line(line: OrderLineRow) -> OrderLine:
    return OrderLine(_trade_line(line), supply=_SUPPLY[SupplyAction(line.action)])


def _trade_line(line: OrderLineRow) -> TradeLine:
    return TradeLine(
        name=line.item,
        quantity_thousandths=line.quantity,
        price_minor=line.price_minor,
        amount_minor=line.amount_minor,
        vat_minor=line.vat_minor,
        vat_rate=line.vat_rate,
        unit=line.unit,
        article=line.article,
        code=line.item_code,
        details=", ".join(part for part in (line.variant, line.packaging) if part),
    )


def _invoice_line(line: InvoiceLine) -> TradeLine:
    return TradeLine(
        name=line.item,
        quantity_thousandths=line.quantity,
        price_minor=line.price_minor,
        amount_minor=line.amount_minor,
        vat_minor=line.vat_minor,
        vat_rate=line.vat_rate,
        unit=line.unit,
        article=line.article,
        code=line.item_code,
        details=", ".join(part for part in (line.variant, line.packaging) if part),
    )


def _part(stage: StageRow) -> PaymentPart:
    return PaymentPart(
        _STAGES[StageKind(stage.kind)], stage.amount_minor, stage.percent, stage.due_on
    )


def _marks(*, duplicate: bool) -> tuple[str, ...]:
    return (_DUPLICATE,) if duplicate else ()
