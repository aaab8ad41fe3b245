"""Labels of mismatch control: every difference lands in exactly one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.shipments.rules import BILLING, Mismatch, Quantities, mismatches


def _row(counts: str, item: int = 1) -> Quantities:
    """Read "D O Z S N": disposed, ordered, standing in the zone, shipped, invoiced."""
    return Quantities(1, item, 0, *(int(word) for word in counts.split()))


@pytest.mark.parametrize(
    ("counts", "labels"),
    [
        ("5 5 0 5 5", set()),
        ("5 3 0 3 3", {Mismatch.ASSEMBLE}),
        ("5 5 0 0 0", {Mismatch.ASSEMBLING}),
        ("5 5 5 0 0", {Mismatch.ASSEMBLED}),
        ("5 5 2 1 0", {Mismatch.ASSEMBLING, Mismatch.ASSEMBLED, Mismatch.TO_INVOICE}),
        ("5 5 0 5 2", {Mismatch.TO_INVOICE}),
        ("5 5 5 0 5", {Mismatch.ASSEMBLED, Mismatch.INVOICED_AHEAD}),
        ("5 3 0 3 5", {Mismatch.ASSEMBLE, Mismatch.REISSUE_INVOICE}),
        ("5 6 0 6 6", {Mismatch.OVER_DISPOSITION}),
        ("5 5 0 5 6", {Mismatch.OVER_DISPOSITION, Mismatch.REISSUE_INVOICE}),
    ],
)
def test_one_row(counts: str, labels: set[Mismatch]) -> None:
    """Domain §1.10, condition by condition."""
    row = _row(counts)
    assert mismatches([row]) == {row: frozenset(labels)}


def test_one_item_left_in_place_of_another() -> None:
    """As much too much of one as too little of another in one disposition is a mix-up."""
    billed, gone = _row("5 5 0 3 5", 1), _row("5 5 0 5 3", 2)
    closed = [Quantities(1, 1, 0, 5, 3, 0, 3, 5), gone]
    found = mismatches(closed)
    assert Mismatch.MIX_UP in found[closed[0]]
    assert Mismatch.MIX_UP in found[gone]
    assert Mismatch.MIX_UP not in mismatches([billed, gone])[billed]


@given(
    st.lists(
        st.builds(
            Quantities,
            disposition_id=st.integers(1, 2),
            item_id=st.integers(1, 4),
            variant_id=st.just(0),
            disposed=st.integers(0, 5),
            ordered=st.integers(0, 5),
            standing=st.integers(0, 3),
            shipped=st.integers(0, 5),
            invoiced=st.integers(0, 6),
        ),
        max_size=8,
        unique_by=lambda row: (row.disposition_id, row.item_id),
    )
)
def test_shipped_against_invoiced_appears_in_exactly_one_bucket(rows: list[Quantities]) -> None:
    """Domain §10.2-4: no label where they agree, one where they do not."""
    for row, labels in mismatches(rows).items():
        assert len(labels & BILLING) == (0 if row.invoiced == row.shipped else 1)
