"""The pictures of printed forms are what klad prints."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.models import Document
from printing.documents.loading_list import loading_list_form
from printing.documents.place_label import place_label_form
from printing.documents.route_sheet import route_sheet_form
from printing.documents.waybill import waybill_form
from printing.engine import fonts
from printing.engine.form import Form
from tests.pictures.paper import keep_page
from tests.printing.delivery_samples import haul, label, loading_list, route_sheet
from tests.printing.paper import pdf
from tests.printing.samples import russian
from tui.flows.papers import render


@pytest.mark.parametrize(
    ("form", "kind", "number", "name"),
    [
        ("torg12", "sales_invoice", 1, "paper-torg12"),
        ("pick_list", "outbound_order", 3, "paper-pick-list"),
    ],
)
def test_a_form(
    demo_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    kind: str,
    number: int,
    name: str,
) -> None:
    """The first page of a form of the demo company."""
    monkeypatch.setattr(fonts, "find_fonts", fonts.roboto)
    with transaction(demo_database.sessions) as session:
        key = session.scalars(
            select(Document.id).where(Document.type == kind, Document.number == number)
        ).first()
        assert key is not None
        keep_page(render(session, SYSTEM, form, key, "ru").pdf, name)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (route_sheet_form(route_sheet(6), russian()), "paper-route-sheet"),
        (loading_list_form(loading_list(4), russian()), "paper-loading-list"),
        (waybill_form(haul(4), 1), "paper-waybill"),
        (place_label_form(label(), russian()), "paper-label"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_paper_of_a_trip(form: Form, name: str) -> None:
    """The first page of a form of a trip written out by hand."""
    keep_page(pdf(form), name)
