"""What searches look into follows every write, is found in lists, tidied and made anew."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

import core.catalog.listings
import core.partners.listings  # noqa: F401 - registers the lists
from core.access.actor import SYSTEM
from core.catalog.models import Item
from core.catalog.searching import ITEMS_SEARCHED
from core.documents.listing import ListQuery, page
from core.documents.models import COMMENTS_SEARCHED
from core.ledger import verify
from core.partners.models import LegalEntity, Partner
from core.search.matching import find_rows
from core.search.upkeep import drop_unused_words, rebuild
from tests.integration.stock.trade import piece

DOCUMENT = """
INSERT INTO document (type, series, year, number, number_text, date, author_id, status, version,
  posted, comment, created_at, changed_at)
VALUES ('trial', 'T', 2026, :number, :number, '2026-11-20', 1, 'new', 1, false, :comment,
  now(), now())
RETURNING id
"""


def document(session: Session, number: int, comment: str) -> int:
    statement = text(DOCUMENT.replace(":number, :number", ":number, CAST(:number AS text)"))
    return int(session.scalars(statement, {"number": number, "comment": comment}).one())


def commented(session: Session, said: str) -> list[int]:
    """Return the documents whose comment has the words."""
    found = find_rows(session, COMMENTS_SEARCHED, said, limit=10)
    return [one.row_id for one in found.rows]


def faults(session: Session) -> list[str]:
    return [fault.what for fault in verify(session) if fault.what.startswith("search")]


def test_a_comment_is_found_as_it_stands_now_whoever_wrote_it(session: Session) -> None:
    first, other = document(session, 1, "Звонить утром"), document(session, 2, "")
    assert commented(session, "утр звон") == [first]
    rewrite = text("UPDATE document SET comment = :said WHERE id = :id")
    session.execute(rewrite, {"said": "", "id": first})
    session.execute(rewrite, {"said": "Вечером", "id": other})
    assert commented(session, "утром") == []
    assert commented(session, "вечер") == [other]
    session.execute(text("DELETE FROM document WHERE id = :id"), {"id": other})
    assert commented(session, "вечер") == []
    assert faults(session) == []


def test_documents_without_a_comment_cost_the_search_nothing(session: Session) -> None:
    for number, comment in enumerate(("", "Хрупкое", "", "  ", "!?"), start=1):
        document(session, number, comment)
    kept = COMMENTS_SEARCHED.text
    assert session.scalars(select(kept.c.text)).all() == [" хрупкое "]
    assert faults(session) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("рома", ["Ромашка"]),
        ("ленина рома", ["Ромашка"]),
        ("hjvfirf", ["Ромашка"]),
        ("рамашка", ["Ромашка"]),
        ("7701", ["Ромашка"]),
        ("луговые", ["Ромашка"]),
        ("василек", ["Василёк"]),
        ("7701 василек", []),
    ],
)
def test_partners_are_found_in_their_list_by_their_own_words_and_those_of_their_entities(
    session: Session, typed: str, found: list[str]
) -> None:
    first = Partner(code="Р1", name="Ромашка", delivery_address="Москва, Ленина 1")
    session.add_all([first, Partner(code="В1", name="Василёк")])
    session.flush()
    entity = LegalEntity(
        partner_id=first.id, code="Р1", name="ООО «Луговые травы»", inn="7701234560"
    )
    session.add(entity)
    session.flush()
    shown = page(session, SYSTEM, "partners", ListQuery(search=typed))
    names = [value for row in shown.rows for value in row.values if value in {"Ромашка", "Василёк"}]
    assert names == found


def test_tidying_forgets_words_that_nothing_has_and_no_others(session: Session) -> None:
    unit = piece(session)
    item = Item(code="1", article="", name="Телевизор", unit_id=unit.id)
    session.add_all([item, Item(code="2", article="", name="Кефир", unit_id=unit.id)])
    session.flush()
    item.name = "Радиола"
    session.flush()

    def grams(word: str) -> int:
        kept = ITEMS_SEARCHED.gram
        return session.scalars(
            select(func.count()).select_from(kept).where(kept.c.word == word)
        ).one()

    assert grams("телевизор") == 10
    drop_unused_words(session, ITEMS_SEARCHED)
    assert (grams("телевизор"), grams("радиола"), grams("кефир")) == (0, 8, 6)
    assert faults(session) == []


def test_what_was_written_past_the_triggers_is_found_after_making_the_words_anew(
    session: Session,
) -> None:
    unit = piece(session)
    item = Item(code="1", article="ТВ-43", name="Телевизор", unit_id=unit.id)
    session.add(item)
    session.flush()
    for kept in ("text", "word", "gram"):
        session.execute(text(f"DELETE FROM item_search_{kept}"))
    assert find_rows(session, ITEMS_SEARCHED, "теле", limit=5).rows == ()
    rebuild(session, ITEMS_SEARCHED)
    found = find_rows(session, ITEMS_SEARCHED, "теле", limit=5).rows
    assert [one.row_id for one in found] == [item.id]
    assert faults(session) == []
