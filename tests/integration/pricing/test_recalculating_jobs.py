"""Recalculating prices in the background: by a person, and by the clock what is marked for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.documents.background import Job, JobFacts, JobState, job_kind
from core.pricing.recalculating import Recalculation
from core.pricing.recalculating_jobs import (
    KIND,
    SCHEDULED,
    ask_recalculation,
    recalculate_scheduled,
)
from tests.integration.pricing.shop import Shop

TODAY = date(2026, 11, 20)


def done(session: Session, shop: Shop) -> int:
    """Do the steps of the job that waits; return how many it took."""
    job = session.scalars(select(Job).where(Job.kind == KIND)).one()
    steps, cursor, finished = 0, None, False
    while not finished:
        facts = JobFacts(job.id, job.args, cursor, 0, 0, job.asked_by, shop.clock)
        progress = job_kind(KIND).step(session, facts)
        steps, cursor, finished = steps + 1, progress.cursor, progress.finished
    job.state = JobState.DONE
    session.flush()
    return steps


def test_what_a_person_asks_for_is_one_job_whatever_he_presses(
    shop: Shop, session: Session
) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 2")
    shop.set("BUY", "MILK 100, BREAD 50")
    first = ask_recalculation(session, SYSTEM, Recalculation(TODAY), clock=shop.clock)
    again = ask_recalculation(session, SYSTEM, Recalculation(TODAY), clock=shop.clock)
    assert first == again
    assert shop.priced("RET") == {}
    assert done(session, shop) == 1
    assert shop.priced("RET") == {"MILK": "200.00", "BREAD": "100.00"}


def test_at_night_only_the_types_of_the_schedule_are_computed(shop: Shop, session: Session) -> None:
    shop.type("BUY")
    shop.type("RET", "[BUY] * 2")
    shop.set("BUY", "MILK 100")
    assert recalculate_scheduled(session, shop.clock) is None
    assert session.scalars(select(Job.id).where(Job.kind == KIND)).all() == []
    shop.type("NIGHT", "[BUY] * 3", auto_update=True)
    assert recalculate_scheduled(session, shop.clock) is not None
    done(session, shop)
    assert (shop.priced("NIGHT"), shop.priced("RET")) == ({"MILK": "300.00"}, {})
    assert SCHEDULED.cron == "40 1 * * *"


def test_who_may_put_no_prices_into_force_asks_for_nothing(shop: Shop, session: Session) -> None:
    seller = replace(SYSTEM, permissions=SYSTEM.permissions - {Permission.PRICE_APPROVE})
    with pytest.raises(Forbidden):
        ask_recalculation(session, seller, Recalculation(TODAY), clock=shop.clock)
    assert session.scalars(select(Job.id)).all() == []
