"""Route sheet (Маршрутный лист): what the driver has in his hand, one row for each stop.

A sheet of klad itself, so its words are translated. Each row has a QR code that opens the place
on a telephone and a barcode that tells klad he is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

from printing.documents.delivery_data import CarriedBy, RouteSheet, RouteStop, clock, window
from printing.engine.figures import cubic_metres, day, grouped, kilograms, money
from printing.engine.form import (
    A4_LANDSCAPE,
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
    Matrix,
    Note,
    Part,
    Row,
    RowKind,
    Signature,
    SignPlace,
    Symbology,
    Table,
)

_LABELLED = 6
"""Columns the label of the total stands over."""


def route_sheet_form(data: RouteSheet, texts: NullTranslations) -> Form:
    """Declare the route sheet in the language of *texts*."""
    _ = texts.gettext
    title = _("Route sheet № {number} for {date}").format(number=data.number, date=day(data.date))
    return Form(
        title=title,
        paper=A4_LANDSCAPE,
        head=_head(data, texts, title),
        table=Table(
            columns=_columns(texts),
            rows=tuple(_row(stop, texts) for stop in data.stops),
            total=_total(data, texts),
            size=7.5,
            caption_size=6.5,
            row_height=7,
        ),
        tail=tuple(_tail(data, texts)),
        page_words=_("Sheet {page} of {pages}"),
        running=f"{title} · {data.carried_by.called()} · {data.carried_by.driver}",
        marks=data.marks,
    )


def _head(data: RouteSheet, texts: NullTranslations, title: str) -> tuple[Block, ...]:
    _ = texts.gettext
    by = data.carried_by
    stops = texts.ngettext("{count} stop", "{count} stops", len(data.stops))
    size = [stops.format(count=len(data.stops))]
    if data.run > 1:
        size.append(_("Run {run} of the day").format(run=data.run))
    if data.metres:
        size.append(_("{km} km").format(km=grouped((data.metres + 500) // 1000)))
    left = (
        _fact(_("Vehicle and plate"), by.called()),
        _fact(_("Capacity"), _capacity(by, texts)),
        _fact(_("Driver"), ", ".join(part for part in (by.driver, by.driver_phone) if part)),
        _fact(_("Forwarder"), by.forwarder),
    )
    middle = (
        _fact(_("Warehouse"), data.warehouse),
        _fact(_("Carrier"), by.carrier.name if by.carrier else _("our own service")),
        _fact(_("Comment"), data.comment) if data.comment else Gap(0),
    )
    right = (
        _fact(_("Departure, plan"), _planned(data.starts_at, data), 32),
        _fact(_("Departure, actual"), data.left, 32),
        _fact(_("Return, plan"), _planned(data.ends_at, data), 32),
        _fact(_("Return, actual"), data.back, 32),
        _fact(_("Odometer, out and back"), "", 32),
    )
    return (
        Columns(
            (
                Part(70, (Bars(Symbology.CODE128, data.barcode, height=10),)),
                Part(
                    200,
                    (
                        Note(title, size=14, face=Face.BOLD),
                        Note(" · ".join(part.replace(" ", "\u00a0") for part in size), size=9),
                    ),
                ),
            ),
            gap=3,
        ),
        Gap(1),
        Columns((Part(106, left), Part(94, middle), Part(65, right)), gap=4),
        Gap(2),
    )


def _fact(label: str, value: str, label_width: float = 30) -> Field:
    return Field(label, value, label_width=label_width, size=8.5)


def _planned(seconds: int, data: RouteSheet) -> str:
    return clock(seconds) if data.ends_at else ""


def _capacity(by: CarriedBy, texts: NullTranslations) -> str:
    told = []
    if by.payload_kg:
        told.append(texts.gettext("{tonnes} t").format(tonnes=by.tonnes()))
    if by.volume_dm3:
        told.append(texts.gettext("{volume} m³").format(volume=by.cubic()))
    return " · ".join(told)


def _columns(texts: NullTranslations) -> tuple[Column, ...]:
    _ = texts.gettext
    money_group = _("To collect, RUB")
    return (
        Column(_("No."), 8, Align.CENTRE, rank=1),
        Column(_("Window, planned arrival"), 19, Align.CENTRE, brief=_("Window"), rank=2),
        Column(_("Client, address"), 52, rank=1, stretch=True),
        Column(_("On the map"), 17, Align.CENTRE, rank=9),
        Column(_("Contact, telephone"), 25, brief=_("Contact"), rank=6),
        Column(_("Documents, sum"), 33, brief=_("Documents"), rank=5),
        Column(_("Places"), 9, Align.RIGHT, rank=3),
        Column(_("Weight, kg"), 13, Align.RIGHT, brief=_("kg"), rank=3),
        Column(_("Volume, m³"), 11, Align.RIGHT, brief=_("m³"), rank=4),
        Column(_("due"), 17, Align.RIGHT, group=money_group, brief=_("Cash to take"), rank=2),
        Column(_("cash / card"), 13, group=money_group, rank=9),
        Column(_("Arrived, left"), 31, Align.CENTRE, rank=9),
        Column(_("Received (signature), note"), 25, brief=_("Note"), rank=7),
    )


def _row(stop: RouteStop, texts: NullTranslations) -> Row:
    _ = texts.gettext
    whom = ",\n".join(part for part in (stop.clients, stop.address) if part)
    times = [window(stop.window)]
    if stop.planned:
        times.append(f"≈ {clock(stop.planned)}")
    handed = [
        f"{document.title}\n{money(document.amount_minor)}"
        if document.amount_minor
        else document.title
        for document in stop.documents
    ]
    actual = _("arr. ______ dep. ______")
    return Row(
        (
            Cell(str(stop.no), face=Face.BOLD, size=12),
            "\n".join(part for part in times if part),
            whom,
            Cell("", matrix=Matrix(stop.geo, side=15.5, align=Align.CENTRE)) if stop.geo else "",
            "\n".join(part for part in (stop.contact, stop.phone) if part),
            ";\n".join([*handed, *stop.tasks, *stop.onward]),
            str(stop.places) if stop.places else "",
            kilograms(stop.weight_grams) if stop.weight_grams else "",
            cubic_metres(stop.volume_cm3) if stop.volume_cm3 else "",
            Cell(money(stop.collect_minor), face=Face.BOLD) if stop.collect_minor else "",
            "",
            Cell(
                actual,
                size=6.5,
                bars=Bars(
                    Symbology.CODE128,
                    stop.code,
                    height=8,
                    module=0.25,
                    readable=False,
                    align=Align.CENTRE,
                ),
            ),
            stop.note,
        )
    )


def _total(data: RouteSheet, texts: NullTranslations) -> Row:
    amount = sum(stop.amount_minor for stop in data.stops)
    label = texts.gettext("Total, goods for {amount}").format(amount=money(amount))
    return Row(
        (
            label,
            str(sum(stop.places for stop in data.stops)),
            kilograms(sum(stop.weight_grams for stop in data.stops)),
            cubic_metres(sum(stop.volume_cm3 for stop in data.stops)),
            money(sum(stop.collect_minor for stop in data.stops)),
            "",
            "",
            "",
        ),
        kind=RowKind.SUMMARY,
        face=Face.BOLD,
        span=_LABELLED,
    )


def _tail(data: RouteSheet, texts: NullTranslations) -> Iterator[Block]:
    """Yield the hand-over: goods and papers before leaving, papers and money afterwards."""
    _ = texts.gettext
    due = sum(stop.collect_minor for stop in data.stops)
    papers = sum(len(stop.documents) for stop in data.stops)
    sign = (
        SignPlace(_("(signature)"), "", 26),
        SignPlace(_("(name)"), "", 36),
        SignPlace(_("(time)"), "", 16),
    )

    def signs(label: str) -> Signature:
        return Signature(label, sign, label_width=54, size=8)

    before = (
        Note(_("Before leaving"), size=9, face=Face.BOLD),
        Field(_("Documents handed to the driver"), str(papers), size=8),
        Gap(1.5),
        signs(_("Goods and documents handed over")),
        signs(_("Goods and documents accepted")),
    )
    after = (
        Note(_("After returning"), size=9, face=Face.BOLD),
        Field(_("Documents returned"), "", size=8),
        Field(_("Money due, RUB"), money(due), size=8),
        Field(_("Handed over in cash, RUB"), "", size=8),
        Field(_("Paid by card, RUB"), "", size=8),
        Gap(1.5),
        signs(_("Money and documents handed over")),
        signs(_("Money and documents accepted")),
    )
    yield Gap(3)
    yield Columns((Part(132, before), Part(132, after)), gap=9)
