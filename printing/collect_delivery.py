"""From the database to the papers of a trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from gettext import NullTranslations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.delivery.papers.books import FORMS
from core.delivery.papers.codes import PlaceCode, geo_uri, place_code, stop_code
from core.delivery.papers.queries import trip_paper
from core.delivery.papers.rows import (
    ExpenseOrder,
    LoadLine,
    PaperDocument,
    PaperStop,
    TripPaper,
)
from core.delivery.papers.trip_set import trip_set
from core.documents.codes import document_code
from core.documents.types import document_types
from core.kernel.clock import company_zone
from printing.collect_waybills import carried_by, marks_of
from printing.documents.delivery_data import (
    LoadedGroup,
    LoadedLine,
    LoadedStop,
    LoadingList,
    PlaceLabel,
    RouteDocument,
    RouteSheet,
    RouteStop,
)
from printing.documents.loading_list import loading_list_form
from printing.documents.place_label import place_labels
from printing.documents.route_sheet import route_sheet_form
from printing.documents.trip_set_list import SetLine, SetList, trip_set_form
from printing.engine.figures import grouped, quantity
from printing.engine.form import Bundle, Form

_ONE = 1000
"""Thousandths in one base unit."""


def route_sheet(
    session: Session, actor: Actor, trip_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return the route sheet of a trip, in the language of *texts*.

    Raises:
        NotFound, Forbidden: rights hide the trip.
    """
    trip = trip_paper(session, actor, trip_id)
    return route_sheet_form(route_sheet_data(trip, texts, marks_of(duplicate=duplicate)), texts)


