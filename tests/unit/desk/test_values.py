"""What forms and lists compute without a screen: widths, windows, merging, filters, entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import column

from core.documents.columns import Column, Kind
from core.documents.listing import Cursor, Filter, ListQuery, Page, Row
from core.documents.paging import LOOK
from core.documents.reference import Field, FieldKind
from core.kernel.errors import BadValue
from tui.error_text import explain
from tui.flows.desk.cells import Tone, column_cell, field_cell, status_cell
from tui.flows.desk.entry import read, read_date, write
from tui.flows.desk.filtering import read_filters, write_filters
from tui.flows.desk.merging import merged
from tui.flows.desk.shapes import Card
from tui.flows.desk.window import LONGEST, PAGE, Window, row_title
from tui.locale import use_language
from tui.widgets.fitting import GAP, Need, fit

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def english() -> None:
    """Numbers with points."""
    use_language("en")


needs = st.lists(
    st.builds(Need, st.integers(1, 16), st.integers(1, 60), st.booleans()), min_size=1, max_size=12
)


@given(needs, st.integers(1, 200))
def test_columns_never_exceed_the_width_and_the_first_is_always_there(
    wanted: list[Need], width: int
) -> None:
    shown = fit(wanted, width)
    assert 0 in shown
    assert sum(shown.values()) + GAP * (len(shown) - 1) <= width
    for index, given_width in shown.items():
        if index:
            assert given_width >= wanted[index].least


def test_what_is_left_over_goes_to_the_text_that_is_cut() -> None:
    assert fit([Need(3, 10, False), Need(4, 40, True)], 60) == {0: 10, 1: 49}


COLUMNS = (
    Column("number", "Number", column("number"), Kind.NUMBER),
    Column("name", "Name", column("name"), Kind.TEXT),
)


class Source:
    """A million numbered rows, served by pages as a database serves them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.asked = 0

    def page(self, query: ListQuery) -> Page:
        """Return a page by number, ascending or descending."""
        self.asked += query.limit
        descending = query.sort is not None and query.sort[1]
        if query.after is not None:
            start = query.after.key + (-1 if descending else 1)
        elif query.before is not None:
            start = max(0, query.before.key - query.limit)
            keys = range(start, query.before.key)
            return self._page(list(keys), True, start > 0)
        else:
            start = self.size - 1 if descending else 0
        step = -1 if descending else 1
        keys = list(range(start, start + step * query.limit, step))
        keys = [key for key in keys if 0 <= key < self.size]
        more = bool(keys) and 0 <= keys[-1] + step < self.size
        return self._page(keys, more, query.after is not None)

    def _page(self, keys: list[int], more: bool, before: bool) -> Page:
        rows = [Row(key, (key, f"Row {key}"), key) for key in keys]
        first, last = (Cursor(("number", False), key, key) for key in (keys[0], keys[-1]))
        return Page(COLUMNS, rows, last if more else None, first if before else None)


def window(source: Source) -> Window:
    """Return a window on the first rows."""
    found = Window(ListQuery(), ("number", False))
    found.take_first(source.page(found.first()))
    return found


def test_a_window_walks_a_million_rows_and_keeps_only_some_hundreds() -> None:
    source = Source(1_000_000)
    seen = window(source)
    for _ in range(40):
        seen.take_below(source.page(seen.below()))
    assert len(seen.rows) == LONGEST
    assert seen.rows[-1].key == 41 * PAGE - 1
    assert (seen.more_above, seen.more_below) == (True, True)
    for _ in range(40):
        seen.take_above(source.page(seen.above()))
    assert seen.rows[0].key == 0
    assert seen.more_above is False
    assert len(seen.rows) <= LONGEST
    assert source.asked == 81 * PAGE


def test_the_last_page_is_reached_without_reading_what_lies_before_it() -> None:
    source = Source(1_000_000)
    seen = window(source)
    seen.take_last(source.page(seen.last()))
    assert [row.key for row in seen.rows[-2:]] == [999_998, 999_999]
    assert (seen.more_above, seen.more_below) == (True, False)
    assert source.asked == 2 * PAGE


def test_the_next_page_looks_further_where_one_came_back_unfinished() -> None:
    seen = window(Source(1_000))
    assert seen.below().look == LOOK
    stopped = Cursor(seen.sort, 500, 500)
    seen.take_below(Page(COLUMNS, [], stopped, None, unfinished=True))
    assert (seen.below().after, seen.below().look) == (stopped, 2 * LOOK)
    seen.take_below(Page(COLUMNS, [Row(501, (501, ""), 501)], None, None))
    assert (seen.more_below, seen.rows[-1].key) == (False, 501)


