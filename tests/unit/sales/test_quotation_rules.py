"""What an offer lacks of a request, when it promises, what changed, what is left: pure."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from core.sales.quotation_rules import (
    Answer,
    ChangeKind,
    Compared,
    Requested,
    WarningKind,
    desired_date,
    left_out,
    left_to_order,
    line_changes,
    request_warnings,
)
from core.sales.quotation_statuses import (
    QUOTATION_TRANSITIONS,
    DeliveryTerm,
    QuotationStatus,
)

TODAY = dt.date(2026, 11, 20)


def answer(line_no: int, pieces: int, net: int, *, chosen: bool = True, request: int = 1) -> Answer:
    """Return an answer, pieces and kopecks."""
    return Answer(line_no, request, pieces * 1000, net, chosen)


def test_half_of_one_kind_and_half_of_another_make_the_whole() -> None:
    asked = [Requested(1, "перчатки", 10_000, None)]
    assert request_warnings(asked, [answer(1, 4, 0), answer(2, 6, 0)]) == ()
    (less,) = request_warnings(asked, [answer(1, 4, 0), answer(2, 6, 0, chosen=False)])
    assert (less.kind, less.asked, less.given) == (WarningKind.LESS, 10_000, 4_000)


def test_a_requested_line_that_nothing_answers_is_named_once() -> None:
    (found,) = request_warnings([Requested(3, "винт", 1000, 500)], [answer(1, 1, 100)])
    assert (found.kind, found.request_no, found.item_text) == (WarningKind.NOT_OFFERED, 3, "винт")


def test_a_price_is_held_against_the_maximum_after_the_discount_to_the_kopeck() -> None:
    asked = [Requested(1, "чай", 3_000, 33_33)]
    assert request_warnings(asked, [answer(1, 3, 99_99)]) == ()
    (dearer,) = request_warnings(asked, [answer(1, 3, 100_00)])
    assert (dearer.kind, dearer.asked, dearer.given) == (WarningKind.DEARER, 33_33, 33_34)


def test_the_earliest_promise_counts_and_unimportant_terms_promise_nothing() -> None:
    days = (DeliveryTerm.DAYS, 5, None)
    date = (DeliveryTerm.DATE, None, dt.date(2026, 11, 22))
    nothing = (DeliveryTerm.ANY, None, None)
    assert desired_date([days, date, nothing], TODAY) == dt.date(2026, 11, 22)
    assert desired_date([days], TODAY) == dt.date(2026, 11, 25)
    assert desired_date([nothing], TODAY) is None


def compared(item: int, pieces: int, price: int = 100) -> Compared:
    """Return a line of a version."""
    amount = pieces * price
    return Compared(
        item,
        0,
        pieces * 1000,
        price,
        0,
        amount,
        chosen=True,
        delivery=(DeliveryTerm.ANY, None, None),
    )


def test_versions_are_compared_by_item_whatever_the_order_of_lines() -> None:
    before, after = [compared(1, 1), compared(2, 2)], [compared(2, 2), compared(1, 1)]
    assert line_changes(before, after) == ()
    changes = line_changes(before, [compared(3, 1), compared(2, 5)])
    assert [(one.kind, one.item_id) for one in changes] == [
        (ChangeKind.REMOVED, 1),
        (ChangeKind.ADDED, 3),
        (ChangeKind.CHANGED, 2),
    ]


_LINES = st.lists(
    st.builds(compared, st.integers(1, 4), st.integers(1, 3), st.integers(0, 3)), max_size=8
)


@given(_LINES, _LINES)
def test_changes_account_for_every_line_of_both_versions(
    before: list[Compared], after: list[Compared]
) -> None:
    changes = line_changes(before, after)
    gone = sum(one.before is not None for one in changes)
    come = sum(one.after is not None for one in changes)
    assert len(before) - gone == len(after) - come
    assert line_changes(before, before) == ()


def test_what_is_left_is_never_below_nothing() -> None:
    assert (left_to_order(5_000, 2_000), left_to_order(5_000, 7_000)) == (3_000, 0)


def test_a_line_is_left_out_unless_it_is_taken_whole() -> None:
    assert left_out({1: 2_000, 2: 1_000, 4: 500}, {1: 2_000, 2: 999}) == (2, 4)
    assert left_out({1: 2_000}, {1: 2_000}) == ()


def test_what_was_offered_or_cancelled_is_never_a_draft_again() -> None:
    for status in (QuotationStatus.IN_FORCE, QuotationStatus.CANCELLED):
        assert QuotationStatus.DRAFT not in QUOTATION_TRANSITIONS.following(status)
    assert QUOTATION_TRANSITIONS.following(QuotationStatus.CANCELLED) == frozenset()
