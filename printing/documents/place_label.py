"""Delivery label: stuck on a box or a pallet, so that it goes to the right stop.

100 by 75 mm. A label of klad itself, so its words are translated.
"""

from __future__ import annotations

from gettext import NullTranslations

from printing.documents.delivery_data import PlaceLabel
from printing.engine.figures import day, kilograms
from printing.engine.form import (
    Align,
    Bars,
    Block,
    Bundle,
    Columns,
    Divider,
    Face,
    Form,
    Gap,
    Matrix,
    Note,
    Paper,
    Part,
    Symbology,
)

LABEL = Paper(100, 75, left=3, right=3, top=2.5, bottom=2.5)
_LINE = 60
_NAME = (60, 120)
_ADDRESS = (110, 220)
"""Characters that stand in large letters, and in small ones; of more the end is cut: the papers
have the rest."""


def place_label_form(data: PlaceLabel, texts: NullTranslations) -> Form:
    """Declare one label in the language of *texts*."""
    _ = texts.gettext
    weight = ""
    if data.weight_grams:
        weight = _("{weight} kg").format(weight=kilograms(data.weight_grams))
    elif data.order_grams:
        weight = _("order {weight} kg").format(weight=kilograms(data.order_grams))
    route = _("Trip {trip}, {date}").format(trip=data.trip, date=day(data.date))
    numbers: tuple[Block, ...] = (
        Note(_("Place {place} of {places}").format(place=data.place, places=data.places), size=9),
        Note(f"{data.place}/{data.places}", size=24, face=Face.BOLD, spoken=False),
        Note(weight, size=9),
    )
    stop: tuple[Block, ...] = (
        Note(_("Stop {number}").format(number=data.stop_no), size=9),
        Note(str(data.stop_no), size=24, face=Face.BOLD, spoken=False),
        Note(route, size=8),
    )
    code = (Matrix(data.code, side=20, align=Align.RIGHT),)
    return Form(
        title=_("Label {place}/{places} of {order}").format(
            place=data.place, places=data.places, order=data.order
        ),
        paper=LABEL,
        head=(
            Note(data.order, size=10, face=Face.BOLD),
            _told(data.recipient, _NAME, (11, 8), Face.BOLD),
            _told(data.address, _ADDRESS, (8.5, 7), Face.REGULAR),
            Note(_cut(data.contact, _LINE), size=8),
            Divider(0.8),
            Columns((Part(36, numbers), Part(34, stop), Part(22, code)), gap=1),
            Gap(1),
            Bars(Symbology.CODE128, data.code, height=11, module=0.25, align=Align.CENTRE),
            Note(_cut(data.sender, _LINE), size=6.5),
        ),
    )


def place_labels(labels: tuple[PlaceLabel, ...], texts: NullTranslations, title: str) -> Bundle:
    """Declare all labels of a trip, one to a page."""
    return Bundle(title, tuple(place_label_form(label, texts) for label in labels))


def _told(text: str, room: tuple[int, int], sizes: tuple[float, float], face: Face) -> Note:
    large, small = room
    size = sizes[0] if len(text) <= large else sizes[1]
    return Note(_cut(text, small), size=size, face=face)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