def test_rows_read_again_begin_where_they_are_shown() -> None:
    source = Source(1_000)
    seen = window(source)
    for _ in range(6):
        seen.take_below(source.page(seen.below()))
    query = seen.again(100)
    seen.take_again(source.page(query), query)
    assert seen.rows[0].key == 220
    assert seen.more_above is True


def test_a_row_is_called_by_its_name_before_its_code() -> None:
    assert row_title(COLUMNS, Row(7, (7, "Чай"))) == "7"
    named = (Column("code", "Code", column("code")), COLUMNS[1])
    assert row_title(named, Row(7, ("00007", "Чай"))) == "Чай"


BASE = Card(
    1,
    1,
    "КЛ-000001",
    values={"comment": "", "ship_date": None, "partner_id": 3},
    shown={"partner_id": "Ромашка"},
    lines={"lines": ({"line_no": 1, "quantity": 5}, {"line_no": 2, "quantity": 7})},
)


def test_changes_to_different_fields_and_lines_both_stand() -> None:
    mine = BASE.with_values(comment="Срочно").with_lines(
        "lines", [{"line_no": 1, "quantity": 6}, {"line_no": 2, "quantity": 7}, {"quantity": 1}]
    )
    theirs = replace(
        BASE.with_values(ship_date=TODAY).with_lines(
            "lines", [{"line_no": 1, "quantity": 5}, {"line_no": 2, "quantity": 9}]
        ),
        version=2,
    )
    result = merged(BASE, mine, theirs)
    assert result.both == ()
    assert result.card.version == 2
    assert result.card.values == {"comment": "Срочно", "ship_date": TODAY, "partner_id": 3}
    assert result.card.lines["lines"] == (
        {"line_no": 1, "quantity": 6},
        {"line_no": 2, "quantity": 9},
        {"quantity": 1},
    )


def test_what_both_changed_is_named_and_mine_is_kept() -> None:
    mine = BASE.with_values(comment="Мой")
    theirs = BASE.with_values(comment="Чужой").with_lines("lines", [{"line_no": 2, "quantity": 8}])
    mine = mine.with_lines("lines", [{"line_no": 1, "quantity": 4}, {"line_no": 2, "quantity": 9}])
    result = merged(BASE, mine, theirs)
    assert result.both == ("comment", "lines 2 quantity", "lines 1")
    assert result.card.values["comment"] == "Мой"
    assert result.card.lines["lines"] == ({"line_no": 2, "quantity": 9}, {"quantity": 4})


def test_a_line_i_removed_stays_removed_only_where_nobody_needs_it() -> None:
    mine = BASE.with_lines("lines", [{"line_no": 2, "quantity": 7}])
    result = merged(BASE, mine, BASE)
    assert result.card.lines["lines"] == ({"line_no": 2, "quantity": 7},)


MONEY = Column("total", "Total", column("total"), Kind.MONEY)
DAY = Column("date", "Date", column("date"), Kind.DATE)
STATUS = Column(
    "status",
    "Status",
    column("status"),
    Kind.STATUS,
    titles={"prepared": "Prepared", "done": "Done", "withdrawn": "Withdrawn"},
)
NAME = Column("name", "Name", column("name"))


@pytest.mark.parametrize(
    ("of", "typed", "expected"),
    [
        (NAME, "чай чёрный", [Filter("name", "contains", "чай чёрный")]),
        (NAME, "=", [Filter("name", "eq", None)]),
        (MONEY, ">100.50", [Filter("total", "gt", 100_50)]),
        (MONEY, "1..2", [Filter("total", "ge", 1_00), Filter("total", "le", 2_00)]),
        (MONEY, "<>5", [Filter("total", "ne", 5_00)]),
        (DAY, "20.11", [Filter("date", "eq", TODAY)]),
        (DAY, "+3..", [Filter("date", "ge", dt.date(2026, 11, 23))]),
        (STATUS, "done", [Filter("status", "eq", "done")]),
        (NAME, "  ", []),
    ],
)
def test_filters_are_read_as_people_write_them(
    of: Column, typed: str, expected: list[Filter]
) -> None:
    assert list(read_filters([of], {of.id: typed}, TODAY)) == expected


@pytest.mark.parametrize("typed", ["пять", ">", "1..два", "31.02.2026"])
def test_a_filter_that_cannot_be_read_is_refused(typed: str) -> None:
    of = DAY if "31" in typed else MONEY
    with pytest.raises(BadValue):
        read_filters([of], {of.id: typed}, TODAY)


