"""What can be done with a quotation, and the orders and quotations made of deals, needs, visits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.sales.listed_discounts import quotation_discounts
from core.sales.order_sources import order_from, quotation_from
from core.sales.quotation_orders import order_from_quotation
from core.sales.quotation_statuses import EDITABLE, QuotationStatus
from core.sales.quotation_steps import (
    ask_quotation,
    cancel_quotation,
    choose_lines,
    enforce_quotation,
    new_version,
    withdraw_quotation,
)
from core.sales.quotations import QuotationChanges, QuotationSaved, save_quotation
from core.sales.xray import quotation_xray
from tui.flows.desk.approval_tab import ask_command, withdraw_command
from tui.flows.desk.need_commands import RECORD_NEED
from tui.flows.desk.sale_approval import xray_command
from tui.flows.desk.sale_discounts import pick_command
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Values

_EDIT = Permission.QUOTATION_EDIT


def _key(card: Card) -> int:
    return card.id or 0


def _in(*statuses: QuotationStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


def _replaceable(card: Card) -> bool:
    """Tell whether a new version may take its place: it holds, or has expired."""
    return _in(QuotationStatus.IN_FORCE)(card) or bool(card.values.get("expired"))


def _enforce(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = enforce_quotation(session, actor, _key(card), clock=clock)
    return Done(N_("{number} is in force."), {"number": saved.number})


def _order(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    return _ordered(order_from(session, actor, _key(card), clock=clock), card)


def _ordered(saved: Any, card: Card) -> Done:  # noqa: ANN401 - an order as a verb left it
    return Done(
        N_("Order {number} is made of {heading}."),
        {"number": saved.number, "heading": card.heading},
        ("customer_orders", saved.id),
    )


def _order_part(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Order some lines whole, or a part of the one under the cursor."""
    lines = card.lines["lines"]
    left = {line["line_no"]: line.get("left") or 0 for line in lines}
    numbers = read_numbers(str(given.values.get("lines") or ""), list(left))
    wanted = {number: left[number] for number in numbers}
    typed = given.values.get("quantity")
    if len(numbers) == 1 and typed:
        wanted = {numbers[0]: typed}
    saved = order_from_quotation(session, actor, _key(card), wanted, clock=clock)
    return _ordered(saved, card)


def read_numbers(text: str, known: list[int]) -> list[int]:
    """Return the numbers of lines that "1, 3-5" names, in their order.

    Raises:
        BadValue: it is no list of numbers, or names a line that is not there.
    """
    found: set[int] = set()
    for part in text.replace(",", " ").split():
        first, dash, last = part.partition("-")
        if not (first.isdecimal() and (last.isdecimal() if dash else True)):
            raise BadValue(what="line_no", value=part, expected="1, 3-5")
        found |= set(range(int(first), int(last or first) + 1))
    if not found or not found <= set(known):
        raise BadValue(what="line_no", value=text, expected="1, 3-5")
    return sorted(found)


def _first_left(card: Card, given: Given) -> Values:
    """Propose everything that is left; one line only where it is the cursor's."""
    del given
    numbers = [str(line["line_no"]) for line in card.lines["lines"] if line.get("left")]
    return {"lines": ", ".join(numbers), "quantity": None}


def _choose(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Turn the choice of the line under the cursor."""
    lines = card.lines["lines"]
    at = lines[given.line or 0]["line_no"]
    chosen = {line["line_no"] for line in lines if line.get("chosen")} ^ {at}
    choose_lines(session, actor, _key(card), chosen, clock=clock)
    taken = N_("Line {line} is chosen.") if at in chosen else N_("Line {line} is not chosen.")
    return Done(taken, {"line": at})


def _version(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    saved = new_version(session, actor, _key(card), clock=clock, **_reason(given))
    return Done(
        N_("{number} takes the place of {heading}: version {version}."),
        {"number": saved.number, "heading": card.heading, "version": saved.version_no},
        ("quotations", saved.id),
    )


def _cancel(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    saved = cancel_quotation(session, actor, _key(card), clock=clock, **_reason(given))
    return Done(N_("{number} is cancelled."), {"number": saved.number})


def _pick(
    session: Session, actor: Actor, card: Card, clock: Clock, discounts: Sequence[int]
) -> QuotationSaved:
    changes = QuotationChanges(header={"chosen_discounts": list(discounts)})
    return save_quotation(session, actor, _key(card), card.version, changes, clock=clock)


def _reason(given: Given) -> dict[str, Any]:
    values = given.values
    return {
        "reason_id": values.get("reason_id") or None,
        "reason": str(values.get("reason") or ""),
    }


_WHY = (
    Field("reason_id", N_("Reason"), FieldKind.ROW, of="cancel_reason", width=30),
    Field("reason", N_("In words"), width=40),
)

COMMANDS = (
    Command(
        "enforce",
        N_("Put in force"),
        _EDIT,
        _enforce,
        _in(*sorted(EDITABLE)),
        N_("Put {heading} in force? From then on it is changed only by a new version."),
    ),
    ask_command(_EDIT, ask_quotation, _in(*sorted(EDITABLE))),
    withdraw_command(_EDIT, withdraw_quotation, _in(*sorted(EDITABLE))),
    Command(
        "order",
        N_("Make an order of all that is left"),
        Permission.ORDER_EDIT,
        _order,
        _in(QuotationStatus.IN_FORCE),
    ),
    Command(
        "order_part",
        N_("Make an order of some lines"),
        Permission.ORDER_EDIT,
        _order_part,
        _in(QuotationStatus.IN_FORCE),
        asks=(
            Field("lines", N_("Lines, such as 1, 3-5"), required=True, width=30),
            Field("quantity", N_("How much of a single line"), FieldKind.QUANTITY, width=10),
        ),
        initial=_first_left,
    ),
    Command(
        "choose",
        N_("The customer takes the line, or not"),
        _EDIT,
        _choose,
        lambda card: _in(QuotationStatus.IN_FORCE)(card) and bool(card.lines["lines"]),
        line_of="lines",
    ),
    Command(
        "version",
        N_("Make a new version"),
        _EDIT,
        _version,
        _replaceable,
        asks=_WHY,
    ),
    Command(
        "cancel",
        N_("Cancel the quotation"),
        _EDIT,
        _cancel,
        _in(*sorted(EDITABLE), QuotationStatus.IN_FORCE),
        asks=_WHY,
    ),
    xray_command(quotation_xray),
    pick_command(_EDIT, quotation_discounts, _pick, _in(*sorted(EDITABLE))),
    RECORD_NEED,
)


def _order_of(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    return _ordered(order_from(session, actor, _key(card), clock=clock), card)


def _quotation_of(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = quotation_from(session, actor, _key(card), clock=clock)
    return Done(
        N_("Quotation {number} is made of {heading}."),
        {"number": saved.number, "heading": card.heading},
        ("quotations", saved.id),
    )


def _stands(card: Card) -> bool:
    """Tell whether something can be made of it: nothing that came to nothing."""
    return card.id is not None and card.status not in {"lost", "dropped", "cancelled", "satisfied"}


SOURCE_COMMANDS = (
    Command(
        "make_order",
        N_("Make an order on its basis"),
        Permission.ORDER_EDIT,
        _order_of,
        _stands,
    ),
    Command(
        "make_quotation",
        N_("Make a quotation on its basis"),
        _EDIT,
        _quotation_of,
        _stands,
    ),
)
"""For the forms of deals, customer needs and visits."""
