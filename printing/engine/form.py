"""What a document declares: blocks, a table, a paper; no coordinates except widths.

One declaration serves both backends. Sizes are points for type and millimetres for everything
else. Texts are plain strings: nothing in them is markup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Face(StrEnum):
    """A face of the one family a form is set in."""

    REGULAR = "regular"
    BOLD = "bold"
    ITALIC = "italic"
    BOLD_ITALIC = "bold-italic"


class Align(StrEnum):
    """Where a line of text stands in its place."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Symbology(StrEnum):
    """A barcode the engine can draw."""

    CODE128 = "code128"
    EAN13 = "ean13"
    GS1_128 = "gs1-128"


@dataclass(frozen=True, slots=True)
class Paper:
    """A page and its margins, millimetres."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - self.left - self.right


A4_PORTRAIT = Paper(210, 297, left=20, right=10, top=10, bottom=10)
A4_LANDSCAPE = Paper(297, 210, left=12, right=12, top=8, bottom=9)


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph."""

    text: str
    size: float = 7
    face: Face = Face.REGULAR
    align: Align = Align.LEFT
    spoken: bool = True
    """False: on paper only, such as the small print of the form's approval."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty height."""

    height: float


@dataclass(frozen=True, slots=True)
class Field:
    """A label, a value over a line, and a small caption under the line."""

    label: str
    value: str
    caption: str = ""
    brief: str = ""
    """What the text preview calls it; empty: the label."""
    label_width: float | None = None
    """None: as wide as the label itself; 0: the line takes the whole width."""
    trailer: str = ""
    """Words after the line, such as the unit of what stands on it."""
    boxed: str = ""
    """Figures in a box at the right end."""
    box_width: float = 0
    """Of that box, millimetres; 0: none."""
    size: float = 7
    face: Face = Face.REGULAR
    """Of the value; the label is always regular."""
    align: Align = Align.LEFT
    ruled: bool = True
    """False: no line under the value, which is only read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the stacks standing side by side."""

    width: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Stacks side by side, left to right."""

    parts: tuple[Part, ...]
    gap: float = 0
    """Millimetres between the stacks."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One line of a code column: what stands left of it, the label, the boxed code."""

    label: str
    code: str
    left: Block | None = None
    split_label: str = ""
    """A second, boxed label between label and code, such as «номер» or «дата»."""
    overlap: bool = False
    """What stands left may run down beside the following rows."""


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """The boxed column of codes at the right edge of a unified form, with the lines beside it."""

    rows: tuple[CodeRow, ...]
    left_width: float
    label_width: float
    code_width: float
    heading: str = ""
    """Over the codes; not inside the thick frame."""
    split_width: float = 14
    """Of the second labels."""
    size: float = 7
    row_height: float = 4.2


@dataclass(frozen=True, slots=True)
class Boxes:
    """Captions in boxes over values in boxes, such as number and date of a document."""

    captions: tuple[str, ...]
    values: tuple[str, ...]
    widths: tuple[float, ...]
    size: float = 8
    title: str = ""
    """Bold words to the left of the boxes."""
    title_width: float = 0


@dataclass(frozen=True, slots=True)
class SignPlace:
    """A line to be signed on, or already filled; without caption and value an empty place."""

    caption: str
    value: str = ""
    width: float = 30


@dataclass(frozen=True, slots=True)
class Signature:
    """A label and the lines of a person who signs."""

    label: str
    places: tuple[SignPlace, ...]
    label_width: float = 35
    size: float = 7


