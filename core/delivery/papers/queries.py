"""Reading a trip for its papers: frozen rows, eight statements whatever its length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant, Unit
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import DeliveryRequest, Errand, Trip, TripLine, TripStop
from core.delivery.papers.loading import expense_orders
from core.delivery.papers.rows import (
    NOBODY,
    ExpenseOrder,
    PaperDocument,
    PaperGoods,
    PaperRef,
    PaperStop,
    TripPaper,
)
from core.delivery.places.models import Address
from core.delivery.statuses import Ownership
from core.documents.models import Document
from core.documents.rows import document_rows
from core.documents.types import document_types
from core.fulfilment.models import OutboundOrder
from core.kernel.errors import NotFound
from core.kernel.money import divide_half_up
from core.partners.models import Company, LegalEntity, Partner
from core.partners.queries import RequisitesRow
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.shipments.models import SalesInvoice, SalesInvoiceLine
from core.stock.models import Warehouse
from core.terms.statuses import DeliveryMethod

TRIP = "trip"

_carrier, _onward = aliased(Partner), aliased(Address)

_Found = Any
"""A row of a wide SELECT, whose columns are read by name."""


def trip_paper(session: Session, actor: Actor, trip_id: int) -> TripPaper:
    """Return a trip with stops, documents, goods, invoices and expense orders.

    Raises:
        Forbidden: the actor may not read trips.
        NotFound: there is none, or his rights hide it.
    """
    actor.require(Permission.TRIP_READ, what=TRIP, key=trip_id)
    kind = next((kind for kind in document_types() if kind.name == TRIP), None)
    row = session.execute(
        select(Trip, Warehouse, Vehicle, VehicleType, Driver, Partner, LegalEntity)
        .outerjoin(Warehouse, Warehouse.id == Trip.warehouse_id)
        .outerjoin(Vehicle, Vehicle.id == Trip.vehicle_id)
        .outerjoin(
            VehicleType, VehicleType.id == func.coalesce(Vehicle.type_id, Trip.vehicle_type_id)
        )
        .outerjoin(Driver, Driver.id == Trip.driver_id)
        .outerjoin(Partner, Partner.id == Trip.carrier_id)
        .outerjoin(LegalEntity, LegalEntity.id == _first_entity(Partner.id))
        .where(Trip.id == trip_id, *document_rows(actor, kind))
    ).one_or_none()
    if row is None:
        raise NotFound(what=TRIP, key=trip_id)
    return _trip(row, _stops(session, trip_id), expense_orders(session, trip_id))


def _first_entity(partner_id: Any) -> Any:  # noqa: ANN401 - a column
    """Return the counterparty a partner signs by where nobody says by which."""
    known = aliased(LegalEntity)
    return (
        select(func.min(known.id))
        .where(known.partner_id == partner_id, known.retired.is_(False))
        .scalar_subquery()
    )


def _trip(
    row: _Found, stops: tuple[PaperStop, ...], expense_orders: tuple[ExpenseOrder, ...]
) -> TripPaper:
    trip, warehouse, vehicle, kind, driver, carrier, entity = row
    return TripPaper(
        id=trip.id,
        number=trip.number_text,
        date=trip.date,
        planned_on=trip.planned_on,
        run=trip.run,
        status=trip.status,
        direction=trip.direction,
        warehouse=warehouse.name if warehouse else "",
        warehouse_address=warehouse.address if warehouse else "",
        storekeeper=warehouse.responsible if warehouse else "",
        vehicle=vehicle.name if vehicle else "",
        plate=vehicle.plate if vehicle else "",
        trailer=vehicle.trailer if vehicle else "",
        vehicle_type=kind.name if kind else "",
        payload_kg=kind.payload_kg if kind else 0,
        volume_dm3=kind.volume_dm3 if kind else 0,
        ownership=vehicle.ownership if vehicle else Ownership.OWN,
        ownership_basis=vehicle.ownership_basis if vehicle else "",
        driver=driver.name if driver else "",
        driver_phone=driver.phone if driver else "",
        licence=driver.licence if driver else "",
        driver_inn=driver.inn if driver else "",
        forwarder=trip.forwarder,
        carrier_id=trip.carrier_id or 0,
        carrier=_party(entity, carrier),
        starts_at=trip.starts_at,
        ends_at=trip.ends_at,
        left_at=trip.left_at,
        back_at=trip.back_at,
        metres=trip.metres,
        metres_driven=trip.metres_driven,
        cost_minor=trip.cost_minor,
        comment=trip.comment,
        stops=stops,
        expense_orders=expense_orders,
    )


def _requisites(found: Company | LegalEntity) -> RequisitesRow:
    return RequisitesRow(
        found.name,
        found.full_name or found.name,
        found.inn,
        found.kpp,
        found.ogrn,
        found.okpo,
        found.address,
        found.phone,
        found.bank_account,
        found.bank_name,
        found.bik,
        found.corr_account,
    )


def _party(entity: LegalEntity | None, partner: Partner | None) -> RequisitesRow:
    """Return the counterparty, or the partner where no counterparty is known."""
    if entity is not None:
        return _requisites(entity)
    if partner is None:
        return NOBODY
    told = partner.delivery_address, partner.phone
    return RequisitesRow(partner.name, partner.name, "", "", "", "", *told, "", "", "", "")


def _stops(session: Session, trip_id: int) -> tuple[PaperStop, ...]:
    goods = _goods(session, trip_id)
    invoices = _invoices(session, trip_id)
    by_id = {row.id: row for row in _documents(session, trip_id)}
    collected: set[int] = set()
    stops = []
    rows = session.execute(
        select(TripStop, Address)
        .join(Address, Address.id == TripStop.address_id)
        .where(TripStop.document_id == trip_id)
        .order_by(TripStop.stop_no)
    )
    for stop, address in rows:
        found = goods.get(stop.id, {})
        documents = []
        for document_id, lines in found.items():
            first = document_id not in collected
            collected.add(document_id)
            told = invoices.get(document_id, ())
            documents.append(_document(by_id[document_id], lines, told, collects=first))
        stops.append(_stop(stop, address, tuple(documents)))
    return tuple(stops)


def _stop(stop: TripStop, address: Address, documents: tuple[PaperDocument, ...]) -> PaperStop:
    def said(name: str) -> str:
        """Return what the documents say, each thing once; else what the address says."""
        told = dict.fromkeys(getattr(one, name) for one in documents if getattr(one, name))
        return "; ".join(told) or getattr(address, name)

    notes = [address.note, *(one.note for one in documents)]
    return PaperStop(
        id=stop.id,
        no=stop.stop_no,
        address=address.name,
        lat_e6=address.lat_e6,
        lon_e6=address.lon_e6,
        window_from=stop.window_from,
        window_to=stop.window_to,
        arrives_at=stop.arrives_at,
        leaves_at=stop.leaves_at,
        contact=said("contact"),
        phone=said("phone"),
        note="; ".join(dict.fromkeys(note for note in notes if note)),
        documents=documents,
    )


def _document(
    row: _Found, lines: Sequence[_Found], invoices: tuple[PaperRef, ...], *, collects: bool
) -> PaperDocument:
    company, partner, request = row.Company, row.Partner, row.DeliveryRequest
    return PaperDocument(
        id=row.id,
        type=row.type,
        number=row.number_text,
        date=row.date,
        company_id=row.company_id or 0,
        company=_requisites(company) if company else NOBODY,
        director=company.director if company else "",
        accountant=company.accountant if company else "",
        partner_id=row.partner_id or 0,
        partner=partner.name if partner else "",
        consignee=_party(row.LegalEntity, partner),
        contact=request.contact if request else "",
        phone=request.phone if request else "",
        note=request.note if request else "",
        task=row.task,
        handed_to=(row.carrier or "") if _handed_on(request) else "",
        onward=(row.onward or "") if _handed_on(request) else "",
        collect_minor=request.collect_minor if request and collects else 0,
        weight_grams=sum(line.weight for line in lines),
        volume_cm3=sum(line.volume for line in lines),
        places=sum(line.places for line in lines),
        goods=tuple(_line(line) for line in lines if line.item_code is not None),
        invoices=invoices,
    )


def _handed_on(request: DeliveryRequest | None) -> bool:
    """Tell whether we only bring the goods to a carrier, who brings them on."""
    return request is not None and request.method is DeliveryMethod.OWN_TO_CARRIER


def _line(row: _Found) -> PaperGoods:
    def share(minor: int | None) -> int:
        """Return what of the line's sum falls to what is on this trip."""
        return divide_half_up(minor * row.quantity, row.ordered) if minor and row.ordered else 0

    return PaperGoods(
        line_id=row.line_id,
        code=row.item_code,
        article=row.article,
        name=row.name,
        variant=row.variant,
        unit=row.unit,
        okei=row.okei,
        quantity=row.quantity,
        places=row.places,
        weight_grams=row.weight,
        volume_cm3=row.volume,
        amount_minor=share(row.amount),
        vat_minor=share(row.vat),
    )


