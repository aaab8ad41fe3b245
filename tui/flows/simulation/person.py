"""Somebody at work: a seeded mind, rights of his own, one verb per transaction."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session, sessionmaker

from core.access.actor import Actor
from core.access.errors import Forbidden
from core.db.unit_of_work import run
from core.kernel.clock import Clock
from core.kernel.errors import DomainError, Unavailable
from tui.flows.simulation.house import House, Site
from tui.flows.simulation.tally import Tally

T = TypeVar("T")


@dataclass
class Person:
    """What everybody at work has."""

    actor: Actor
    house: House
    sessions: sessionmaker[Session]
    clock: Clock
    tally: Tally
    dice: random.Random

    def act(self) -> bool:
        """Do one piece of work; False: there was nothing to do."""
        raise NotImplementedError

    @property
    def sites(self) -> list[Site]:
        """The warehouses he may work in."""
        allowed = self.actor.warehouses
        return [site for site in self.house.sites if allowed is None or site.id in allowed]

    def ask(self, question: Callable[[Session], T]) -> T:
        """Return what a reading tells."""
        return run(self.sessions, question)

    def do(self, what: str, verb: Callable[[Session], T]) -> T | None:
        """Do *verb* in a transaction of its own; None: the house refused, as it may.

        Raises:
            Unavailable: the database is away.
        """
        try:
            done = run(self.sessions, verb)
        except Unavailable:
            raise
        except Forbidden as error:
            # People ask only for what their roles allow; rows are another matter.
            if not str(error.facts.get("permission", "")).endswith(".row"):
                self.tally.fault(
                    "rights", error.facts.get("permission"), what, who=self.actor.login
                )
            self.tally.refuse(error.code)
            return None
        except DomainError as error:
            self.tally.refuse(error.code)
            return None
        self.tally.count(what)
        return done

    def chance(self, percent: int) -> bool:
        """Tell whether something happens that happens so often in a hundred."""
        return self.dice.randrange(100) < percent
