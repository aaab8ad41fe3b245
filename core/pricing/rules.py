"""Identifiers of price types and the moving average of costs. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

_WORD = re.compile(r"\w+")


def identifier_of(name: str, taken: Collection[str] = ()) -> str:
    """Return what formulas may call a price type: "Оптовая цена" is "ОптоваяЦена".

    Args:
        taken: identifiers of other types; where the plain one is among them a number is added.
    """
    words = _WORD.findall(name)
    plain = "".join(word[:1].upper() + word[1:] for word in words) or "Цена"
    used = {one.casefold() for one in taken}
    found, number = plain, 1
    while found.casefold() in used:
        number += 1
        found = f"{plain}{number}"
    return found


@dataclass(frozen=True, slots=True)
class Movement:
    """What happened on one day to the stock of one item, or to what it is worth."""

    on: date
    quantity: int
    """Thousandths; below 0: goods left. Priced or not."""
    price: Fraction | None = None
    """Minor units per base unit that came in; None: what leaves, or came in without a price."""
    fixed: bool = False
    """The price is the cost from now on, whatever the average says; the quantity is 0."""


def moving_average(movements: Iterable[Movement]) -> list[tuple[date, Fraction]]:
    """Return the cost per base unit after each day that changed it (скользящая средняя).

    What came in priced on a day is averaged, by quantity, with what lay there before at the cost it
    had before; stock at or below zero weighs nothing, so the first receipt after a sell-out sets
    the cost anew. Within a day what came in goes first, then a cost fixed by hand, then what left:
    leaving never changes the cost. Priced arrivals of no quantity set the cost of empty stock only.

    Args:
        movements: of one item; in any order.
    """
    found: list[tuple[date, Fraction]] = []
    stock, cost = 0, None
    ordered = sorted(movements, key=lambda one: one.on)
    for day, several in groupby(ordered, key=lambda one: one.on):
        of_day = list(several)
        before = cost
        arrived = [one for one in of_day if one.price is not None and not one.fixed]
        for one in arrived:
            cost = _averaged(stock, cost, one)
            stock += one.quantity
        for one in of_day:
            if one.fixed:
                cost = one.price
            elif one.price is None:
                stock += one.quantity
        if cost is not None and cost != before:
            found.append((day, cost))
    return found


def _averaged(stock: int, cost: Fraction | None, arrived: Movement) -> Fraction | None:
    if cost is None or stock <= 0 or arrived.price is None:
        return arrived.price
    whole = stock + arrived.quantity
    return (stock * cost + arrived.quantity * arrived.price) / whole