def _goods(session: Session, trip_id: int) -> dict[int, dict[int, list[_Found]]]:
    """Return stop → document → lines, in the order of the trip's lines."""
    line = TripLine
    rows = session.execute(
        select(
            line.stop_id,
            line.disposition_document_id.label("document_id"),
            line.disposition_line_id.label("line_id"),
            Item.code.label("item_code"),
            Item.article,
            func.coalesce(func.nullif(Item.full_name, ""), Item.name).label("name"),
            func.coalesce(ItemVariant.name, "").label("variant"),
            Unit.symbol.label("unit"),
            Unit.code.label("okei"),
            line.quantity,
            line.places,
            line.weight_grams.label("weight"),
            line.volume_cm3.label("volume"),
            CustomerOrderLine.quantity.label("ordered"),
            CustomerOrderLine.amount_minor.label("amount"),
            CustomerOrderLine.vat_minor.label("vat"),
        )
        .outerjoin(Item, Item.id == line.item_id)
        .outerjoin(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .outerjoin(
            CustomerOrderLine,
            and_(
                CustomerOrderLine.id == line.disposition_line_id,
                CustomerOrderLine.document_id == line.disposition_document_id,
            ),
        )
        .where(line.document_id == trip_id)
        .order_by(line.line_no)
    )
    found: dict[int, dict[int, list[_Found]]] = {}
    for row in rows:
        found.setdefault(row.stop_id, {}).setdefault(row.document_id, []).append(row)
    return found


def _on_trip(trip_id: int) -> Any:  # noqa: ANN401 - a SELECT
    return select(TripLine.disposition_document_id).where(TripLine.document_id == trip_id)


def _documents(session: Session, trip_id: int) -> Sequence[_Found]:
    """Return each document of the trip with its company, partner, counterparty and request."""
    order, errand, header = CustomerOrder.__table__, Errand.__table__, Document.__table__
    entity = func.coalesce(order.c.legal_entity_id, _first_entity(header.c.partner_id))
    return session.execute(
        select(
            header.c.id,
            header.c.type,
            header.c.number_text,
            header.c.date,
            header.c.company_id,
            header.c.partner_id,
            Company,
            Partner,
            LegalEntity,
            DeliveryRequest,
            _carrier.name.label("carrier"),
            _onward.name.label("onward"),
            func.coalesce(errand.c.task, "").label("task"),
        )
        .select_from(header)
        .outerjoin(order, order.c.document_id == header.c.id)
        .outerjoin(errand, errand.c.document_id == header.c.id)
        .outerjoin(Company, Company.id == header.c.company_id)
        .outerjoin(Partner, Partner.id == header.c.partner_id)
        .outerjoin(LegalEntity, LegalEntity.id == entity)
        .outerjoin(DeliveryRequest, DeliveryRequest.document_id == header.c.id)
        .outerjoin(_carrier, _carrier.id == DeliveryRequest.carrier_id)
        .outerjoin(_onward, _onward.id == DeliveryRequest.address_id)
        .where(header.c.id.in_(_on_trip(trip_id)))
    ).all()


def _invoices(session: Session, trip_id: int) -> dict[int, tuple[PaperRef, ...]]:
    """Return document → invoices of what ships with this trip."""
    line = SalesInvoiceLine
    of_trip = select(OutboundOrder.document_id).where(OutboundOrder.trip_id == trip_id)
    rows = session.execute(
        select(
            line.disposition_document_id,
            SalesInvoice.id,
            SalesInvoice.number_text,
            SalesInvoice.date,
            func.sum(line.amount_minor),
        )
        .join(SalesInvoice, SalesInvoice.document_id == line.document_id)
        .where(
            line.disposition_document_id.in_(_on_trip(trip_id)),
            or_(line.outbound_document_id == 0, line.outbound_document_id.in_(of_trip)),
            SalesInvoice.posted,
        )
        .group_by(
            line.disposition_document_id,
            SalesInvoice.id,
            SalesInvoice.number_text,
            SalesInvoice.date,
        )
        .order_by(SalesInvoice.id)
    )
    found: dict[int, tuple[PaperRef, ...]] = {}
    for document_id, key, number, date, amount in rows:
        ref = PaperRef(key, number, date, int(amount))
        found[document_id] = (*found.get(document_id, ()), ref)
    return found
