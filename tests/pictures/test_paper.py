"""The pictures of printed forms are what klad prints."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.models import Document
from printing.engine import fonts
from tests.pictures.paper import keep_page
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
