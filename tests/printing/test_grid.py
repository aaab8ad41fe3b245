"""The same documents as lines of a terminal."""

from __future__ import annotations

import dataclasses
import gettext
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.documents.bill import bill_form
from printing.documents.command_sheet import Command, command_sheet_form
from printing.documents.customer_order import customer_order_form
from printing.documents.loading_list import loading_list_form
from printing.documents.pick_list import pick_list_form
from printing.documents.quotation import quotation_form
from printing.documents.route_sheet import route_sheet_form
from printing.documents.torg12 import torg12_form
from printing.documents.totals import VatMode
from printing.documents.waybill import waybill_form
from printing.engine.figures import money
from printing.engine.form import Form
from printing.engine.grid import render_text
from printing.engine.terminal import cells, plain, wrap_cells
from tests.printing.delivery_samples import haul, loading_list, route_sheet
from tests.printing.samples import pick_list, russian, torg12
from tests.printing.trade_samples import bill, order, quotation

GOLDEN = Path(__file__).parent / "golden"
FORMS: dict[str, Form] = {
    "torg12": torg12_form(torg12(4)),
    "pick_list": pick_list_form(pick_list(9), russian()),
    "pick_list_en": pick_list_form(pick_list(9), gettext.NullTranslations()),
    "bill": bill_form(bill(4, amount_minor=30_000)),
    "customer_order": customer_order_form(order(4, VatMode.ON_TOP, discount=500)),
    "quotation": quotation_form(quotation(3, options=2)),
    "route_sheet": route_sheet_form(route_sheet(4), russian()),
    "loading_list": loading_list_form(loading_list(2), russian()),
    "waybill": waybill_form(haul(2), 1),
}


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize("width", [38, 80, 132])
def test_a_preview_is_what_it_was(name: str, width: int) -> None:
    """The lines are the contract: look at a difference, then store the new lines on purpose."""
    expected = (GOLDEN / f"{name}_{width}.txt").read_text(encoding="utf-8").splitlines()
    assert render_text(FORMS[name], width) == expected


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize("width", [20, 26, 30, 38, 40, 60, 80, 100, 120, 132, 200])
def test_no_line_is_wider_than_the_screen_nor_a_figure_cut(name: str, width: int) -> None:
    lines = render_text(FORMS[name], width)
    assert [line for line in lines if cells(line) > width] == []
    if name == "torg12":
        text = "\n".join(lines)
        for line in torg12(4).lines:
            amounts = line.amounts
            for minor in (amounts.price_minor, amounts.net_minor, amounts.gross_minor):
                assert money(minor).replace("\u00a0", " ") in text


@pytest.mark.parametrize("width", [20, 38, 80, 132])
def test_big_money_is_whole_at_every_width(width: int) -> None:
    data = torg12(2)
    amounts = dataclasses.replace(data.lines[0].amounts, gross_minor=123_456_789_012)
    lines = (dataclasses.replace(data.lines[0], amounts=amounts), data.lines[1])
    text = "\n".join(render_text(torg12_form(dataclasses.replace(data, lines=lines)), width))
    assert "1 234 567 890,12" in text


def test_figures_stand_under_each_other() -> None:
    lines = render_text(torg12_form(torg12(4)), 132)
    ends = {
        len(line) for line in lines if line[:2].strip().isdigit() or line.startswith("Всего по")
    }
    assert len(ends) == 1


def test_data_never_acts_as_a_control_sequence() -> None:
    data = torg12(1)
    nasty = "Шуруп\x1b[2J\x1b]0;x\x07 \u202eбег\u2066 a\u0300 \r\n\t\x9b5m ёлка"
    lines = (dataclasses.replace(data.lines[0], name=nasty, characteristic=nasty),)
    shipper = dataclasses.replace(data.shipper, name=nasty)
    form = torg12_form(dataclasses.replace(data, lines=lines, shipper=shipper))
    for width in (38, 80, 132):
        text = "".join(render_text(form, width))
        assert [char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs"}] == []
        assert "ёлка" in text


def test_wide_letters_take_two_cells() -> None:
    assert cells("漢字") == 4
    assert cells("a\u0301") == 1
    assert wrap_cells("漢字漢字", 5) == ["漢字", "漢字"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.integers(4, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap_cells(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == plain(text).replace(" ", "")


def test_a_command_sheet_reads_as_label_and_code() -> None:
    form = command_sheet_form("Команды", [Command("Мало", "~W:SHORT")], russian())
    assert render_text(form, 38)[-2:] == ["Мало", "||| ~W:SHORT"]
