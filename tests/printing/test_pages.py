"""The pagination contract, on forms made for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.engine.figures import quantity
from printing.engine.fonts import Typeface, roboto
from printing.engine.form import (
    A4_PORTRAIT,
    Align,
    Cell,
    Column,
    Face,
    Form,
    Gap,
    Note,
    Row,
    RowKind,
    Table,
)
from printing.engine.pages import pages
from printing.errors import DoesNotFit
from tests.printing.paper import ink_outside, page_texts, pdf

COLUMNS = (
    Column("Номер", 20, Align.CENTRE, number="1"),
    Column("Текст", 120, number="2"),
    Column("Число", 40, Align.RIGHT, number="3"),
)
LINE = "Строка товара с довольно длинным названием "


def form(rows: list[Row], *, head: float = 30, tail: float = 40, totals: bool = True) -> Form:
    """Return a form whose third column is summed."""
    numbers = [
        int(str(row.cells[2])) if row.kind is RowKind.ITEM and row.cells[2] else 0 for row in rows
    ]

    def subtotal(first: int, stop: int) -> Row:
        return Row(
            ("Page:", quantity(sum(numbers[first:stop]) * 1000)), kind=RowKind.SUMMARY, span=2
        )

    return Form(
        title="Проба",
        paper=A4_PORTRAIT,
        head=(Note("ШАПКА"), Gap(head)),
        table=Table(
            COLUMNS,
            tuple(rows),
            subtotal=subtotal if totals else None,
            total=Row(("All:", str(sum(numbers))), kind=RowKind.SUMMARY, span=2),
            numbered=True,
        ),
        tail=(Gap(tail), Note("ПОДПИСЬ")),
        page_words="Лист {page} из {pages}",
        running="ПРОДОЛЖЕНИЕ",
    )


def item(number: int, lines: int = 1) -> Row:
    """Return a row of about so many printed lines, worth its number."""
    return Row((f"N{number}N", "\n".join(f"{LINE}{i}" for i in range(lines)), str(number)))


def words(drawn: Form) -> list[list[str]]:
    """Return the texts of each page in drawing order."""
    return [[text.text for text in pane.texts] for pane in pages(drawn, Typeface(roboto()))]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=0, max_size=150),
    st.integers(0, 150),
    st.integers(0, 150),
    st.booleans(),
)
def test_whatever_the_sizes_every_row_is_printed_once_in_order_and_sums_agree(
    sizes: list[int], head: int, tail: int, totals: bool
) -> None:
    rows = [item(number, lines) for number, lines in enumerate(sizes, start=1)]
    printed = words(form(rows, head=head, tail=tail, totals=totals))
    seen = [text for page in printed for text in page if text.startswith("N")]
    assert seen == [f"N{number}N" for number in range(1, len(sizes) + 1)]
    everything = sum(range(1, len(sizes) + 1))
    assert [page[page.index("All:") + 1] for page in printed if "All:" in page] == [str(everything)]
    if totals:
        of_pages = [page[page.index("Page:") + 1] for page in printed if "Page:" in page]
        plain = [int(text.replace("\u00a0", "")) for text in of_pages]
        assert sum(plain) == everything
        assert sum(any(t.startswith("N") for t in page) for page in printed) == len(plain)
    for number, page in enumerate(printed, start=1):
        assert f"Лист {number} из {len(printed)}" in page
        assert ("ПРОДОЛЖЕНИЕ" in page) == (number > 1)
        assert ("ШАПКА" in page) == (number == 1)
        has_rows = any(text.startswith("N") for text in page)
        assert not has_rows or "Номер" in page
    # The tail is on the last page, and some row with it.
    assert "ПОДПИСЬ" in printed[-1]
    kept = sum(text.startswith("N") for text in printed[-1])
    assert kept >= min(2, len(sizes))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=120), st.integers(0, 120))
def test_no_text_lies_below_the_page_or_on_another(sizes: list[int], tail: int) -> None:
    rows = [item(number, lines) for number, lines in enumerate(sizes, start=1)]
    drawn = form(rows, tail=tail)
    foot = A4_PORTRAIT.height - A4_PORTRAIT.bottom
    for pane in pages(drawn, Typeface(roboto())):
        inside = [text for text in pane.texts if not text.text.startswith("Лист ")]
        assert all(text.y <= foot for text in inside)
        numbered = [text.y for text in inside if text.text.startswith("N")]
        assert numbered == sorted(set(numbered))


def test_a_row_taller_than_a_page_is_split_and_counted_once() -> None:
    rows = [item(1), item(2, lines=250), item(3)]
    printed = words(form(rows, totals=True))
    lines = [text for page in printed for text in page if text.startswith("Строка")]
    assert lines == [
        f"{LINE}0",
        *(f"{LINE}{i}" for i in range(250)),
        f"{LINE}0",
    ]
    assert len(printed) >= 3
    of_pages = [int(page[page.index("Page:") + 1]) for page in printed if "Page:" in page]
    assert sum(of_pages) == 6


def test_a_row_that_fits_a_page_is_never_split() -> None:
    rows = [item(1, lines=40), item(2, lines=40), item(3, lines=40)]
    for page in words(form(rows)):
        lines = [text for text in page if text.startswith("Строка")]
        assert len(lines) % 40 == 0


def test_a_heading_is_never_last_and_a_sum_never_first_on_a_page() -> None:
    rows: list[Row] = []
    for zone in range(40):
        rows.append(
            Row((Cell(f"HEAD{zone}", face=Face.BOLD),), kind=RowKind.HEADING),
        )
        rows += [item(zone * 10 + i) for i in range(zone % 4 + 1)]
        rows.append(Row((f"SUM{zone}", "1"), kind=RowKind.SUMMARY, span=2))
    printed = words(form(rows, totals=False))
    assert len(printed) > 2
    for page in printed:
        marks = [text for text in page if text.startswith(("HEAD", "SUM", "N"))]
        marks = [text for text in marks if text != "Номер"]
        assert not marks[0].startswith("SUM")
        assert not marks[-1].startswith("HEAD")


def test_a_row_may_ask_for_a_new_page() -> None:
    rows = [item(1), Row(("N2N", "", "2"), break_before=True), item(3)]
    printed = words(form(rows, tail=0))
    assert ["N1N" in page for page in printed] == [True, False]
    assert "N2N" in printed[1]


def test_a_block_taller_than_the_page_is_refused_by_name() -> None:
    with pytest.raises(DoesNotFit) as refused:
        words(Form("Проба", A4_PORTRAIT, head=(Gap(400),)))
    assert refused.value.facts == {"height_mm": 400, "room_mm": 277}


def test_a_head_longer_than_a_page_goes_on_the_next() -> None:
    notes = tuple(Note(f"абзац {n}", size=12) for n in range(100))
    printed = words(Form("Проба", A4_PORTRAIT, head=notes, page_words="{page}/{pages}"))
    assert [text for page in printed for text in page if text.startswith("абзац")] == [
        f"абзац {n}" for n in range(100)
    ]
    assert len(printed) == 2


def test_long_words_and_figures_stay_in_their_columns() -> None:
    row = Row(("N1N", "Ъ" * 400, "9" * 40))
    document = pdf(form([row]))
    assert ink_outside(document, (19, 9, 5, 3)) == []
    text = "".join(" ".join(page_texts(document)).split())
    assert text.count("Ъ") == 400
    assert text.count("9" * 8) >= 2
