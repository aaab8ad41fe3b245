"""Picking discounts from the list for an order or a quotation (Назначаются вручную из списка)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import clock_of
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.listed_discounts import Listed
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Values

Save = Callable[[Session, Actor, Card, Clock, Sequence[int]], object]
"""Writes the discounts picked for a card."""

_SAID = "chosen_discounts"


def pick_command(
    permission: Permission,
    listed: Callable[..., tuple[Listed, ...]],
    save: Save,
    live: Callable[[Card], bool],
) -> Command:
    """Return the command that picks discounts from the list.

    Args:
        listed: the query, as `core.sales.listed_discounts.order_discounts`.
        live: whether prices of the card may still change.
    """

    def asks(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
        found = listed(session, actor, card.id or 0, clock=clock_of(session))
        return tuple(
            Field(_name(one.discount_id), one.name, FieldKind.FLAG, width=3) for one in found
        )

    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        picked = sorted(
            int(name.removeprefix(_PREFIX))
            for name, value in given.values.items()
            if name.startswith(_PREFIX) and value
        )
        if not given.values and not card.values.get(_SAID):
            return Done(N_("No discount of the list would be given here now."))
        save(session, actor, card, clock, picked)
        return Done(N_("Discounts picked from the list: {count}."), {"count": len(picked)})

    return Command(
        "discounts",
        N_("Pick discounts from the list"),
        permission,
        run,
        lambda card: live(card) and bool(card.lines.get("lines")),
        prepare=asks,
        initial=_picked,
    )


_PREFIX = "discount_"


def _name(discount_id: int) -> str:
    return f"{_PREFIX}{discount_id}"


def _picked(card: Card, given: Given) -> Values:
    del given
    return {_name(one): True for one in card.values.get(_SAID) or ()}
