"""The values a prompt needs, smaller than the core's rows and able to survive as JSON."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """Who works at this terminal."""

    id: int
    login: str
    name: str
    works: bool = True
    """He picks and checks in a warehouse."""

    drives: bool = False
    """He tells what became of stops."""


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Where he works."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits, for the menu."""

    picking: int = 0
    checking: int = 0
    shipping: int = 0
    trips: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A pick task or an order to check, as a row of a list."""

    id: int
    number: str
    who: str
    """Name of whoever it is given to; empty: nobody."""

    about: str
    """Recipient."""

    done: int
    total: int
    trip: str = ""
    """Number and vehicle of the trip it is loaded for; empty: none."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A packaging a quantity can be said in."""

    name: str
    quantity: int
    """Thousandths of the base unit."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stop of a pick task."""

    id: int
    position: int
    """Number on the route, from 1."""

    cell_id: int
    """0: the warehouse has no cells; the first question is the item."""

    cell_code: str
    cell_barcode: str
    check_digits: str
    item_id: int
    variant_id: int
    article: str
    name: str
    code: str
    """The barcode of one unit, to look at; empty when it has none."""

    unit: str
    has_lots: bool
    lot_id: int
    """0: no lot was planned."""

    lot_code: str
    expires: str
    """As shown, ISO; empty: no date."""

    planned: int
    picked: int
    """Both in thousandths of the base unit."""

    packs: tuple[Pack, ...]
    """Largest first."""

    @property
    def left(self) -> int:
        """Thousandths still to pick."""
        return max(0, self.planned - self.picked)


@dataclass(frozen=True, slots=True)
class Task:
    """The pick task at hand."""

    id: int
    number: str
    total: int
    """Lines on the route."""

    destination: str
    """Code of the shipping cell; empty without cells."""

    destination_barcode: str
    container: str
    """What the goods are put into; empty: loose."""

    recipient: str
    order: str
    """Number of the expense order."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing a code may mean."""

    item_id: int
    variant_id: int
    name: str
    article: str
    unit: str
    pack: str
    pack_quantity: int
    """Thousandths one scan stands for."""

    lot_id: int
    """0: the code names no lot."""


@dataclass(frozen=True, slots=True)
class Check:
    """An expense order being checked."""

    id: int
    number: str
    recipient: str
    checked: int
    """Lines that agree."""

    total: int


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What was just checked, or differs."""

    item_id: int
    variant_id: int
    name: str
    unit: str
    expected: int
    scanned: int
    """Both in thousandths of the base unit."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """An expense order that is handed over."""

    id: int
    number: str
    recipient: str
    lines: int
    packages: int
    """Places; 0: not counted."""

    weight_grams: int
    zone: str
    """Code of the shipping cell; empty without cells."""

    zone_barcode: str
    checked: bool
    """True: not marked ready yet; handing over does that too."""

    paper: bool
    """True: a pick list can be printed here."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What was just finished, for whoever wants it on paper."""

    document_id: int
    number: str
