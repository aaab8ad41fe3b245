"""Транспортная накладная: boxes of the edition in force on the day, filled from a haul.

The wording is the law's and is never translated. What is not known prints a dash; what is filled
in by hand at loading and unloading stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from printing.documents.delivery_data import CarriedBy, Haul
from printing.documents.torg12_data import Party
from printing.documents.waybill_template import WHOLE, Box, Section, edition
from printing.engine.figures import cubic_metres, day, kilograms, money
from printing.engine.form import (
    Align,
    Bars,
    Block,
    Bundle,
    Columns,
    Face,
    Form,
    Gap,
    Note,
    Panel,
    Paper,
    Part,
    Symbology,
    Tile,
)
from printing.words import PLACES, count_in_words

DASH = "—"
_BY_HAND = "\u00a0"
"""Neither known nor absent: somebody writes it in."""
_PAPER = Paper(210, 297, left=15, right=8, top=8, bottom=9)
_WIDTH = _PAPER.inner


def waybill_form(haul: Haul, copy: int = 0, marks: tuple[str, ...] = ()) -> Form:
    """Declare one copy of a transport waybill.

    Args:
        copy: its number, printed in the head; 0: left to be written in.
    """
    of = edition(haul.date)
    told = values(haul, copy)
    return Form(
        title=f"{of.name} № {haul.number} от {day(haul.date)}",
        paper=_PAPER,
        head=(
            *_approval(haul, of.approval),
            Note(of.name.upper(), size=12, face=Face.BOLD, align=Align.CENTRE),
            Gap(1),
            *(_section(section, told) for section in of.sections),
        ),
        page_words="Страница {page} из {pages}",
        running=f"{of.name} № {haul.number} от {day(haul.date)}",
        marks=marks,
    )


def waybill_copies(haul: Haul, copies: int, marks: tuple[str, ...] = ()) -> tuple[Form, ...]:
    """Declare so many numbered copies, each marked with whom it is for while the form tells."""
    of = edition(haul.date)
    whom = [*of.copies, *[""] * copies][:copies]
    return tuple(
        waybill_form(haul, number, (*marks, *([f"Экземпляр № {number} — {name}"] if name else [])))
        for number, name in enumerate(whom, start=1)
    )


def waybills(hauls: tuple[tuple[Haul, int], ...], title: str, marks: tuple[str, ...]) -> Bundle:
    """Declare the waybills of a trip, each in so many copies, stop by stop."""
    forms = tuple(form for haul, copies in hauls for form in waybill_copies(haul, copies, marks))
    return Bundle(title, forms)


def values(haul: Haul, copy: int) -> Mapping[str, str]:
    """Return what may stand in a box, by name; an empty text is not known and prints a dash."""
    return {**_UNKNOWN, **_parties(haul), **_cargo(haul), **_carriage(haul, copy)}


_UNKNOWN: Mapping[str, str] = dict.fromkeys(
    (
        "customer",
        "payment_basis",
        "customer_contract",
        "dangerous",
        "permits",
        "certificates",
        "requirements",
        "temperature",
        "permit",
        "cost_net",
        "cost_rate",
        "cost_vat",
        "cost_gross",
        "cost_rule",
        "carrier_basis",
        "shipper_basis",
        "payer",
    ),
    "",
)
"""Boxes of the form that klad keeps nothing for: a dash, which the Rules want in an empty box."""


def _parties(haul: Haul) -> dict[str, str]:
    carrier = haul.carried_by.carrier or haul.shipper
    return {
        "shipper": haul.shipper.named(),
        "consignee": haul.consignee.named(),
        "carrier": carrier.named(),
        "loader": haul.shipper.named(),
        "loading_owner": _owner(haul.shipper),
        "loaded_by": haul.storekeeper,
        "readdress_contact": haul.contact,
        "carrier_subject": _owner(carrier),
        "shipper_subject": _owner(haul.shipper),
    }


def _cargo(haul: Haul) -> dict[str, str]:
    mass = f"Брутто {kilograms(haul.weight_grams)} кг" if haul.weight_grams else ""
    volume = f"объем {cubic_metres(haul.volume_cm3)} м³" if haul.volume_cm3 else ""
    words = count_in_words(haul.places, PLACES).lower()
    places = f"{haul.places} ({words})" if haul.places else ""
    return {
        "cargo": haul.cargo(),
        "places": places,
        "mass_and_volume": ", ".join(part for part in (mass, volume) if part),
        "declared": f"{money(haul.amount_minor)} руб." if haul.amount_minor else "",
        "documents": haul.documents,
        "loaded_mass": f"{mass}, расчетная масса груза" if mass else "",
        "loaded_places": places,
    }


def _carriage(haul: Haul, copy: int) -> dict[str, str]:
    by = haul.carried_by
    return {
        "date": day(haul.date),
        "number": haul.number,
        "order": haul.order,
        "order_date": haul.order_date,
        "copy": str(copy) if copy else _BY_HAND,
        "driver": _driver(by),
        "driver_signs": by.driver,
        "vehicle": _vehicle(by),
        "plate": ", ".join(part for part in (by.plate, by.trailer) if part),
        "ownership": by.ownership,
        "ownership_basis": by.ownership_basis,
        "route": _route(haul),
        "loading_address": haul.loading_address,
        "loading_at": haul.loading_at,
        "delivery_address": haul.unloading_address,
        "unloading_address": haul.unloading_address,
        "unloading_at": haul.unloading_at,
    }


def _driver(by: CarriedBy) -> str:
    told = (
        by.driver,
        f"тел. {by.driver_phone}" if by.driver_phone else "",
        f"в/у {by.licence}" if by.licence else "",
        f"ИНН {by.driver_inn}" if by.driver_inn else "",
    )
    return ", ".join(part for part in told if part)


def _route(haul: Haul) -> str:
    way = " — ".join(part for part in (haul.loading_address, haul.unloading_address) if part)
    return "; ".join(part for part in (way, haul.unloading_at) if part)


def _vehicle(by: CarriedBy) -> str:
    load = f"{by.tonnes()} т" if by.tonnes() else ""
    room = f"{by.cubic()} м³" if by.cubic() else ""
    return ", ".join(part for part in (by.vehicle_type, by.vehicle, load, room) if part)


def _owner(of: Party) -> str:
    return f"{of.name}, ИНН {of.inn}" if of.inn else of.name


def _approval(haul: Haul, approval: tuple[str, ...]) -> Iterator[Block]:
    small = tuple(Note(line, size=6, align=Align.RIGHT, spoken=False) for line in approval)
    bars: tuple[Block, ...] = ()
    if haul.stop_code:
        bars = (Bars(Symbology.CODE128, haul.stop_code, height=8, readable=False),)
    yield Columns((Part(60, bars), Part(_WIDTH - 60, small)))


def _section(section: Section, told: Mapping[str, str]) -> Columns:
    """Return a section in one piece, so that no page ends inside it."""
    tiles: list[Tile] = []
    for down, row in enumerate(section.rows):
        across = 0
        for box in row:
            tiles.append(_tile(box, down, across, told))
            across += box.width
    panel = Panel((_WIDTH / WHOLE,) * WHOLE, tuple(tiles), size=7, row_height=3.6)
    titles = [f"{section.number}. {section.title}"] if section.number else []
    titles += [section.beside] if section.beside else []
    heads = tuple(
        Part(_WIDTH / len(titles), (Note(title, size=7.5, face=Face.BOLD),)) for title in titles
    )
    return Columns((Part(_WIDTH, ((Columns(heads), panel) if heads else (panel,))),))


def _tile(box: Box, row: int, column: int, told: Mapping[str, str]) -> Tile:
    return Tile(
        row,
        column,
        box.text or ((told[box.value] or DASH) if box.value else ""),
        across=box.width,
        caption=box.caption,
        brief=box.brief,
        face=Face.BOLD if box.bold else Face.REGULAR,
        least=box.least,
    )
