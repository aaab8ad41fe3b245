"""Pick list: the sheet a storekeeper walks with when there is no handheld, or beside it.

A sheet of klad itself, so its words are translated. Lines go in the order of the walk, grouped
by zone; there are no prices on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from itertools import groupby

from printing.engine.figures import cubic_metres, day, grouped, kilograms, quantity
from printing.engine.form import (
    A4_PORTRAIT,
    Align,
    Bars,
    Block,
    Cell,
    Column,
    Columns,
    Face,
    Field,
    Form,
    Gap,
    Note,
    Part,
    Row,
    RowKind,
    Signature,
    SignPlace,
    Symbology,
    Table,
)

_PLAIN = (8, 27, 19, 44.5, 23, 15, 13, 11.5, 13, 6)
_WIDE_CELL = (8, 42, 19.5, 33, 22, 14, 12, 11, 13, 5.5)
"""Column widths, millimetres; the second leaves room for the barcodes of cells."""


@dataclass(frozen=True, slots=True)
class OtherCell:
    """Where the same goods lie too, should the first cell fall short."""

    cell: str
    quantity_thousandths: int
    """Available there."""


@dataclass(frozen=True, slots=True)
class PickListLine:
    """One thing to take from one cell."""

    walk_order: int
    """The cell's place in the walk; equal orders keep the order they came in."""
    zone: str
    cell: str
    """As it is written on the shelf."""
    article: str
    name: str
    quantity_thousandths: int
    """To pick, in the base unit."""
    unit: str = ""
    cell_barcode: str = ""
    """What the label of the cell says; empty: none."""
    details: str = ""
    """Variant, lot, expiry, earmark."""
    barcode: str = ""
    """Of the goods; its last four digits are bold, to compare with the package."""
    pack_thousandths: int | None = None
    """Base units in a pack; None: not picked by packs."""
    pack_name: str = ""
    left_thousandths: int | None = None
    """What remains in the cell afterwards; None: unknown."""
    container: str = ""
    """Box or pallet the goods go into."""
    task: str = ""
    """Number of the pick task; empty: picked by this paper alone."""
    task_barcode: str = ""
    """Opens the task on a handheld; empty: none."""
    other_cells: tuple[OtherCell, ...] = ()


@dataclass(frozen=True, slots=True)
class PickList:
    """A whole pick list; empty strings print a line to write on."""

    number: str
    date: dt.date
    warehouse: str
    lines: tuple[PickListLine, ...]
    barcode: str
    """Of the order or task, ASCII."""
    room: str = ""
    dock: str = ""
    """Shipping zone or dock."""
    priority: str = ""
    recipients: tuple[str, ...] = ()
    dispositions: tuple[str, ...] = ()
    trip: str = ""
    picker: str = ""
    checker: str = ""
    issue_at: str = ""
    """When the goods are to be handed out, as people write it."""
    places: int | None = None
    weight_grams: int | None = None
    volume_cm3: int | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PickListOptions:
    """How the warehouse likes its sheets."""

    cell_barcodes: bool = False
    """Code 128 of each cell; a code too long for the column is printed as text only."""
    page_per_zone: bool = False


def pick_list_form(
    data: PickList, texts: NullTranslations, options: PickListOptions | None = None
) -> Form:
    """Declare the pick list in the language of *texts*."""
    _ = texts.gettext
    options = options or PickListOptions()
    title = _("Pick list № {number} of {date}").format(number=data.number, date=day(data.date))
    return Form(
        title=title,
        paper=A4_PORTRAIT,
        head=_head(data, texts, title),
        table=Table(
            columns=_columns(texts, wide_cell=options.cell_barcodes),
            rows=tuple(_rows(data.lines, texts, options)),
            size=7.5,
            caption_size=6.5,
            row_height=7,
        ),
        tail=_tail(texts),
        page_words=_("Sheet {page} of {pages}"),
        running=f"{title} · {data.warehouse}",
        marks=data.marks,
    )


def _head(data: PickList, texts: NullTranslations, title: str) -> tuple[Block, ...]:
    _ = texts.gettext
    count = sum(1 for _line in data.lines)
    size = [texts.ngettext("{count} line", "{count} lines", count).format(count=count)]
    if data.places is not None:
        places = texts.ngettext("{count} place", "{count} places", data.places)
        size.append(places.format(count=data.places))
    if data.weight_grams is not None:
        size.append(_("{weight} kg").format(weight=kilograms(data.weight_grams)))
    if data.volume_cm3 is not None:
        size.append(_("{volume} m³").format(volume=cubic_metres(data.volume_cm3)))
    left = (
        _fact(_("Warehouse"), data.warehouse),
        _fact(_("Room"), data.room),
        _fact(_("Dock"), data.dock),
        _fact(_("Priority"), data.priority),
        _fact(_("Hand out at"), data.issue_at),
    )
    right = (
        _fact(_("Recipients"), "; ".join(data.recipients)),
        _fact(_("Dispositions"), "; ".join(data.dispositions)),
        _fact(_("Trip"), data.trip),
        _fact(_("Picker"), data.picker),
        _fact(_("Checker"), data.checker),
    )
    return (
        Columns(
            (
                Part(76, (Bars(Symbology.CODE128, data.barcode, height=13),)),
                Part(
                    102,
                    (
                        Gap(1.5),
                        Note(title, size=13, face=Face.BOLD),
                        Note(" · ".join(part.replace(" ", "\u00a0") for part in size), size=9),
                    ),
                ),
            ),
            gap=2,
        ),
        Gap(2),
        Columns((Part(84, left), Part(92, right)), gap=4),
        Gap(3),
    )


def _fact(label: str, value: str) -> Field:
    return Field(label, value, label_width=26, size=8.5)


