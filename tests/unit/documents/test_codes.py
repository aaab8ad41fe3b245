"""Barcodes of documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.codes import document_code, read_document_code


@given(st.integers(1, 10**18 - 1))
def test_the_barcode_of_a_document_leads_back_to_it(document_id: int) -> None:
    assert read_document_code(document_code(document_id)) == document_id
    assert document_code(document_id).isascii()


@pytest.mark.parametrize("text", ["", "~D:", "~D:0", "~D:-1", "4601234567893", "~W:SHORT", "~D:1x"])
def test_nothing_else_is_a_document(text: str) -> None:
    assert read_document_code(text) is None
