"""A run of the wind tunnel: past sales, chunk by chunk, priced by two trees of discounts.

Nothing is written: a chunk only reads, so each may have a transaction of its own, and a run can be
left after any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.engine import Evaluation
from core.discounts.past_sales import PastSales, Place, past_sales, past_sales_of
from core.discounts.sold import PastSale, SalesAsked
from core.discounts.tunnel import Trial
from core.discounts.tunnel_facts import TunnelFacts
from core.discounts.tunnel_tally import Tally, TunnelReport
from core.kernel.errors import BadValue, NotFound

CHUNK = 500
"""Sales that are read and priced at once."""


@dataclass(frozen=True, slots=True)
class TunnelProgress:
    """How far a run is."""

    done: int
    total: int
    """As counted when the run began."""
    finished: bool
    report: TunnelReport


class WindTunnel:
    """One run, from its trial to its report; for one thread at a time."""

    def __init__(self, trial: Trial, asked: SalesAsked) -> None:
        """Prepare a run.

        Raises:
            BadValue: the last day is before the first.
        """
        if asked.until < asked.since:
            raise BadValue(what="until", value=asked.until, expected=f"≥ {asked.since}")
        self.trial = trial
        self.asked = asked
        self._facts = TunnelFacts(trial, asked)
        self._tally = Tally(trial)
        self._sources: list[PastSales] | None = None
        """Those still to be read; None: the run has not begun."""
        self._after: Place | None = None
        self._done = 0
        self._total = 0

    def chunk(self, session: Session, actor: Actor, limit: int = CHUNK) -> TunnelProgress:
        """Price the next sales and return what was found so far; only reads.

        Args:
            limit: at most so many sales.

        Raises:
            Forbidden: the actor may not see discounts, prices, or any documents of sales.
        """
        if self._sources is None:
            self._sources = self._begin(session, actor)
        if self._sources:
            source = self._sources[0]
            sales = source.page(session, actor, self.asked, self._after, limit)
            self._price(session, sales)
            self._done += len(sales)
            if len(sales) < limit:
                del self._sources[0]
                self._after = None
            else:
                self._after = (sales[-1].date, sales[-1].document_id)
        finished = not self._sources
        total = self._done if finished else max(self._total, self._done)
        return TunnelProgress(self._done, total, finished, self._tally.report())

    def again(
        self, session: Session, actor: Actor, source: str, document_id: int
    ) -> tuple[PastSale, tuple[Evaluation, Evaluation]]:
        """Return a sale as it was priced, by the tree before and by the tree after.

        Raises:
            Forbidden: the actor may not see discounts, prices or such documents.
            NotFound: there is no such sale, or rights hide it.
        """
        _require(actor)
        of = past_sales_of(source)
        actor.require(of.read, what=source, key=document_id)
        sale = of.one(session, actor, document_id)
        if sale is None:
            raise NotFound(what=source, key=document_id)
        self._facts.read(session, [sale])
        return sale, self.trial.evaluate(self._facts.cart(sale))

    def _begin(self, session: Session, actor: Actor) -> list[PastSales]:
        _require(actor)
        known = past_sales()
        sources = [source for source in known if actor.may(source.read)]
        if not sources:
            for source in known:
                actor.require(source.read, what=source.name)
        self._total = sum(source.count(session, actor, self.asked) for source in sources)
        return sources

    def _price(self, session: Session, sales: list[PastSale]) -> None:
        self._facts.read(session, sales)
        for sale in sales:
            found = self.trial.evaluate(self._facts.cart(sale))
            limits = partial(self._facts.limits, session, sale)
            self._tally.take(sale, found, self._facts.costs(sale), limits)


def _require(actor: Actor) -> None:
    actor.require(Permission.DISCOUNT_READ, what="discount")
    actor.require(Permission.PRICE_READ, what="discount")
