"""Values become JSON without losing anything, and numbers become text."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access.actor import SYSTEM
from core.audit.plain import plain
from core.documents.columns import Column, Listing
from core.documents.models import Document
from core.documents.types import DocumentType, document_number, document_type
from core.kernel.errors import BadValue, NotFound
from core.kernel.states import Transitions


class Colour(StrEnum):
    """A stored word."""

    RED = "red"
    BLUE = "blue"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("Тверь", "Тверь"),
        (Colour.RED, "red"),
        (date(2026, 11, 20), "2026-11-20"),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "2026-11-20T09:00:00+00:00"),
        (Decimal("0.10"), "0.10"),
        (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        ({Colour.RED: (1, date(2026, 1, 2))}, {"red": [1, "2026-01-02"]}),
        (frozenset({"b", "a"}), ["a", "b"]),
    ],
)
def test_plain_values(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.dates()
        | st.sampled_from(Colour),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_whatever_is_recorded_can_be_stored_as_json_and_stays_the_same(value: object) -> None:
    once = plain(value)
    assert json.loads(json.dumps(once)) == once
    assert plain(once) == once


def test_document_numbers() -> None:
    assert document_number("КЛ", 123) == "КЛ-000123"
    assert document_number("", 1) == "000001"
    assert document_number("A", 12_345_678) == "A-12345678"


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(NotFound) as refusal:
        document_type("poem")
    assert refusal.value.facts == {"what": "document type", "key": "poem"}


def test_a_type_must_have_a_title_for_every_status() -> None:
    with pytest.raises(NotFound) as refusal:
        DocumentType(
            name="poem",
            model=Document,
            statuses=Colour,
            initial=Colour.RED,
            transitions=Transitions("poem", {}),
            title="Poem",
            status_titles={Colour.RED: "Red"},
            prefix="СТ",
            read=next(iter(SYSTEM.permissions)),
            edit=next(iter(SYSTEM.permissions)),
            post=next(iter(SYSTEM.permissions)),
        )
    assert refusal.value.facts["key"] == "blue"


@pytest.mark.parametrize(
    ("names", "sort"), [(("number", "number"), "number"), (("number",), "date")]
)
def test_a_list_with_doubtful_columns_cannot_be_declared(names: tuple[str, ...], sort: str) -> None:
    with pytest.raises(BadValue):
        Listing(
            name="poems",
            title="Poems",
            columns=tuple(Column(name, "Title", Document.number_text) for name in names),
            source=lambda: None,  # type: ignore[arg-type,return-value]
            key=Document.id,
            default_sort=(sort, False),
            read=next(iter(SYSTEM.permissions)),
        )
