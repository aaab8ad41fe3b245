"""An example of a plug-in for klad: a condition and a kind of discount that klad does not have.

[project.entry-points."klad.discount_conditions"]
even-day = "klad_weather:EvenDay"

[project.entry-points."klad.discount_kinds"]
nth-line = "klad_weather:NthLine"
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from core.discounts.cart import Cart


class EvenDay:
    """Holds on even days of the month; with `odd` on the others."""

    title = "Even day of the month"

    def holds(self, cart: Cart, parameters: Mapping[str, Any]) -> bool | Collection[int]:
        """Look at the business date of the sale."""
        return (cart.on.day % 2 == 0) is not bool(parameters.get("odd"))

    def say(self, cart: Cart, parameters: Mapping[str, Any], language: str) -> str:
        """Tell the day."""
        del parameters
        return f"сегодня {cart.on.day}-е число" if language == "ru" else f"day {cart.on.day}"


class LongLine:
    """Holds on lines of more than so many pieces: answers with their numbers."""

    title = "More pieces than"

    def holds(self, cart: Cart, parameters: Mapping[str, Any]) -> bool | Collection[int]:
        """Look at the quantity of every line."""
        most = int(parameters["pieces"]) * 1000
        return [line.line_no for line in cart.lines if line.quantity > most]

    def say(self, cart: Cart, parameters: Mapping[str, Any], language: str) -> str:
        """Tell the bound."""
        del cart
        return f"{'больше' if language == 'ru' else 'more than'} {parameters['pieces']}"


class NthLine:
    """Every so manieth line is so many per cent off."""

    title = "Every n-th line"

    def give(
        self, cart: Cart, parameters: Mapping[str, Any], left: Mapping[int, int]
    ) -> Mapping[int, int]:
        """Count the lines the discount may be given on."""
        del cart
        nth, percent = int(parameters["nth"]), int(parameters["percent"])
        lines = list(left)[nth - 1 :: nth]
        return {line: left[line] * percent // 100 for line in lines}

    def say(self, cart: Cart, parameters: Mapping[str, Any], language: str) -> str:
        """Tell which lines."""
        del cart
        words = "каждая строка с номером" if language == "ru" else "every line of number"
        return f"{words} {parameters['nth']}"


class Broken:
    """Raises whatever it is asked."""

    title = "Broken"

    def holds(self, cart: Cart, parameters: Mapping[str, Any]) -> bool:
        """Fail."""
        del cart
        return bool(parameters["nowhere"])

    def give(
        self, cart: Cart, parameters: Mapping[str, Any], left: Mapping[int, int]
    ) -> Mapping[int, int]:
        """Answer what is told."""
        del cart, left
        answer: Mapping[int, int] = parameters["answer"]
        return answer

    def say(self, cart: Cart, parameters: Mapping[str, Any], language: str) -> str:
        """Fail."""
        raise RuntimeError(language, bool(cart), bool(parameters))


NOT_A_PLUGIN = object()
