"""Loading list (Загрузочный лист): what goes into the vehicle, the last stop first.

A sheet of klad itself, so its words are translated. What is unloaded last is loaded first and
stands at the front wall; every expense order has its barcode.
"""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

from printing.documents.delivery_data import (
    LoadedGroup,
    LoadedLine,
    LoadedStop,
    LoadingList,
    clock,
)
from printing.engine.figures import cubic_metres, day, kilograms
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


def loading_list_form(data: LoadingList, texts: NullTranslations) -> Form:
    """Declare the loading list in the language of *texts*."""
    _ = texts.gettext
    title = _("Loading list № {number} for {date}").format(number=data.number, date=day(data.date))
    return Form(
        title=title,
        paper=A4_PORTRAIT,
        head=_head(data, texts, title),
        table=Table(
            columns=_columns(texts),
            rows=tuple(_rows(data, texts)),
            total=_total(data, texts),
            size=8,
            caption_size=7,
            row_height=6.5,
        ),
        tail=_tail(texts),
        page_words=_("Sheet {page} of {pages}"),
        running=f"{title} · {data.carried_by.called()}",
        marks=data.marks,
    )


def _head(data: LoadingList, texts: NullTranslations, title: str) -> tuple[Block, ...]:
    _ = texts.gettext
    by = data.carried_by
    begins = clock(data.starts_at) if data.starts_at else ""
    left = (
        _fact(_("Vehicle and plate"), by.called()),
        _fact(_("Driver"), by.driver),
        _fact(_("Forwarder"), by.forwarder),
    )
    right = (_fact(_("Warehouse"), data.warehouse), _fact(_("Loading at"), begins))
    return (
        Columns(
            (
                Part(64, (Bars(Symbology.CODE128, data.barcode, height=12),)),
                Part(
                    114,
                    (
                        Note(title, size=13, face=Face.BOLD),
                        Note(_("The last stop is loaded first."), size=9),
                    ),
                ),
            ),
            gap=2,
        ),
        Gap(1.5),
        Columns((Part(100, left), Part(76, right)), gap=4),
        Gap(2.5),
    )


def _fact(label: str, value: str) -> Field:
    return Field(label, value, label_width=29, size=8.5)


def _columns(texts: NullTranslations) -> tuple[Column, ...]:
    _, pgettext = texts.gettext, texts.pgettext
    return (
        Column(_("No."), 8, Align.CENTRE, rank=1),
        Column(pgettext("warehouse", "Cell"), 25, rank=4),
        Column(_("Package"), 15, Align.CENTRE, rank=5),
        Column(_("Article"), 22, rank=6),
        Column(_("Name"), 51, rank=1, stretch=True),
        Column(_("Packs"), 17, Align.CENTRE, rank=5),
        Column(_("Quantity"), 17, Align.RIGHT, rank=1),
        Column(_("Weight, kg"), 16, Align.RIGHT, brief=_("kg"), rank=3),
        Column("", 9, rank=9),
    )


def _rows(data: LoadingList, texts: NullTranslations) -> Iterator[Row]:
    number = 0
    for stop in data.stops:
        yield Row((_stop(stop, texts),), kind=RowKind.HEADING)
        for group in stop.groups:
            yield Row((_group(group, texts),), kind=RowKind.HEADING)
            for line in group.lines:
                number += 1
                yield _line(number, line, texts)


def _stop(stop: LoadedStop, texts: NullTranslations) -> Cell:
    told = [texts.gettext("Stop {number}").format(number=stop.no), stop.clients, stop.address]
    told.append(_size(stop.places, stop.weight_grams, stop.volume_cm3, texts))
    return Cell(" · ".join(part for part in told if part), face=Face.BOLD, size=9.5)


def _size(places: int, weight_grams: int, volume_cm3: int, texts: NullTranslations) -> str:
    counted = texts.ngettext("{count} place", "{count} places", places).format(count=places)
    told = [counted] if places else []
    if weight_grams:
        told.append(texts.gettext("{weight} kg").format(weight=kilograms(weight_grams)))
    if volume_cm3:
        told.append(texts.gettext("{volume} m³").format(volume=cubic_metres(volume_cm3)))
    return ", ".join(part.replace(" ", "\u00a0") for part in told)


def _group(group: LoadedGroup, texts: NullTranslations) -> Cell:
    told = [group.title]
    if group.gathered_in:
        told.append(texts.gettext("gathered in {cell}").format(cell=group.gathered_in))
    if group.places:
        counted = texts.ngettext("{count} place", "{count} places", group.places)
        told.append(counted.format(count=group.places))
    if not group.barcode:
        told.append(texts.gettext("no expense order yet"))
        return Cell(" · ".join(told), size=9)
    bars = Bars(Symbology.CODE128, group.barcode, height=8, readable=False)
    return Cell(" · ".join(told), size=9, bars=bars)


def _line(number: int, line: LoadedLine, texts: NullTranslations) -> Row:
    lot = texts.gettext("lot {lot}").format(lot=line.lot) if line.lot else ""
    return Row(
        (
            str(number),
            Cell(line.cells, face=Face.BOLD),
            line.package,
            line.article,
            ", ".join(part for part in (line.name, lot) if part),
            line.packs,
            Cell(line.quantity, face=Face.BOLD),
            kilograms(line.weight_grams) if line.weight_grams else "",
            Cell("", tick=True),
        )
    )


def _total(data: LoadingList, texts: NullTranslations) -> Row:
    weight = sum(stop.weight_grams for stop in data.stops)
    size = _size(
        sum(stop.places for stop in data.stops),
        weight,
        sum(stop.volume_cm3 for stop in data.stops),
        texts,
    )
    label = texts.gettext("Total: {size}").format(size=size or "—")
    return Row((label, kilograms(weight), ""), kind=RowKind.SUMMARY, face=Face.BOLD, span=7)


def _tail(texts: NullTranslations) -> tuple[Block, ...]:
    _ = texts.gettext
    places = (
        SignPlace(_("(name)"), "", 55),
        SignPlace(_("(signature)"), "", 35),
        SignPlace(_("(time)"), "", 28),
    )
    labels = (_("Loaded by"), _("Accepted by the driver"))
    return (
        Gap(4),
        *(Signature(label, places, label_width=58, size=9) for label in labels),
    )
