"""What the papers of a trip print: frozen plain values, filled by whoever reads the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from printing.documents.torg12_data import Party

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class CarriedBy:
    """Which vehicle, who drives, who answers; empty strings are left out or to be written in."""

    vehicle: str = ""
    """Brand and model."""
    plate: str = ""
    trailer: str = ""
    vehicle_type: str = ""
    payload_kg: int = 0
    """0: not known."""
    volume_dm3: int = 0
    """0: not known."""
    driver: str = ""
    driver_phone: str = ""
    licence: str = ""
    driver_inn: str = ""
    forwarder: str = ""
    carrier: Party | None = None
    """None: our own service."""
    ownership: str = "1"
    """Digit of the transport waybill, section 7."""
    ownership_basis: str = ""

    def called(self) -> str:
        """Return model, plate and trailer in one line; the type where no vehicle is known."""
        trailer = f"+ {self.trailer}" if self.trailer else ""
        return " ".join(
            part for part in (self.vehicle or self.vehicle_type, self.plate, trailer) if part
        )

    def tonnes(self) -> str:
        """Return the payload in tonnes: "1,5"; empty: not known."""
        if not self.payload_kg:
            return ""
        whole, rest = divmod(self.payload_kg, 1000)
        return f"{whole},{rest:03d}".rstrip("0").rstrip(",")

    def cubic(self) -> str:
        """Return the volume in cubic metres: "16"; empty: not known."""
        if not self.volume_dm3:
            return ""
        whole, rest = divmod(self.volume_dm3, 1000)
        return f"{whole},{rest:03d}".rstrip("0").rstrip(",")


@dataclass(frozen=True, slots=True)
class RouteDocument:
    """What is handed over at a stop: an invoice, or an order that is not billed yet."""

    title: str
    """Kind and number, "Реализация КЛ-000012"."""
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class RouteStop:
    """One row of a route sheet."""

    no: int
    code: str
    """What the driver scans, ASCII."""
    address: str
    clients: str
    geo: str = ""
    """What the QR code says; empty: the place is not known."""
    window: tuple[int, int] = (0, _DAY)
    """Seconds from midnight."""
    planned: int = 0
    """When the vehicle comes, seconds from midnight; 0: not counted."""
    contact: str = ""
    phone: str = ""
    documents: tuple[RouteDocument, ...] = ()
    tasks: tuple[str, ...] = ()
    """Errands to do there."""
    onward: tuple[str, ...] = ()
    """To which carriers goods are handed there, and where they bring them."""
    places: int = 0
    weight_grams: int = 0
    volume_cm3: int = 0
    amount_minor: int = 0
    collect_minor: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """A whole route sheet."""

    number: str
    date: dt.date
    """Of the trip."""
    run: int
    barcode: str
    """Of the trip, ASCII."""
    warehouse: str
    carried_by: CarriedBy
    stops: tuple[RouteStop, ...]
    starts_at: int = 0
    """Seconds from midnight, as planned."""
    ends_at: int = 0
    left: str = ""
    """When it left, as people write it; empty: to be written in."""
    back: str = ""
    metres: int = 0
    """As planned; 0: not counted."""
    comment: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedLine:
    """What is put into the vehicle."""

    article: str
    name: str
    quantity: str
    """With its unit."""
    packs: str = ""
    package: str = ""
    """Number of the transport package; empty: loose."""
    lot: str = ""
    cells: str = ""
    weight_grams: int = 0


@dataclass(frozen=True, slots=True)
class LoadedGroup:
    """One expense order of a stop, or a document that has none yet."""

    title: str
    lines: tuple[LoadedLine, ...]
    barcode: str = ""
    """Of the expense order, ASCII; empty: there is none."""
    gathered_in: str = ""
    places: int = 0


@dataclass(frozen=True, slots=True)
class LoadedStop:
    """What is loaded for a stop."""

    no: int
    address: str
    clients: str
    places: int
    weight_grams: int
    volume_cm3: int
    groups: tuple[LoadedGroup, ...]


@dataclass(frozen=True, slots=True)
class LoadingList:
    """A whole loading list; stops in the order of loading, the last one first."""

    number: str
    date: dt.date
    run: int
    barcode: str
    warehouse: str
    carried_by: CarriedBy
    stops: tuple[LoadedStop, ...]
    starts_at: int = 0
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CargoLine:
    """A line of a transport document."""

    name: str
    code: str
    article: str
    unit: str
    quantity_thousandths: int
    places: int
    weight_grams: int
    amount_minor: int
    """With VAT."""


@dataclass(frozen=True, slots=True)
class Haul:
    """What one company sends to one recipient: the content of a waybill and of a 1-Т."""

    number: str
    date: dt.date
    shipper: Party
    consignee: Party
    carried_by: CarriedBy
    lines: tuple[CargoLine, ...]
    loading_address: str
    unloading_address: str
    stop_code: str = ""
    """What the barcode says: of the stop, ASCII."""
    order: str = ""
    """Numbers of the documents it is carried by."""
    order_date: str = ""
    documents: str = ""
    """Documents handed over with the goods."""
    loading_at: str = ""
    """When the vehicle was to come for loading, as people write it."""
    unloading_at: str = ""
    contact: str = ""
    """Who may readdress the goods."""
    storekeeper: str = ""
    director: str = ""
    accountant: str = ""
    places: int = 0
    weight_grams: int = 0
    volume_cm3: int = 0

    @property
    def amount_minor(self) -> int:
        """What the goods cost."""
        return sum(line.amount_minor for line in self.lines)

    def cargo(self) -> str:
        """Return the shipping name: the goods, as many as a waybill has room for."""
        names = tuple(dict.fromkeys(line.name for line in self.lines))
        shown = ", ".join(names[:_NAMED])
        rest = len(names) - _NAMED
        return f"{shown} и ещё {rest} наим., по прилагаемым документам" if rest > 0 else shown


_NAMED = 6


@dataclass(frozen=True, slots=True)
class PlaceLabel:
    """The label of one place."""

    place: int
    places: int
    """Of the document on this trip."""
    code: str
    """What the barcode says, ASCII."""
    order: str
    recipient: str
    address: str
    trip: str
    stop_no: int
    date: dt.date
    sender: str = ""
    contact: str = ""
    weight_grams: int = 0
    """Of this place; 0: not known."""
    order_grams: int = 0
    """Of the whole document, where places are not weighed one by one."""


def clock(seconds: int) -> str:
    """Write seconds from midnight as "09:05"; past midnight it goes on with "25:00"."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def window(times: tuple[int, int]) -> str:
    """Write "09:00–12:00"; the whole day is empty."""
    begin, end = times
    return "" if begin <= 0 and end >= _DAY else f"{clock(begin)}–{clock(end)}"
