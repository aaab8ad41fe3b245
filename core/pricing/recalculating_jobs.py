"""Recalculating prices as background work: asked for by a person, or by the clock every night.

Each step is a chunk of items in one transaction with the cursor of the next, so a worker killed
anywhere loses one chunk and repeats none. At night only the types are computed that are marked for
the schedule (domain §4.1).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.documents.background import JobFacts, JobKind, Progress, ask_job, register_job
from core.documents.periodic import register_periodic
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.pricing.document_type import PRICE_DOCUMENT
from core.pricing.recalculating import Recalculation, recalculate_chunk
from core.pricing.rulebook import load_rules

KIND = "recalculation"


def ask_recalculation(session: Session, actor: Actor, asked: Recalculation, *, clock: Clock) -> int:
    """Have prices recalculated in the background; one job at a time. Return its id.

    Raises:
        Forbidden: no right to put prices into force, or to background work.
    """
    actor.require(Permission.PRICE_EDIT, what=PRICE_DOCUMENT.name)
    actor.require(Permission.PRICE_APPROVE, what=PRICE_DOCUMENT.name)
    facts = {"date": f"{asked.on:%d.%m.%Y}"}
    return ask_job(session, actor, KIND, asked.as_json(), clock=clock, key=KIND, facts=facts)


def recalculate_scheduled(session: Session, clock: Clock) -> int | None:
    """Ask for the types that are marked for the schedule; None: none is."""
    if not any(rule.auto_update for rule in load_rules(session).rules.values()):
        return None
    asked = Recalculation(clock.business_date(), only_scheduled=True)
    return ask_recalculation(session, SYSTEM, asked, clock=clock)


def _step(session: Session, facts: JobFacts) -> Progress:
    """Recalculate the next chunk; whoever asked had the right to."""
    asked = Recalculation.of_json(facts.args)
    found = recalculate_chunk(session, SYSTEM, asked, facts.cursor, clock=facts.clock)
    return Progress(found.done, found.total, cursor=found.cursor, finished=found.finished)


register_job(JobKind(KIND, N_("Recalculate prices"), Permission.JOB_RUN, _step))

SCHEDULED = register_periodic(
    "prices",
    "40 1 * * *",
    recalculate_scheduled,
    title=N_("Ask for the prices that are computed by schedule"),
)
