"""From the database to what the law wants of a carriage: transport waybills and notes 1-Т."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from gettext import NullTranslations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.delivery.papers.codes import stop_code, waybill_number
from core.delivery.papers.queries import trip_paper
from core.delivery.papers.rows import Consignment, TripPaper, consignments
from core.delivery.papers.set_rules import TripForm
from core.delivery.papers.trip_set import copies_for, print_rules
from core.delivery.statuses import Ownership, TripDirection
from core.kernel.errors import NotFound
from core.partners.queries import RequisitesRow
from printing.documents.delivery_data import CargoLine, CarriedBy, Haul, clock, window
from printing.documents.torg12_data import Party
from printing.documents.ttn_1t import ttn_1t
from printing.documents.waybill import waybills
from printing.engine.figures import day
from printing.engine.form import Bundle

_DUPLICATE = "ДУБЛИКАТ"
_OWNERSHIP: Mapping[Ownership, str] = {
    Ownership.OWN: "1",
    Ownership.SPOUSES: "2",
    Ownership.RENT: "3",
    Ownership.LEASE: "4",
    Ownership.FREE_USE: "5",
}
"""Digits of the transport waybill, section 7."""


def waybill(
    session: Session,
    actor: Actor,
    trip_id: int,
    texts: NullTranslations,
    duplicate: bool,
    stop_id: int = 0,
) -> Bundle:
    """Return the transport waybills of a trip, all copies of each; always Russian.

    Args:
        stop_id: only of this stop; 0: of all.

    Raises:
        NotFound, Forbidden: rights hide the trip, or nothing is carried that takes a waybill.
    """
    del texts
    trip = trip_paper(session, actor, trip_id)
    found = _copied(session, trip, TripForm.WAYBILL, stop_id)
    title = f"Транспортные накладные рейса {trip.number}"
    return waybills(found, title, marks_of(duplicate=duplicate))


def consignment_note(
    session: Session,
    actor: Actor,
    trip_id: int,
    texts: NullTranslations,
    duplicate: bool,
    stop_id: int = 0,
) -> Bundle:
    """Return the consignment notes 1-Т of a trip, all copies of each; always Russian.

    Args:
        stop_id: only of this stop; 0: of all.

    Raises:
        NotFound, Forbidden: rights hide the trip, or nothing is carried that takes one.
    """
    del texts
    trip = trip_paper(session, actor, trip_id)
    found = _copied(session, trip, TripForm.TTN, stop_id)
    return ttn_1t(found, f"1-Т рейса {trip.number}", marks_of(duplicate=duplicate))


def _copied(
    session: Session, trip: TripPaper, form: TripForm, stop_id: int
) -> tuple[tuple[Haul, int], ...]:
    """Return each haul with its copies as the set wants; one of each where it wants none at all."""
    rules = print_rules(session)
    found = [
        (haul, copies_for(rules, trip, form, consignment))
        for consignment, haul in hauls(trip, stop_id)
    ]
    if not found:
        raise NotFound(what="consignment", key=trip.number)
    if not any(count for _haul_, count in found):
        return tuple((haul, 1) for haul, _none in found)
    return tuple((haul, count) for haul, count in found if count)


def carried_by(trip: TripPaper) -> CarriedBy:
    """Return vehicle, driver and carrier of a trip."""
    return CarriedBy(
        vehicle=trip.vehicle,
        plate=trip.plate,
        trailer=trip.trailer,
        vehicle_type=trip.vehicle_type,
        payload_kg=trip.payload_kg,
        volume_dm3=trip.volume_dm3,
        driver=trip.driver,
        driver_phone=trip.driver_phone,
        licence=trip.licence,
        driver_inn=trip.driver_inn,
        forwarder=trip.forwarder,
        carrier=_party(trip.carrier) if trip.carrier_id else None,
        ownership=_OWNERSHIP[trip.ownership],
        ownership_basis=trip.ownership_basis,
    )


def hauls(trip: TripPaper, stop_id: int = 0) -> Iterable[tuple[Consignment, Haul]]:
    """Yield what each waybill of a trip carries, in the order of visits.

    Args:
        stop_id: only of this stop; 0: of all.
    """
    for one in consignments(trip):
        if not stop_id or one.stop.id == stop_id:
            yield one, _haul(trip, one)


def _haul(trip: TripPaper, of: Consignment) -> Haul:
    """Return what a waybill tells; of a trip inward the client sends and we receive."""
    stop, first = of.stop, of.first
    invoices = [f"Реализация № {one.number} от {day(one.date)}" for one in of.invoices]
    orders = [f"№ {one.number} от {day(one.date)}" for one in of.documents]
    agreed = window((stop.window_from, stop.window_to))
    contact = ", ".join(part for part in (stop.contact, stop.phone) if part)
    ours, theirs = _party(first.company), _party(first.consignee)
    warehouse = trip.warehouse_address or first.company.address
    begins = f"{day(trip.planned_on)} {clock(trip.starts_at)}" if trip.ends_at else ""
    there = f"{day(trip.planned_on)} {agreed}".rstrip()
    inward = trip.direction is TripDirection.IN
    return Haul(
        number=waybill_number(trip.number, stop.no, of.place),
        date=trip.planned_on,
        shipper=theirs if inward else ours,
        consignee=ours if inward else theirs,
        carried_by=carried_by(trip),
        lines=tuple(
            CargoLine(
                line.described,
                line.code,
                line.article,
                line.unit,
                line.quantity,
                line.places,
                line.weight_grams,
                line.amount_minor,
            )
            for line in of.goods
        ),
        loading_address=stop.address if inward else warehouse,
        unloading_address=warehouse if inward else stop.address,
        stop_code=stop_code(stop.id),
        order=", ".join(one.number for one in of.documents),
        order_date=day(first.date) if len(of.documents) == 1 else "",
        documents="; ".join(invoices) or f"Заказ {', '.join(orders)}",
        loading_at=there if inward else begins,
        unloading_at="" if inward else there,
        contact=contact,
        storekeeper="" if inward else trip.storekeeper,
        director="" if inward else first.director,
        accountant="" if inward else first.accountant,
        places=of.places,
        weight_grams=of.weight_grams,
        volume_cm3=of.volume_cm3,
    )


def _party(of: RequisitesRow) -> Party:
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


def marks_of(*, duplicate: bool) -> tuple[str, ...]:
    """Return what is laid over every page."""
    return (_DUPLICATE,) if duplicate else ()
