"""From the database to what a form prints: one collector per form, reading frozen cards."""

from __future__ import annotations

from gettext import NullTranslations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.catalog.queries import item_card
from core.documents.codes import document_code
from core.fulfilment.pick_list import PickListCard, pick_list_card
from core.fulfilment.pick_list import PickListLine as Stop
from core.pricing.document_queries import price_document_card
from core.pricing.kinds import PriceDocumentStatus
from core.pricing.queries import price_history as item_price_history
from core.shipments.queries import InvoiceCard, InvoiceLine, Requisites, invoice_card
from printing.documents.pick_list import (
    OtherCell,
    PickList,
    PickListLine,
    PickListOptions,
    pick_list_form,
)
from printing.documents.price_sheets import (
    ListedItem,
    PastPrice,
    PriceHistory,
    PriceList,
    price_history_form,
    price_list_form,
)
from printing.documents.torg12 import torg12_form
from printing.documents.torg12_data import Basis, Party, Signatory, Torg12, Torg12Line
from printing.documents.totals import LineAmounts, rate_text
from printing.engine.figures import day
from printing.engine.form import Form

_DUPLICATE = "ДУБЛИКАТ"
_ONE = 1000
"""Thousandths in one base unit."""


def pick_list(
    session: Session, actor: Actor, outbound_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return the pick list of an outbound order, in the language of *texts*.

    Raises:
        NotFound, Forbidden: rights hide the order.
    """
    card = pick_list_card(session, actor, outbound_id)
    cells = any(line.cell_barcode for line in card.lines)
    return pick_list_form(
        pick_list_data(card, texts, duplicate=duplicate),
        texts,
        PickListOptions(cell_barcodes=cells),
    )


def torg12(
    session: Session, actor: Actor, invoice_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return the delivery note ТОРГ-12 of a sales invoice; always Russian.

    Raises:
        NotFound, Forbidden: rights hide the invoice.
    """
    del texts
    return torg12_form(torg12_data(invoice_card(session, actor, invoice_id), duplicate=duplicate))


def price_list(
    session: Session, actor: Actor, document_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return the price list that a price document sets, in the language of *texts*.

    Raises:
        NotFound, Forbidden: rights hide the document.
    """
    card = price_document_card(session, actor, document_id)
    shown = sum(1 for row in card.rows for price in row.prices.values() if price is not None)
    data = PriceList(
        number=card.number,
        since=card.date,
        agreed=card.status is PriceDocumentStatus.AGREED,
        types=tuple((one.id, one.name, one.currency) for one in card.types),
        items=tuple(
            ListedItem(row.code, f"{row.item} {row.variant}".rstrip(), row.unit, row.prices)
            for row in card.rows
        ),
        more=max(0, card.registered - shown),
        marks=(_DUPLICATE,) if duplicate else (),
    )
    return price_list_form(data, texts)


def price_history(
    session: Session, actor: Actor, item_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return the history of an item's prices, in the language of *texts*.

    Raises:
        NotFound, Forbidden: there is no such item, or no right to see prices.
    """
    item = item_card(session, item_id).row
    data = PriceHistory(
        code=item.code,
        item=item.name,
        unit=item.unit,
        prices=tuple(
            PastPrice(
                one.since,
                one.price_type,
                one.variant,
                one.price_minor,
                one.currency,
                one.document,
            )
            for one in item_price_history(session, actor, item_id)
        ),
        marks=(_DUPLICATE,) if duplicate else (),
    )
    return price_history_form(data, texts)


def pick_list_data(card: PickListCard, texts: NullTranslations, *, duplicate: bool) -> PickList:
    """Return what the pick list prints of an order's card."""
    return PickList(
        number=card.number,
        date=card.date,
        warehouse=card.warehouse,
        lines=tuple(_stop(line, texts) for line in card.lines),
        barcode=document_code(card.id),
        room=card.room,
        dock=card.shipping_cell,
        priority=str(card.priority) if card.priority else "",
        recipients=card.recipients,
        dispositions=card.dispositions,
        trip=card.trip,
        picker=", ".join(card.pickers),
        issue_at=day(card.ship_date) if card.ship_date else "",
        places=card.packages or None,
        weight_grams=card.weight_grams or None,
        volume_cm3=card.volume_cm3 or None,
        marks=(_DUPLICATE,) if duplicate else (),
    )


def _stop(line: Stop, texts: NullTranslations) -> PickListLine:
    told = [line.variant]
    if line.lot:
        told.append(texts.gettext("lot {lot}").format(lot=line.lot))
    if line.expires:
        told.append(texts.gettext("until {day}").format(day=day(line.expires)))
    packed = bool(line.packaging) and line.pack_quantity > _ONE
    return PickListLine(
        walk_order=line.walk_order,
        zone=line.section,
        cell=line.cell,
        article=line.article or line.item_code,
        name=line.item,
        quantity_thousandths=line.quantity,
        unit=line.unit,
        cell_barcode=line.cell_barcode,
        details=", ".join(part for part in told if part),
        barcode=line.barcode,
        pack_thousandths=line.pack_quantity if packed else None,
        pack_name=line.packaging if packed else "",
        left_thousandths=line.left,
        container=line.container,
        task=line.task,
        task_barcode=document_code(line.task_id) if line.task_id else "",
        other_cells=tuple(OtherCell(other.cell, other.quantity) for other in line.also_there),
    )


def torg12_data(card: InvoiceCard, *, duplicate: bool) -> Torg12:
    """Return what ТОРГ-12 prints of an invoice's card."""
    seller, buyer = _party(card.company), _party(card.buyer)
    return Torg12(
        number=card.number,
        date=card.date,
        shipper=seller,
        consignee=_consignee(card, buyer),
        supplier=seller,
        payer=buyer,
        lines=tuple(_line(line) for line in card.lines),
        document_code=document_code(card.id),
        department=card.warehouse,
        basis=_basis(card),
        released_by=Signatory("Директор", card.director),
        accountant=Signatory(name=card.accountant),
        shipped_by=Signatory("Кладовщик", card.storekeeper) if card.storekeeper else Signatory(),
        marks=(_DUPLICATE,) if duplicate else (),
    )


def _consignee(card: InvoiceCard, buyer: Party) -> Party:
    """Return the buyer, at the address of delivery where that is another one."""
    if not card.delivery_address or card.delivery_address == buyer.address:
        return buyer
    return Party(
        name=buyer.name,
        inn=buyer.inn,
        kpp=buyer.kpp,
        address=card.delivery_address,
        phone=buyer.phone,
        bank=buyer.bank,
        okpo=buyer.okpo,
    )


def _basis(card: InvoiceCard) -> Basis:
    """Return the order, or several in one line; number and date only when there is one."""
    if len(card.orders) == 1:
        return Basis("Заказ клиента", card.orders[0].number, card.orders[0].date)
    told = ", ".join(f"№ {order.number} от {day(order.date)}" for order in card.orders)
    return Basis(f"Заказы клиента {told}" if told else "")


def _party(of: Requisites) -> Party:
    account = [
        f"р/с {of.bank_account}" if of.bank_account else "",
        of.bank_name,
        f"БИК {of.bik}" if of.bik else "",
        f"к/с {of.corr_account}" if of.corr_account else "",
    ]
    return Party(
        name=of.full_name,
        inn=of.inn,
        kpp=of.kpp,
        address=of.address,
        phone=of.phone,
        bank=", ".join(part for part in account if part),
        okpo=of.okpo,
    )


def _line(line: InvoiceLine) -> Torg12Line:
    lot = f"серия {line.lot}" if line.lot else ""
    return Torg12Line(
        name=line.item,
        quantity_thousandths=line.quantity,
        amounts=LineAmounts(
            line.net_price_minor, line.net_minor, line.vat_minor, line.amount_minor
        ),
        vat_rate=rate_text(line.vat_rate),
        unit=line.unit,
        okei=line.okei,
        article=line.article,
        characteristic=", ".join(part for part in (line.variant, lot) if part),
        code=line.item_code,
        packaging=line.packaging,
        per_place_thousandths=line.pack_quantity if line.places is not None else None,
        places=line.places,
        gross_grams=line.gross_grams,
        net_grams=line.gross_grams,
    )