def _columns(texts: NullTranslations, *, wide_cell: bool) -> tuple[Column, ...]:
    _, pgettext = texts.gettext, texts.pgettext
    widths = _WIDE_CELL if wide_cell else _PLAIN
    return (
        Column(_("No."), widths[0], Align.CENTRE, rank=1),
        Column(pgettext("warehouse", "Cell"), widths[1], rank=1),
        Column(_("Article"), widths[2], rank=5),
        Column(_("Name"), widths[3], rank=1, stretch=True),
        Column(_("Barcode"), widths[4], rank=6),
        Column(_("Packs"), widths[5], Align.CENTRE, rank=3),
        Column(_("To pick"), widths[6], Align.RIGHT, rank=1),
        Column(_("Left in cell"), widths[7], Align.RIGHT, brief=_("Left"), rank=4),
        Column(_("Picked"), widths[8], rank=9),
        Column("", widths[9], rank=9),
    )


def _rows(
    lines: Sequence[PickListLine], texts: NullTranslations, options: PickListOptions
) -> Iterator[Row]:
    number = 0
    for (zone, task), found in groupby(_walked(lines), key=lambda line: (line.zone, line.task)):
        of_zone = list(found)
        if zone or task:
            yield _heading(of_zone[0], texts, break_before=options.page_per_zone and number > 0)
        for line in of_zone:
            number += 1
            yield _row(number, line, texts, options)
            for other in line.other_cells:
                yield _other_row(other, line, texts)
        if zone:
            yield _zone_total(zone, of_zone, texts)


def _walked(lines: Sequence[PickListLine]) -> list[PickListLine]:
    """Return the lines in the order of the walk; what one task takes in a zone stays together."""
    begins: dict[tuple[str, str], int] = {}
    for line in lines:
        group = (line.zone, line.task)
        begins[group] = min(begins.get(group, line.walk_order), line.walk_order)

    def place(line: PickListLine) -> tuple[int, str, str, int]:
        return begins[line.zone, line.task], line.zone, line.task, line.walk_order

    return sorted(lines, key=place)


def _heading(line: PickListLine, texts: NullTranslations, *, break_before: bool) -> Row:
    """Return the zone and the task of the lines that follow; the task can be scanned."""
    told = [texts.gettext("Zone {zone}").format(zone=line.zone)] if line.zone else []
    bars = None
    if line.task:
        told.append(line.task)
    if line.task_barcode:
        bars = Bars(Symbology.CODE128, line.task_barcode, height=8, readable=False)
    cell = Cell(" · ".join(told), face=Face.BOLD, size=9, bars=bars)
    return Row((cell,), kind=RowKind.HEADING, break_before=break_before)


def _row(number: int, line: PickListLine, texts: NullTranslations, options: PickListOptions) -> Row:
    name = ", ".join(part for part in (line.name, line.details) if part)
    if line.container:
        name += "\n" + texts.gettext("Into: {container}").format(container=line.container)
    bars = None
    if options.cell_barcodes and line.cell_barcode:
        bars = Bars(
            Symbology.CODE128,
            line.cell_barcode,
            height=8,
            module=0.25,
            readable=False,
            align=Align.CENTRE,
        )
    return Row(
        (
            str(number),
            Cell(line.cell, face=Face.BOLD, size=12, bars=bars),
            line.article,
            name,
            Cell(line.barcode, bold_tail=4),
            _packs(line),
            Cell(_measured(line.quantity_thousandths, line.unit), face=Face.BOLD, size=9),
            quantity(line.left_thousandths) if line.left_thousandths is not None else "",
            "",
            Cell("", tick=True),
        )
    )


def _other_row(other: OtherCell, line: PickListLine, texts: NullTranslations) -> Row:
    return Row(
        (
            "",
            Cell(other.cell, face=Face.ITALIC, size=9),
            line.article,
            texts.gettext("the same goods, if the first cell falls short"),
            "",
            "",
            _measured(other.quantity_thousandths, line.unit),
            "",
            "",
            Cell("", tick=True),
        ),
        face=Face.ITALIC,
        keep=True,
    )


def _zone_total(zone: str, lines: Sequence[PickListLine], texts: NullTranslations) -> Row:
    count = len(lines)
    label = texts.ngettext("Zone {zone}: {count} line", "Zone {zone}: {count} lines", count).format(
        zone=zone, count=count
    )
    units = {line.unit for line in lines}
    # Pieces and metres do not add up.
    total = sum(line.quantity_thousandths for line in lines)
    told = _measured(total, units.pop()) if len(units) == 1 else ""
    return Row((label, told, "", "", ""), kind=RowKind.SUMMARY, face=Face.BOLD, span=6)


def _measured(thousandths: int, unit: str) -> str:
    return f"{quantity(thousandths)}\u00a0{unit}".rstrip("\u00a0")


def _packs(line: PickListLine) -> str:
    """Write "2×12+3": two packs of twelve and three loose."""
    pack = line.pack_thousandths
    if not pack or pack < 0:
        return ""
    packs, rest = divmod(line.quantity_thousandths, pack)
    if not packs:
        return ""
    told = f"{grouped(packs)}×{quantity(pack)}"
    loose = f"+{quantity(rest)}" if rest else ""
    return f"{told}{loose} {line.pack_name}".rstrip()


def _tail(texts: NullTranslations) -> tuple[Block, ...]:
    _ = texts.gettext
    places = (
        SignPlace(_("(name)"), "", 55),
        SignPlace(_("(signature)"), "", 35),
        SignPlace(_("(time)"), "", 28),
    )
    labels = (_("Picked by"), _("Checked by"), _("Accepted by the forwarder"))
    return (
        Gap(4),
        *(Signature(label, places, label_width=58, size=9) for label in labels),
    )