@dataclass(frozen=True, slots=True)
class Bars:
    """A barcode."""

    kind: Symbology
    text: str
    """For GS1-128 with application identifiers in brackets: «(01)0460…(10)LOT»."""
    height: float = 12
    module: float = 0.375
    """Width of the narrowest bar asked for; drawn in whole dots of a 203-dpi printer."""
    readable: bool = True
    """Print the text under the bars."""
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Matrix:
    """A QR code; a long text makes it bigger than asked for, never finer than is readable."""

    text: str
    """UTF-8; error correction M."""
    side: float = 32
    """The least, with its quiet zone, millimetres."""
    brief: str = ""
    """What the text preview says in its place; empty: nothing."""
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Divider:
    """A line over the whole width."""

    weight: float = 1.3
    """Points."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A box of a panel, from a row and a column down and to the right."""

    row: int
    column: int
    text: str
    down: int = 1
    """How many rows it takes."""
    across: int = 1
    """How many columns it takes."""
    label: str = ""
    """Words before the text."""
    caption: str = ""
    """Small words at the foot of the box, in as many lines as they take."""
    brief: str = ""
    """What the text preview calls the text; empty: it is left out, as the words of a label."""
    face: Face = Face.REGULAR
    """Of the text."""
    least: float = 0
    """Millimetres it is high at least, such as room to write by hand."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Boxes of several sizes that share their edges, such as the bank table of a bill."""

    widths: tuple[float, ...]
    """Of its columns, millimetres."""
    tiles: tuple[Tile, ...]
    size: float = 8
    row_height: float = 4.6
    """The least height of a row."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure of a document and what it is."""

    label: str
    figure: str
    face: Face = Face.BOLD


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures one under another at the right edge, such as totals under a table."""

    rows: tuple[Sum, ...]
    figure_width: float = 26
    size: float = 8.5


Block = (
    Note
    | Gap
    | Field
    | Columns
    | CodeColumn
    | Boxes
    | Signature
    | Bars
    | Matrix
    | Divider
    | Panel
    | Sums
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, when a string is not enough."""

    text: str
    face: Face | None = None
    """None: the face of the row."""
    size: float | None = None
    """Points; None: the size of the table."""
    bold_tail: int = 0
    """How many last characters are bold, as the last digits of a barcode."""
    bars: Bars | None = None
    """A barcode over the text; left out when the column is too narrow for it to be read."""
    matrix: Matrix | None = None
    """A QR code over the text; as wide as the column, refused where that is too fine to read."""
    tick: bool = False
    """Draw an empty square to tick, no text."""


class RowKind(StrEnum):
    """What a row of a table is."""

    ITEM = "item"
    HEADING = "heading"
    """One text over the whole width; never the last on a page."""
    SUMMARY = "summary"
    """A label over the first `span` columns and figures; never the first on a page."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell per column; a heading has one; a summary has its label and the rest."""

    cells: tuple[Cell | str, ...]
    kind: RowKind = RowKind.ITEM
    face: Face = Face.REGULAR
    span: int = 0
    """Of a summary: the columns its label covers, unboxed."""
    break_before: bool = False
    """Begin a new page here."""
    keep: bool = False
    """Stay on the page of the row before."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    caption: str
    width: float
    align: Align = Align.LEFT
    group: str = ""
    """Neighbours of one group stand under one common caption."""
    number: str = ""
    brief: str = ""
    """What the text preview calls it; empty: the caption."""
    rank: int = 5
    """1: always a column of the text preview; bigger: first to move to a line of its own; 9: on
    paper only."""
    stretch: bool = False
    """The text preview may wrap it and gives it the spare width."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows, and what is summed."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    subtotal: Callable[[int, int], Row] | None = None
    """The total of rows[first:stop], printed at the foot of each page; None: the form has none."""
    total: Row | None = None
    """The grand total, printed once after the last row."""
    size: float = 6.5
    caption_size: float = 6
    numbered: bool = False
    """Whether the header has a row of column numbers."""
    row_height: float = 4.2
    """The least height of a row."""


@dataclass(frozen=True, slots=True)
class Form:
    """A whole document, ready to be laid out."""

    title: str
    """Of the file and of the print job."""
    paper: Paper
    head: tuple[Block, ...] = ()
    table: Table | None = None
    """The one whose header is repeated and whose rows fill the pages."""
    tail: tuple[Block | Table, ...] = ()
    """A table here is a short one: it has neither page totals nor a header on later pages."""
    page_words: str = ""
    """Page numbering with `{page}` and `{pages}`, printed on every page; empty: none."""
    running: str = ""
    """Repeated at the top of the second and later pages."""
    marks: tuple[str, ...] = field(default=())
    """«ДУБЛИКАТ», «Экземпляр № 2»: laid over the top margin of every page, moving nothing."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Forms printed as one document, one after another; each numbers its own pages."""

    title: str
    """Of the file and of the print job."""
    forms: tuple[Form, ...]
    """At least one."""