def loading_list(
    session: Session, actor: Actor, trip_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return the loading list of a trip, in the language of *texts*.

    Raises:
        NotFound, Forbidden: rights hide the trip.
    """
    trip = trip_paper(session, actor, trip_id)
    return loading_list_form(loading_list_data(trip, texts, marks_of(duplicate=duplicate)), texts)


def delivery_labels(
    session: Session, actor: Actor, trip_id: int, texts: NullTranslations, duplicate: bool
) -> Bundle:
    """Return a label for each place of a trip, in the language of *texts*.

    Raises:
        NotFound, Forbidden: rights hide the trip.
    """
    del duplicate
    trip = trip_paper(session, actor, trip_id)
    title = texts.gettext("Labels of trip {number}").format(number=trip.number)
    return place_labels(tuple(labels(trip, texts)), texts, title)


def trip_papers(
    session: Session, actor: Actor, trip_id: int, texts: NullTranslations, duplicate: bool
) -> Form:
    """Return the list of what the set of a trip prints, in the language of *texts*.

    Raises:
        NotFound, Forbidden: rights hide the trip.
    """
    found = trip_set(session, actor, trip_id)
    lines = (
        SetLine(
            texts.gettext(FORMS[entry.form]),
            entry.number,
            str(entry.stop_no) if entry.stop_no else "",
            entry.whom,
            entry.copies,
        )
        for entry in found.entries
    )
    data = SetList(
        found.number,
        found.planned_on,
        tuple(lines),
        found.without_invoice,
        marks_of(duplicate=duplicate),
    )
    return trip_set_form(data, texts)


def route_sheet_data(
    trip: TripPaper, texts: NullTranslations, marks: tuple[str, ...]
) -> RouteSheet:
    """Return what a route sheet prints of a trip."""
    return RouteSheet(
        number=trip.number,
        date=trip.planned_on,
        run=trip.run,
        barcode=document_code(trip.id),
        warehouse=trip.warehouse,
        carried_by=carried_by(trip),
        stops=tuple(_route_stop(stop, texts) for stop in trip.stops),
        starts_at=trip.starts_at,
        ends_at=trip.ends_at,
        left=_moment(trip.left_at),
        back=_moment(trip.back_at),
        metres=trip.metres,
        comment=trip.comment,
        marks=marks,
    )


def _route_stop(stop: PaperStop, texts: NullTranslations) -> RouteStop:
    known = stop.lat_e6 is not None and stop.lon_e6 is not None
    return RouteStop(
        no=stop.no,
        code=stop_code(stop.id),
        address=stop.address,
        clients=stop.whom,
        geo=geo_uri(stop.lat_e6 or 0, stop.lon_e6 or 0) if known else "",
        window=(stop.window_from, stop.window_to),
        planned=stop.arrives_at,
        contact=stop.contact,
        phone=stop.phone,
        documents=tuple(_handed(stop.documents, texts)),
        tasks=tuple(one.task for one in stop.documents if one.task),
        onward=tuple(dict.fromkeys(_onward(stop.documents, texts))),
        places=stop.places,
        weight_grams=stop.weight_grams,
        volume_cm3=stop.volume_cm3,
        amount_minor=stop.amount_minor,
        collect_minor=stop.collect_minor,
        note=stop.note,
    )


def _handed(documents: Iterable[PaperDocument], texts: NullTranslations) -> Iterable[RouteDocument]:
    """Yield the invoices, each once, and the documents that have none."""
    invoices: dict[str, int] = {}
    others: list[RouteDocument] = []
    for one in documents:
        for invoice in one.invoices:
            known = invoices.get(invoice.number, 0)
            invoices[invoice.number] = known + invoice.amount_minor
        if not one.invoices and not one.task:
            others.append(RouteDocument(_called(one, texts), one.amount_minor))
    told = texts.gettext("Invoice {number}")
    yield from (RouteDocument(told.format(number=no), sum_) for no, sum_ in invoices.items())
    yield from others


def _onward(documents: Iterable[PaperDocument], texts: NullTranslations) -> Iterable[str]:
    """Yield to which carriers documents are handed, and where those bring them."""
    for one in documents:
        if one.handed_to and one.onward:
            told = texts.gettext("to the carrier {carrier}, who brings it to {address}")
            yield told.format(carrier=one.handed_to, address=one.onward)
        elif one.handed_to:
            yield texts.gettext("to the carrier {carrier}").format(carrier=one.handed_to)


def _called(document: PaperDocument, texts: NullTranslations) -> str:
    """Return kind and number: "Customer order КЛ-000012"."""
    title = next((kind.title for kind in document_types() if kind.name == document.type), "")
    return f"{texts.gettext(title) if title else ''} {document.number}".strip()


def loading_list_data(
    trip: TripPaper, texts: NullTranslations, marks: tuple[str, ...]
) -> LoadingList:
    """Return what a loading list prints of a trip: the last stop first."""
    return LoadingList(
        number=trip.number,
        date=trip.planned_on,
        run=trip.run,
        barcode=document_code(trip.id),
        warehouse=trip.warehouse,
        carried_by=carried_by(trip),
        stops=tuple(
            _loaded_stop(stop, trip.expense_orders, texts) for stop in reversed(trip.stops)
        ),
        starts_at=trip.starts_at,
        marks=marks,
    )


def _loaded_stop(
    stop: PaperStop, orders: Iterable[ExpenseOrder], texts: NullTranslations
) -> LoadedStop:
    """Return what is loaded for a stop; an expense order of several stops stands at each.

    Lines that ship by a document of another stop are left out there.
    """
    here = {document.id for document in stop.documents}
    groups: list[LoadedGroup] = []
    covered: set[int] = set()
    for order in orders:
        lines = [one for one in order.lines if not one.document_id or one.document_id in here]
        if not here & order.for_documents or not lines:
            continue
        covered |= here & order.for_documents
        groups.append(_group(order, lines, texts))
    groups += [
        _without_order(document, texts)
        for document in stop.documents
        if document.id not in covered and document.goods
    ]
    return LoadedStop(
        stop.no,
        stop.address,
        stop.whom,
        stop.places,
        stop.weight_grams,
        stop.volume_cm3,
        tuple(groups),
    )


def _group(order: ExpenseOrder, lines: list[LoadLine], texts: NullTranslations) -> LoadedGroup:
    return LoadedGroup(
        texts.gettext("Expense order {number}").format(number=order.number),
        tuple(
            LoadedLine(
                article=line.article or line.code,
                name=line.name,
                quantity=f"{quantity(line.quantity)}\u00a0{line.unit}",
                packs=_packs(line),
                package=str(line.package_no) if line.package_no else "",
                lot=line.lot,
                cells=line.cells,
                weight_grams=line.weight_grams,
            )
            for line in lines
        ),
        barcode=document_code(order.id),
        gathered_in=order.gathered_in,
        places=order.packages,
    )


def _without_order(document: PaperDocument, texts: NullTranslations) -> LoadedGroup:
    return LoadedGroup(
        _called(document, texts),
        tuple(
            LoadedLine(
                article=line.article or line.code,
                name=line.described,
                quantity=f"{quantity(line.quantity)}\u00a0{line.unit}",
                weight_grams=line.weight_grams,
            )
            for line in document.goods
        ),
        places=document.places,
    )


def _packs(line: LoadLine) -> str:
    """Write "2×12+3": two packs of twelve and three loose; empty without packs."""
    if not line.packaging or line.pack_quantity <= _ONE:
        return ""
    packs, rest = divmod(line.quantity, line.pack_quantity)
    loose = f"+{quantity(rest)}" if rest else ""
    return f"{grouped(packs)}×{quantity(line.pack_quantity)}{loose}" if packs else ""


def labels(trip: TripPaper, texts: NullTranslations) -> Iterable[PlaceLabel]:
    """Yield the label of each place, stop by stop; goods whose places nobody counted are one."""
    numbered: dict[int, int] = {}
    all_of: dict[int, int] = {}
    for stop in trip.stops:
        for document in stop.documents:
            all_of[document.id] = all_of.get(document.id, 0) + _places(document)
    for stop in trip.stops:
        contact = ", ".join(part for part in (stop.contact, stop.phone) if part)
        for document in stop.documents:
            for _each in range(_places(document)):
                place = numbered[document.id] = numbered.get(document.id, 0) + 1
                yield PlaceLabel(
                    place=place,
                    places=all_of[document.id],
                    code=place_code(PlaceCode(trip.id, document.id, place)),
                    order=_called(document, texts),
                    recipient=document.consignee.full_name or document.partner,
                    address=stop.address,
                    trip=trip.number,
                    stop_no=stop.no,
                    date=trip.planned_on,
                    sender=document.company.full_name,
                    contact=contact,
                    weight_grams=document.weight_grams if all_of[document.id] == 1 else 0,
                    order_grams=document.weight_grams,
                )


def _places(document: PaperDocument) -> int:
    return max(document.places, 1) if document.goods else document.places


def _moment(at: dt.datetime | None) -> str:
    if at is None:
        return ""
    return f"{at.astimezone(company_zone('Europe/Moscow')):%d.%m.%Y %H:%M}"
