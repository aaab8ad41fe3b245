"""The form of price types: what means nothing for the method is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.background import own_jobs
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.pricing.books import PRICE_TYPE
from core.pricing.calculation import SEVERAL, SOURCES
from core.pricing.kinds import CalculationMethod, PriceTypeStatus
from core.pricing.recalculating import Recalculation
from core.pricing.recalculating_jobs import ask_recalculation
from tui.flows.desk.books import BookForm
from tui.flows.desk.shapes import Card, Command, Done, Given

_NEEDED: Mapping[str, frozenset[CalculationMethod]] = {
    "base_type_id": frozenset({CalculationMethod.MARKUP}),
    "markup": frozenset({CalculationMethod.MARKUP, *SOURCES}),
    "aggregation": SEVERAL,
    "formula": frozenset({CalculationMethod.FORMULA}),
    "query": frozenset({CalculationMethod.QUERY}),
    "threshold": frozenset(one for one in CalculationMethod if one.computed),
    "auto_update": frozenset(one for one in CalculationMethod if one.computed),
}
"""Field → the methods it means something for."""


def _computed(card: Card) -> bool:
    return card.id is not None and CalculationMethod(card.values["method"]).computed


def _stored(card: Card) -> bool:
    return card.id is not None


def _round(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Try the ranges on sample prices."""
    del session, actor, clock, given
    return Done("", show=("rounding", card.id or 0))


def _recalculate(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Recalculate this type."""
    del session, actor, clock, given
    return Done("", show=("recalculation", card.id or 0))


def _recalculate_all(
    session: Session, actor: Actor, card: Card, clock: Clock, given: Given
) -> Done:
    """Recalculate all types that are computed."""
    del session, actor, card, clock, given
    return Done("", show=("recalculation", 0))


def _recalculate_later(
    session: Session, actor: Actor, card: Card, clock: Clock, given: Given
) -> Done:
    """Have a worker recalculate all types that are computed; show how far it is."""
    del card, given
    asked = Recalculation(clock.business_date())
    job = ask_recalculation(session, actor, asked, clock=clock)
    own = {one.id for one in own_jobs(session, actor.user_id, clock.now())}
    return Done(
        N_("Prices are recalculated in the background; you may go on."),
        open=("background_jobs", job) if job in own else None,
    )


class PriceTypeForm(BookForm):
    """Вид цен."""

    def __init__(self) -> None:
        super().__init__(PRICE_TYPE)
        self.commands = (
            Command("round", N_("Try the rounding"), Permission.PRICE_READ, _round, _stored),
            Command(
                "recalculate",
                N_("Recalculate this type"),
                Permission.PRICE_APPROVE,
                _recalculate,
                _computed,
            ),
            Command(
                "recalculate_all",
                N_("Recalculate all dependent types"),
                Permission.PRICE_APPROVE,
                _recalculate_all,
            ),
            Command(
                "recalculate_later",
                N_("Recalculate all in the background"),
                Permission.JOB_RUN,
                _recalculate_later,
            ),
            *self.commands,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty type in roubles, with VAT, for wholesale and retail."""
        card = super().new(session, actor, clock)
        if card is None:
            return None
        usual: dict[str, Any] = {
            "status": PriceTypeStatus.IN_FORCE,
            "currency": "RUB",
            "includes_vat": True,
            "wholesale": True,
            "retail": True,
            "markup": 0,
            "threshold": 0,
        }
        return card.with_values(**usual)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the type with its groups and ranges."""
        values = card.values
        filled = {name: values.get(name) or 0 for name in ("markup", "threshold")}
        return super().save(session, actor, card.with_values(**filled), clock)

    def hidden(self, card: Card) -> frozenset[str]:
        """Hide what the method, or a type for everybody and everything, has no use for."""
        values = card.values
        method = CalculationMethod(values.get("method") or CalculationMethod.MANUAL)
        found = {name for name, methods in _NEEDED.items() if method not in methods}
        if not values.get("partner_id"):
            found.add("refines_id")
        if not values.get("item_segment_id"):
            found.add("forbid_outside")
        return frozenset(found)

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show any price type: they belong to no other row."""
        if name in {"base_type_id", "refines_id"}:
            return ()
        return super().narrow(card, table, line, name)
