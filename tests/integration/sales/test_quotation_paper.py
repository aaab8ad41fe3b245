"""The paper of a quotation: what the customer reads, and what he does not."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from core.kernel.clock import FixedClock
from core.sales.quotation_queries import quotation_card
from core.terms.agreement_steps import enforce_agreement
from core.terms.agreements import AgreementInput, create_agreement
from core.terms.rules import ScheduleStage
from core.terms.statuses import AgreementKind, StageKind
from tests.integration.sales.offers import build
from tests.integration.sales.trade import BOSS
from tui.flows.papers import preview

WIDTH = 120


def test_the_customer_reads_stages_and_public_comments_but_none_of_ours(
    session: Session, clock: FixedClock
) -> None:
    offers = build(session, clock)
    stages = (
        ScheduleStage(StageKind.PREPAYMENT, 3_000),
        ScheduleStage(StageKind.CREDIT, 7_000, 14),
    )
    header = {"name": "Частями", "price_type_id": offers.trade.price_type_id}
    made = create_agreement(
        session,
        BOSS,
        AgreementKind.STANDARD,
        AgreementInput(header=header, stages=stages),
        clock=clock,
    )
    enforce_agreement(session, BOSS, made.id, clock=clock)
    gloves, tent = offers.lines("GLOVES 10, TENT 1 alt")
    key = offers.quote(
        session,
        "",
        by="boss",
        agreement_id=made.id,
        payment_text="по счёту",
        comment="наша заметка",
        lines=(
            replace(gloves, public_comment="плотные", internal_comment="дорого закупили"),
            tent,
        ),
    )
    assert quotation_card(session, BOSS, key).schedule == stages
    told = " ".join(" ".join(preview(session, BOSS, "quotation", key, WIDTH)).split())
    for words in (
        "по счёту; Предоплата (до отгрузки) 30%, Кредит (после отгрузки) 70% через 14 дн.",
        "плотные",
        "Итого по варианту",
    ):
        assert words in told
    assert "дорого закупили" not in told
    assert "наша заметка" not in told
