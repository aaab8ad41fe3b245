"""What the papers of a trip are printed from: frozen rows, nothing of the database in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from core.delivery.statuses import Ownership, TripDirection
from core.partners.queries import RequisitesRow

NOBODY = RequisitesRow("", "", "", "", "", "", "", "", "", "", "", "")
"""Requisites of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class PaperGoods:
    """So much of an item on the trip, by one line of a document."""

    line_id: int
    """The line of the disposition."""
    code: str
    article: str
    name: str
    """The full name for printed forms, or the name."""
    variant: str
    unit: str
    okei: str
    quantity: int
    """Thousandths of the base unit."""
    places: int
    weight_grams: int
    """0: not known."""
    volume_cm3: int
    """0: not known."""
    amount_minor: int
    """VAT included, this part's share of its line; 0 where the document has no prices."""
    vat_minor: int

    @property
    def described(self) -> str:
        """Name and variant."""
        return f"{self.name} {self.variant}".rstrip()


@dataclass(frozen=True, slots=True)
class PaperRef:
    """A document that another one names."""

    id: int
    number: str
    date: dt.date
    amount_minor: int = 0
    """Of an invoice: its lines by the document in question."""


@dataclass(frozen=True, slots=True)
class LoadLine:
    """A line of an expense order: what is carried to the vehicle."""

    document_id: int
    """The disposition it ships by; 0: several."""
    code: str
    article: str
    name: str
    unit: str
    lot: str
    packaging: str
    pack_quantity: int
    """Thousandths in one pack; 1000 without packaging."""
    package_no: int
    """Transport package within the order; 0: loose."""
    quantity: int
    """Thousandths of the base unit."""
    weight_grams: int
    cells: str
    """Where it is picked from, "A-01, A-02"; empty: nobody told."""


@dataclass(frozen=True, slots=True)
class ExpenseOrder:
    """An expense order made for the trip."""

    id: int
    number: str
    status: str
    gathered_in: str
    """Code of the shipping cell; empty without cells."""
    packages: int
    """Transport packages counted at checking; 0: not counted."""
    for_documents: frozenset[int]
    """Dispositions it ships."""
    lines: tuple[LoadLine, ...]


@dataclass(frozen=True, slots=True)
class PaperDocument:
    """What a stop is made for: an order, an errand; its part on this trip."""

    id: int
    type: str
    number: str
    date: dt.date
    company_id: int
    """0: the document belongs to no company."""
    company: RequisitesRow
    director: str
    accountant: str
    partner_id: int
    partner: str
    consignee: RequisitesRow
    """The counterparty, or the partner by name."""
    contact: str
    phone: str
    note: str
    task: str
    """Of an errand: what to do there; empty for goods."""
    handed_to: str
    """The carrier who brings it on from this stop; empty: it is handed to whom it is for."""
    onward: str
    """The address to which he does; empty: it is handed over here, or nobody told."""
    collect_minor: int
    """Cash to collect; 0: none."""
    weight_grams: int
    volume_cm3: int
    places: int
    goods: tuple[PaperGoods, ...]
    invoices: tuple[PaperRef, ...]
    """Sales invoices by which these goods are billed, as far as they are made."""

    @property
    def amount_minor(self) -> int:
        """What the goods cost: as billed, or by the prices of the order."""
        if self.invoices:
            return sum(invoice.amount_minor for invoice in self.invoices)
        return sum(line.amount_minor for line in self.goods)


class _Together:
    """What documents come to together."""

    __slots__ = ()
    documents: tuple[PaperDocument, ...]

    @property
    def places(self) -> int:
        """Places of all its documents."""
        return sum(document.places for document in self.documents)

    @property
    def weight_grams(self) -> int:
        """Gross weight of all its documents."""
        return sum(document.weight_grams for document in self.documents)

    @property
    def volume_cm3(self) -> int:
        """Volume of all its documents."""
        return sum(document.volume_cm3 for document in self.documents)


@dataclass(frozen=True, slots=True)
class PaperStop(_Together):
    """An address on the way with everything a driver must know."""

    id: int
    no: int
    address: str
    lat_e6: int | None
    """Millionths of a degree; None: not known."""
    lon_e6: int | None
    window_from: int
    """Seconds from midnight."""
    window_to: int
    arrives_at: int
    """As planned, seconds from midnight; 0: not counted."""
    leaves_at: int
    contact: str
    phone: str
    note: str
    documents: tuple[PaperDocument, ...]

    @property
    def amount_minor(self) -> int:
        """What its goods cost."""
        return sum(document.amount_minor for document in self.documents)

    @property
    def collect_minor(self) -> int:
        """Cash to collect there."""
        return sum(document.collect_minor for document in self.documents)

    @property
    def whom(self) -> str:
        """Whose goods they are: every partner once."""
        return "; ".join(dict.fromkeys(one.partner for one in self.documents if one.partner))


@dataclass(frozen=True, slots=True)
class TripPaper:
    """A trip with everything its papers print."""

    id: int
    number: str
    date: dt.date
    planned_on: dt.date
    run: int
    status: str
    direction: TripDirection
    warehouse: str
    warehouse_address: str
    storekeeper: str
    vehicle: str
    """Brand and model; empty: only the type is known."""
    plate: str
    trailer: str
    vehicle_type: str
    payload_kg: int
    """0: not known."""
    volume_dm3: int
    ownership: Ownership
    ownership_basis: str
    driver: str
    driver_phone: str
    licence: str
    driver_inn: str
    forwarder: str
    carrier_id: int
    """0: our own service."""
    carrier: RequisitesRow
    """`NOBODY`: our own service."""
    starts_at: int
    """Seconds from midnight; 0 with `ends_at` 0: not counted."""
    ends_at: int
    left_at: dt.datetime | None
    back_at: dt.datetime | None
    metres: int
    """As planned."""
    metres_driven: int
    cost_minor: int
    comment: str
    stops: tuple[PaperStop, ...]
    """In the order of visits."""
    expense_orders: tuple[ExpenseOrder, ...]


@dataclass(frozen=True, slots=True)
class Consignment(_Together):
    """What one company sends to one recipient at one stop: a transport waybill's worth."""

    stop: PaperStop
    place: int
    """Which of its stop, from 1."""
    documents: tuple[PaperDocument, ...]
    """Of one company for one counterparty; at least one, all with goods."""

    @property
    def first(self) -> PaperDocument:
        """The document that tells both parties."""
        return self.documents[0]

    @property
    def goods(self) -> tuple[PaperGoods, ...]:
        """All lines."""
        return tuple(line for document in self.documents for line in document.goods)

    @property
    def invoices(self) -> tuple[PaperRef, ...]:
        """Every invoice once; its sum over these documents."""
        sums: dict[int, PaperRef] = {}
        for document in self.documents:
            for one in document.invoices:
                known = sums[one.id].amount_minor if one.id in sums else 0
                sums[one.id] = PaperRef(one.id, one.number, one.date, known + one.amount_minor)
        return tuple(sums.values())


def consignments(trip: TripPaper) -> Iterator[Consignment]:
    """Yield what is sent, in the order of visits; errands have no goods and no waybill."""
    for stop in trip.stops:
        with_goods = [document for document in stop.documents if document.goods]
        with_goods.sort(key=_parties)
        groups = groupby(with_goods, key=_parties)
        for place, (_parties_of, found) in enumerate(groups, start=1):
            yield Consignment(stop, place, tuple(sorted(found, key=lambda one: one.id)))


def _parties(document: PaperDocument) -> tuple[int, int, str, str]:
    of = document.consignee
    return document.company_id, document.partner_id, of.full_name, of.inn
