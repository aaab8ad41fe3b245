"""The form of payment schedules: a template with its stages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.reference import book
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.terms.payment_rules import stages_for
from core.terms.schedules import BOOK, save_schedule, schedule_stages
from tui.flows.desk.books import BookForm
from tui.flows.desk.shapes import Card
from tui.flows.desk.stages import STAGES, new_stage, read_stages, stage_lines, stages_text
from tui.formatting import money, percent

EXAMPLE = 100_000_00
"""Minor units of the order that the example is of."""


class ScheduleForm(BookForm):
    """График оплаты."""

    def __init__(self) -> None:
        super().__init__(book(BOOK))
        self.tables = (STAGES,)
        self.words = {"stages": N_("Stages")}

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the template with its stages."""
        card = super().open(session, actor, key)
        stages = schedule_stages(session, [key]).get(key, ())
        return _summed(card.with_lines(STAGES.name, stage_lines(stages)))

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty template."""
        card = super().new(session, actor, clock)
        return None if card is None else _summed(card.with_lines(STAGES.name, ()))

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the template whole."""
        values = (str(card.values["code"]), str(card.values["name"]))
        stages = read_stages(card.lines[STAGES.name])
        return save_schedule(session, actor, card.id, card.version, values, stages, clock=clock).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a credit of whatever is left."""
        del session, actor, picked
        return new_stage(card.lines[table])

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Count what the stages come to."""
        del session, actor, table, line, name
        return _summed(card)

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a template with the same stages."""
        made = super().copied(card, fresh)
        return _summed(made.with_lines(STAGES.name, card.lines[STAGES.name]))

    def told(self, name: str, value: object) -> str | None:
        """Return stages in words."""
        return stages_text(value) if name == "stages" else None


def _summed(card: Card) -> Card:
    """Say what the stages come to, and what they make of an order."""
    stages = [stage for stage in read_stages(card.lines[STAGES.name]) if stage.percent > 0]
    facts = [(N_("Together"), percent(sum(stage.percent for stage in stages)))]
    if stages:
        day = dt.date(2026, 1, 1)
        amounts = (money(one.amount_minor) for one in stages_for(stages, EXAMPLE, day, day))
        facts.append((N_("Of 100 000"), " · ".join(amounts)))
    return replace(card, facts=tuple(facts))