@pytest.mark.parametrize("typed", ["чай", "100.50", ">5", "1..2", "2026-11-20"])
def test_filters_are_written_back_as_they_are_read(typed: str) -> None:
    of = {"ч": NAME, "2": DAY}.get(typed[0], MONEY) if typed != "2" else MONEY
    filters = read_filters([of], {of.id: typed}, TODAY)
    again = write_filters([of], filters)
    assert read_filters([of], again, TODAY) == filters


FIELDS = (
    (Field("n", "N", FieldKind.NUMBER), "42", 42),
    (Field("q", "Q", FieldKind.QUANTITY), "2.5", 2_500),
    (Field("m", "M", FieldKind.MONEY), "1 234.56", 1_234_56),
    (Field("p", "P", FieldKind.PERCENT), "12.5", 12_50),
    (Field("d", "D", FieldKind.DATE), "2026-11-20", TODAY),
    (Field("t", "T"), "Москва", "Москва"),
    (Field("f", "F", FieldKind.FLAG), "1", True),
    (Field("c", "C", FieldKind.CHOICE, choices={"a": "A", "b": "B"}), "b", "b"),
)


@pytest.mark.parametrize(("field", "typed", "value"), FIELDS, ids=lambda v: str(v)[:12])
def test_what_is_typed_is_read_and_written_back(field: Field, typed: str, value: object) -> None:
    assert read(field, typed, TODAY) == value
    assert read(field, write(field, value), TODAY) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (FIELDS[0][0], "4.5"),
        (FIELDS[1][0], "1.2345"),
        (FIELDS[2][0], "12.345"),
        (FIELDS[3][0], "много"),
        (FIELDS[4][0], "32.01.2026"),
        (FIELDS[7][0], "z"),
    ],
    ids=lambda v: str(v)[:12],
)
def test_what_cannot_be_read_is_refused(field: Field, typed: str) -> None:
    with pytest.raises(BadValue):
        read(field, typed, TODAY)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.QUANTITY, "два"),
        (FieldKind.WEIGHT, "два"),
        (FieldKind.MONEY, "12.345"),
        (FieldKind.DATE, "31.02.2026"),
        (FieldKind.TIME, "25:00"),
    ],
)
def test_what_cannot_be_read_is_called_as_the_form_calls_it(kind: FieldKind, typed: str) -> None:
    with pytest.raises(BadValue) as refused:
        read(Field("most", "To be paid", kind), typed, TODAY)
    try:
        use_language("ru")
        assert "К оплате" in explain(refused.value).title
        use_language("en")
        assert explain(refused.value).title == "Cannot read: To be paid"
    finally:
        use_language("en")
    assert typed in explain(refused.value).body


def test_a_filter_that_cannot_be_read_is_called_as_its_column_is() -> None:
    for of in (MONEY, DAY):
        with pytest.raises(BadValue) as refused:
            read_filters([of], {of.id: "пять"}, TODAY)
        assert refused.value.facts["what"] == of.title


@given(st.text(max_size=12))
def test_a_date_is_read_or_refused_but_never_guessed(text: str) -> None:
    try:
        found = read_date(text, TODAY)
    except BadValue:
        return
    assert isinstance(found, dt.date)


@pytest.mark.parametrize("typed", ["31.12.9999", "9999-12-31", "31.12.1899", "01.01.0999"])
def test_a_day_that_nothing_can_be_reckoned_from_is_refused(typed: str) -> None:
    with pytest.raises(BadValue) as refused:
        read_date(typed, TODAY)
    assert refused.value.facts["expected"] == "1900 … 2199"


def test_a_status_has_a_glyph_beside_its_colour() -> None:
    assert STATUS.titles is not None
    cells = [status_cell(STATUS.titles, word) for word in ("prepared", "done", "withdrawn")]
    assert [(cell.text, cell.tone) for cell in cells] == [
        ("· Prepared", Tone.FAINT),
        ("■ Done", Tone.GOOD),
        ("× Withdrawn", Tone.BAD),
    ]


def test_a_choice_has_no_glyph_for_nothing_goes_on_with_it() -> None:
    kind = replace(STATUS, kind=Kind.WORD)
    assert [column_cell(kind, word).text for word in ("done", "unknown")] == ["Done", "unknown"]


def test_values_are_written_by_kind_and_data_loses_its_control_characters() -> None:
    assert column_cell(MONEY, 1_234_56).text == "1\xa0234.56"
    assert column_cell(MONEY, -5).tone is Tone.BAD
    assert column_cell(NAME, "a\x1b[31mb").text == "a[31mb"
    assert field_cell(Field("i", "I", FieldKind.ROW), {"i": 5, "i__shown": "Чай"}).text == "Чай"
