"""Quotations: what they say, who may say it, how they are approved and replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ledger
from core.access.errors import Forbidden
from core.approvals.deciding import decide
from core.approvals.errors import NothingToApprove
from core.approvals.queries import approval_state, inbox
from core.approvals.statuses import ApprovalStatus, Verdict
from core.deals.errors import ReasonMissing
from core.documents.errors import NoSuchField
from core.documents.preferences import put
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict, IllegalTransition, NotFound
from core.sales.errors import (
    AllOrNothing,
    DeliveryUntold,
    QuotationDeviates,
    QuotationEmpty,
    QuotationExpired,
    QuotationFixed,
    QuotationNotInForce,
    RequestUnsaid,
    TermsOfAnother,
    UnknownRequest,
    ValidityOver,
)
from core.sales.models import CancelReason
from core.sales.quotation_models import Quotation
from core.sales.quotation_queries import quotation_card, version_changes, versions_of
from core.sales.quotation_rules import ChangeKind, WarningKind
from core.sales.quotation_statuses import DeliveryTerm, QuotationStatus
from core.sales.quotation_steps import (
    ask_quotation,
    cancel_quotation,
    choose_lines,
    enforce_quotation,
    new_version,
    quotation_departures,
    withdraw_quotation,
)
from core.sales.quotation_type import QUOTATION_DAYS
from core.sales.quotations import QuotationChanges, create_quotation, save_quotation
from core.sales.xray import quotation_xray
from core.terms.agreements import individual_from
from tests.integration.sales.offers import TODAY, Offers, build, stored
from tests.integration.sales.trade import BOSS


@pytest.fixture
def offers(session: Session, clock: FixedClock) -> Offers:
    """A company that a test may change."""
    return build(session, clock)


def test_a_draft_is_priced_and_holds_as_long_as_the_settings_say(
    session: Session, offers: Offers
) -> None:
    key = offers.quote(session, "GLOVES 10 -5, MASK 3 @12.50, TENT 2 alt", in_force=False)
    card = quotation_card(session, offers.people["olga"], key)
    assert (card.number, card.status, card.version_no) == (
        "КЛ-000001",
        QuotationStatus.DRAFT,
        1,
    )
    assert card.valid_until == date(2026, 12, 4)
    assert [
        (line.price_minor, line.discount_minor, line.amount_minor, line.chosen)
        for line in card.lines
    ] == [
        (100_00, 50_00, 950_00, True),
        (12_50, 0, 37_50, True),
        (1000_50, 0, 2001_00, False),
    ]
    assert (card.total_minor, card.vat_minor, card.discount_minor) == (987_50, 178_07, 50_00)
    put(session, BOSS, QUOTATION_DAYS, 3)
    later = offers.quote(session, "MASK 1", in_force=False)
    assert quotation_card(session, BOSS, later).valid_until == date(2026, 11, 23)
    assert ledger.verify(session) == []


def test_an_alternative_costs_what_it_would_if_it_were_taken(
    session: Session, offers: Offers
) -> None:
    key = offers.quote(session, "GLOVES 1, TENT 2 -10 alt", in_force=False)
    (_, tent) = quotation_card(session, BOSS, key).lines
    assert (tent.discount_minor, tent.amount_minor) == (200_10, 1800_90)
    assert quotation_card(session, BOSS, key).total_minor == 100_00


def test_who_may_not_makes_and_reads_none(session: Session, offers: Offers) -> None:
    keeper = offers.people["keeper"]
    key = offers.quote(session, "MASK 1", in_force=False)
    with pytest.raises(Forbidden):
        create_quotation(session, keeper, offers.new("MASK 1"), clock=offers.clock)
    with pytest.raises(Forbidden):
        quotation_card(session, keeper, key)
    with pytest.raises(Forbidden):
        enforce_quotation(session, offers.people["zoe"], key, clock=offers.clock)
    assert session.scalars(select(Quotation.id)).all() == [key]


@pytest.mark.parametrize(
    ("error", "header", "text"),
    [
        (ValidityOver, {"valid_until": date(2026, 11, 19)}, "MASK 1"),
        (UnknownRequest, {}, "MASK 1 r2"),
        (DeliveryUntold, {"delivery": DeliveryTerm.DATE}, "MASK 1"),
        (RequestUnsaid, {"requests": "mask 0"}, "MASK 1"),
        (BadValue, {}, "MASK 1 d3651"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_made(
    session: Session,
    offers: Offers,
    error: type[Exception],
    header: dict[str, object],
    text: str,
) -> None:
    told = dict(header)
    if told.pop("delivery", None):
        (line,) = offers.lines(text)
        told["lines"] = (replace(line, delivery=DeliveryTerm.DATE),)
    with pytest.raises(error):
        create_quotation(session, BOSS, offers.new(text, **told), clock=offers.clock)
    assert session.scalars(select(Quotation.id)).all() == []


def test_editing_prices_anew_and_keeps_what_was_typed(session: Session, offers: Offers) -> None:
    key = offers.quote(session, "GLOVES 1, MASK 2 @9", in_force=False)
    card = quotation_card(session, BOSS, key)
    first, second = offers.lines("GLOVES 3 d5, MASK 2 @9")
    saved = save_quotation(
        session,
        BOSS,
        key,
        card.version,
        QuotationChanges(header={"payment_text": "сразу"}, lines=(first, second)),
        clock=offers.clock,
    )
    assert saved.total_minor == 318_00
    with pytest.raises(Conflict):
        save_quotation(session, BOSS, key, card.version, QuotationChanges(), clock=offers.clock)
    with pytest.raises(NoSuchField):
        save_quotation(
            session,
            BOSS,
            key,
            saved.version,
            QuotationChanges(header={"version_no": 7}),
            clock=offers.clock,
        )
    (gloves, _) = quotation_card(session, BOSS, key).lines
    assert (gloves.delivery, gloves.delivery_days) == (DeliveryTerm.DAYS, 5)


def test_an_agreement_of_another_is_refused(session: Session, offers: Offers) -> None:
    own = individual_from(
        session, BOSS, offers.agreement, offers.trade.partners["LILY"], clock=offers.clock
    )
    with pytest.raises(TermsOfAnother):
        create_quotation(
            session, BOSS, offers.new("MASK 1", agreement_id=own.id), clock=offers.clock
        )
    assert session.scalars(select(Quotation.id)).all() == []


def test_within_the_terms_it_is_put_in_force_and_then_stands(
    session: Session, offers: Offers
) -> None:
    key = offers.quote(session, "GLOVES 1 -5 d2")
    before = stored(session, key)
    assert before[0] == "in_force"
    with pytest.raises(QuotationFixed):
        save_quotation(
            session,
            BOSS,
            key,
            quotation_card(session, BOSS, key).version,
            QuotationChanges(header={"contact": "Иванов"}),
            clock=offers.clock,
        )
    with pytest.raises(IllegalTransition):
        enforce_quotation(session, BOSS, key, clock=offers.clock)
    assert stored(session, key) == before


def test_what_offers_nothing_or_has_expired_is_not_put_in_force(
    session: Session, offers: Offers
) -> None:
    olga = offers.people["olga"]
    empty = offers.quote(session, "MASK 1 alt", in_force=False)
    old = offers.quote(session, "MASK 1", in_force=False, valid_until=TODAY)
    before = stored(session, empty), stored(session, old)
    with pytest.raises(QuotationEmpty):
        enforce_quotation(session, olga, empty, clock=offers.clock)
    tomorrow = FixedClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    with pytest.raises(QuotationExpired) as refusal:
        enforce_quotation(session, olga, old, clock=tomorrow)
    assert refusal.value.facts["valid_until"] == TODAY
    assert (stored(session, empty), stored(session, old)) == before


def test_departures_are_approved_and_it_is_in_force_by_itself(
    session: Session, offers: Offers
) -> None:
    olga, zoe = offers.people["olga"], offers.people["zoe"]
    key = offers.quote(session, "GLOVES 1 -7 d1, MASK 1 @9", in_force=False)
    codes = [one.code for one in quotation_departures(session, olga, key)]
    assert codes == ["discount-over", "price-below", "date-too-early"]
    before = stored(session, key)
    with pytest.raises(QuotationDeviates):
        enforce_quotation(session, olga, key, clock=offers.clock)
    assert stored(session, key) == before
    asked = ask_quotation(session, olga, key, due=None, text="срочно", clock=offers.clock)
    assert stored(session, key)[0] == "not_agreed"
    assert {kind.value for kind in asked.tasks} == {"commercial", "logistic"}
    for task in inbox(session, zoe):
        decide(session, zoe, task.id, Verdict.APPROVE, clock=offers.clock)
    assert stored(session, key)[0] == "in_force"


def test_a_refusal_returns_to_the_author_and_editing_drops_what_is_asked(
    session: Session, offers: Offers
) -> None:
    olga, zoe = offers.people["olga"], offers.people["zoe"]
    key = offers.quote(session, "GLOVES 1 -7", in_force=False)
    ask_quotation(session, olga, key, due=None, text="", clock=offers.clock)
    (task,) = inbox(session, zoe)
    decide(session, zoe, task.id, Verdict.REFUSE, "дорого нам", clock=offers.clock)
    assert stored(session, key)[0] == "not_agreed"
    assert approval_state(session, key).reason == "дорого нам"
    ask_quotation(session, olga, key, due=None, text="", clock=offers.clock)
    version = quotation_card(session, olga, key).version
    save_quotation(
        session,
        olga,
        key,
        version,
        QuotationChanges(lines=offers.lines("GLOVES 1 -5")),
        clock=offers.clock,
    )
    assert inbox(session, zoe) == ()
    assert enforce_quotation(session, olga, key, clock=offers.clock).status == "in_force"


def test_who_may_deviate_asks_nobody(session: Session, offers: Offers) -> None:
    boss = offers.people["boss"]
    key = offers.quote(session, "GLOVES 1 -50", by="boss", in_force=False)
    with pytest.raises(NothingToApprove):
        ask_quotation(session, boss, key, due=None, text="", clock=offers.clock)
    assert enforce_quotation(session, boss, key, clock=offers.clock).status == "in_force"


def test_what_was_asked_is_taken_back_to_a_draft(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 1 -7", in_force=False)
    ask_quotation(session, olga, key, due=None, text="", clock=offers.clock)
    assert withdraw_quotation(session, olga, key, clock=offers.clock).status == "draft"
    assert inbox(session, offers.people["zoe"]) == ()
    assert approval_state(session, key).status is not ApprovalStatus.PENDING


def test_a_new_version_takes_the_place_of_the_old_one(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    first = offers.quote(
        session,
        "GLOVES 10 r1, MASK 1 @12",
        requests="перчатки 10 @90",
        contact="Иванов",
        payment_text="по счёту",
    )
    second = new_version(session, olga, first, clock=offers.clock, reason="просят больше")
    assert (second.version_no, second.status, second.number) == (
        2,
        QuotationStatus.DRAFT,
        "КЛ-000002",
    )
    old = quotation_card(session, olga, first)
    assert (old.status, old.cancel_reason) == (QuotationStatus.CANCELLED, "просят больше")
    new = quotation_card(session, olga, second.id)
    assert (new.contact, new.payment_text, new.total_minor) == ("Иванов", "по счёту", 1012_00)
    assert [(one.item_text, one.quantity) for one in new.requests] == [("перчатки", 10_000)]
    save_quotation(
        session,
        olga,
        second.id,
        new.version,
        QuotationChanges(lines=offers.lines("GLOVES 20 r1, TENT 1")),
        clock=offers.clock,
    )
    enforce_quotation(session, olga, second.id, clock=offers.clock)
    third = new_version(session, olga, second.id, clock=offers.clock, reason="ещё")
    assert [(row.version_no, row.status.value) for row in versions_of(session, olga, first)] == [
        (3, "draft"),
        (2, "cancelled"),
        (1, "cancelled"),
    ]
    assert [
        (one.kind, one.item, one.before and one.before.quantity, one.after and one.after.quantity)
        for one in version_changes(session, olga, second.id)
    ] == [
        (ChangeKind.REMOVED, "Mask", 1000, None),
        (ChangeKind.CHANGED, "Gloves", 10_000, 20_000),
        (ChangeKind.ADDED, "Tent", None, 1000),
    ]
    assert version_changes(session, olga, third.id) == version_changes(session, olga, first) == ()
    assert ledger.verify(session) == []


def test_only_what_is_in_force_has_a_new_version_and_only_for_a_reason(
    session: Session, offers: Offers
) -> None:
    olga = offers.people["olga"]
    draft = offers.quote(session, "MASK 1", in_force=False)
    valid = offers.quote(session, "MASK 1")
    before = stored(session, draft), stored(session, valid)
    with pytest.raises(QuotationNotInForce):
        new_version(session, olga, draft, clock=offers.clock, reason="x")
    with pytest.raises(ReasonMissing):
        new_version(session, olga, valid, clock=offers.clock, reason=" ")
    assert (stored(session, draft), stored(session, valid)) == before


def test_it_is_cancelled_for_a_reason_of_the_book_or_in_words(
    session: Session, offers: Offers
) -> None:
    olga = offers.people["olga"]
    reason = CancelReason(code="1", name="Клиент передумал")
    session.add(reason)
    session.flush()
    key = offers.quote(session, "MASK 1")
    before = stored(session, key)
    with pytest.raises(ReasonMissing):
        cancel_quotation(session, olga, key, clock=offers.clock)
    with pytest.raises(NotFound):
        cancel_quotation(session, olga, key, clock=offers.clock, reason_id=10**9)
    assert stored(session, key) == before
    cancel_quotation(session, olga, key, clock=offers.clock, reason_id=reason.id)
    assert stored(session, key)[0] == "cancelled"
    assert quotation_card(session, olga, key).cancel_reason == "Клиент передумал"
    with pytest.raises(IllegalTransition):
        cancel_quotation(session, olga, key, clock=offers.clock, reason="x")


def test_the_customer_chooses_and_the_sums_follow(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 2 -5, MASK 4, TENT 1 alt")
    saved = choose_lines(session, olga, key, {1, 3}, clock=offers.clock)
    card = quotation_card(session, olga, key)
    assert (saved.total_minor, card.discount_minor) == (1190_50, 10_00)
    assert [line.chosen for line in card.lines] == [True, False, True]
    before = stored(session, key)
    with pytest.raises(QuotationEmpty):
        choose_lines(session, olga, key, (), clock=offers.clock)
    with pytest.raises(NotFound):
        choose_lines(session, olga, key, {1, 9}, clock=offers.clock)
    whole = offers.quote(session, "GLOVES 2, MASK 4", whole_only=True)
    with pytest.raises(AllOrNothing):
        choose_lines(session, olga, whole, {1}, clock=offers.clock)
    assert stored(session, key) == before
    assert ledger.verify(session) == []


def test_an_answer_to_a_request_says_what_it_lacks(session: Session, offers: Offers) -> None:
    key = offers.quote(
        session,
        "GLOVES 3 r1, MASK 2 r1, MASK 1 @20 r2 alt, TENT 1 -10 r3",
        requests="руки 6, маска 1 @15, шатёр 1 @900.45",
        in_force=False,
    )
    found = quotation_card(session, BOSS, key).warnings
    assert [(one.kind, one.request_no, one.line_no, one.asked, one.given) for one in found] == [
        (WarningKind.LESS, 1, 0, 6000, 5000),
        (WarningKind.NOT_OFFERED, 2, 0, 1000, 0),
        (WarningKind.DEARER, 2, 3, 15_00, 20_00),
    ]


def test_prices_and_discounts_by_hand_are_given_by_right(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 1 @90", in_force=False)
    before, version = stored(session, key), quotation_card(session, olga, key).version
    for lines in ("GLOVES 1 @80", "GLOVES 1 @90, MASK 1 @9"):
        told = offers.lines(lines)
        numbered = QuotationChanges(lines=(replace(told[0], line_no=1), *told[1:]))
        with pytest.raises(Forbidden):
            save_quotation(session, olga, key, version, numbered, clock=offers.clock)
    with pytest.raises(Forbidden):
        create_quotation(session, olga, offers.new("GLOVES 1 @90"), clock=offers.clock)
    assert stored(session, key) == before
    (kept,) = offers.lines("GLOVES 3 @90")
    saved = save_quotation(
        session,
        olga,
        key,
        version,
        QuotationChanges(lines=(replace(kept, line_no=1),)),
        clock=offers.clock,
    )
    assert saved.total_minor == 270_00


def test_what_was_approved_holds_when_only_the_validity_changes(
    session: Session, offers: Offers
) -> None:
    olga, zoe = offers.people["olga"], offers.people["zoe"]
    key = offers.quote(session, "GLOVES 1 -7", in_force=False, valid_until=TODAY)
    ask_quotation(session, olga, key, due=None, text="", clock=offers.clock)
    tomorrow = FixedClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    (task,) = inbox(session, zoe)
    decide(session, zoe, task.id, Verdict.APPROVE, clock=tomorrow)
    card = quotation_card(session, olga, key)
    assert card.status is QuotationStatus.NOT_AGREED
    longer = QuotationChanges(
        header={"valid_until": date(2026, 11, 30)},
        lines=tuple(
            replace(line, internal_comment="успеть", line_no=1)
            for line in offers.lines("GLOVES 1 -7")
        ),
    )
    saved = save_quotation(session, olga, key, card.version, longer, clock=tomorrow)
    assert approval_state(session, key).status is ApprovalStatus.APPROVED
    words = QuotationChanges(header={"payment_text": "через год"})
    with session.begin_nested() as undone:
        save_quotation(session, olga, key, saved.version, words, clock=tomorrow)
        assert approval_state(session, key).status is not ApprovalStatus.APPROVED
        undone.rollback()
    session.expire_all()
    assert enforce_quotation(session, olga, key, clock=tomorrow).status == "in_force"


def test_an_expired_one_is_not_asked_about(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 1 -7", in_force=False, valid_until=TODAY)
    tomorrow = FixedClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    with pytest.raises(QuotationExpired):
        ask_quotation(session, olga, key, due=None, text="", clock=tomorrow)
    assert inbox(session, offers.people["zoe"]) == ()


def test_changes_are_not_told_where_rights_hide_the_former_version(
    session: Session, offers: Offers
) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "MASK 1", agreement_id=None)
    second = new_version(session, olga, key, clock=offers.clock, reason="с другого склада")
    other = next(key for name, key in offers.trade.warehouses.items() if name != "plain")
    save_quotation(
        session,
        olga,
        second.id,
        second.version,
        QuotationChanges(header={"warehouse_id": other}, lines=offers.lines("MASK 2")),
        clock=offers.clock,
    )
    near = replace(olga, warehouses=frozenset({other}))
    assert quotation_card(session, near, second.id).version_no == 2
    assert version_changes(session, near, second.id) == ()
    assert [row.version_no for row in versions_of(session, near, second.id)] == [2]
    assert len(version_changes(session, olga, second.id)) == 1


def test_the_x_ray_of_a_line_tells_what_is_offered(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 10 -5, MASK 1 @12, TENT 2 -2 alt")
    told = [quotation_xray(session, olga, key, number, clock=offers.clock) for number in (1, 2, 3)]
    assert [(one.code, one.amount) for one in told] == [
        ("sale-line-offered", 950_00),
        ("sale-line-offered", 12_00),
        ("sale-line-offered", 1960_98),
    ]
    assert [[step.code for step in one.children] for one in told] == [
        ["sale-agreement", "charged", "sale-vat-inside"]
    ] * 3
    with pytest.raises(NotFound):
        quotation_xray(session, olga, key, 9, clock=offers.clock)
    with pytest.raises(Forbidden):
        quotation_xray(session, offers.people["keeper"], key, 1, clock=offers.clock)
