"""EAN-13 codes printed by scales: item, weight or price inside, prefixes 20–29.

No standard gives these digits a meaning, every shop has its own; so a layout is data, and a table
of layouts says which prefixes mean what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from devices.errors import BadDeviceSetting, WeighedCodeRefused
from devices.scanner.digits import check_digit, holds, inner_check_digit, is_digits

_LENGTH = 13
_SHAPE = re.compile(r"P{1,2}D?C{3,6}V?([WSN])\1{3,4}K")


class Measure(StrEnum):
    """What the changing digits count."""

    GRAMS = "grams"
    KOPECKS = "kopecks"
    PIECES = "pieces"


_LETTER = {Measure.GRAMS: "W", Measure.KOPECKS: "S", Measure.PIECES: "N"}


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one code of the scales says."""

    item_code: str
    """The item's number in the scales, with its leading zeros."""

    measure: Measure
    amount: int
    """Grams, kopecks or pieces."""

    prefix: int
    scales: int | None = None
    """The number of the scales where the layout has one."""


@dataclass(frozen=True, slots=True)
class WeighedLayout:
    """Where the thirteen digits of one family of prefixes have what.

    Raises:
        BadDeviceSetting: the pattern is not of 13 places, or a prefix does not fit it.
    """

    pattern: str
    """`P` prefix, `D` number of the scales, `C` item, `V` verifier of the measure, `W` weight,
    `S` price, `N` pieces, `K` check digit; spaces are for the eye: `PP CCCCC WWWWW K`."""

    first_prefix: int
    last_prefix: int
    unit: int = 1
    """Grams, kopecks or pieces in one unit of the last digit: 10 where weights are in tens."""

    def __post_init__(self) -> None:
        places = self.pattern.replace(" ", "")
        if len(places) != _LENGTH or not _SHAPE.fullmatch(places):
            self._refuse("pattern", self.pattern, "PP CCCCC WWWWW K")
        low, high = (20, 29) if places.count("P") == 2 else (2, 2)  # noqa: PLR2004
        if not low <= self.first_prefix <= self.last_prefix <= high:
            self._refuse("prefix", f"{self.first_prefix}..{self.last_prefix}", f"{low}..{high}")
        if self.unit < 1:
            self._refuse("unit", self.unit, "1..")

    @property
    def measure(self) -> Measure:
        """What the pattern's changing digits count."""
        return next(measure for measure, letter in _LETTER.items() if letter in self.pattern)

    def covers(self, text: str) -> bool:
        """Return True when thirteen digits begin with one of this layout's prefixes."""
        if len(text) != _LENGTH or not is_digits(text):
            return False
        return self.first_prefix <= int(self._of(text, "P")) <= self.last_prefix

    def parse(self, text: str) -> Weighed:
        """Return what *text* says.

        Raises:
            WeighedCodeRefused: other prefix, a wrong check digit or a wrong inner verifier.
        """
        if not self.covers(text):
            expected = f"{self.first_prefix}..{self.last_prefix}"
            raise WeighedCodeRefused(what="prefix", text=text, found=text[:2], expected=expected)
        if not holds(text):
            expected = str(check_digit(text[:-1]))
            raise WeighedCodeRefused(
                what="check-digit", text=text, found=text[-1], expected=expected
            )
        told = self._of(text, _LETTER[self.measure])
        verifier = self._of(text, "V")
        if verifier and int(verifier) != inner_check_digit(told):
            expected = str(inner_check_digit(told))
            raise WeighedCodeRefused(what="verifier", text=text, found=verifier, expected=expected)
        scales = self._of(text, "D")
        return Weighed(
            item_code=self._of(text, "C"),
            measure=self.measure,
            amount=int(told) * self.unit,
            prefix=int(self._of(text, "P")),
            scales=int(scales) if scales else None,
        )

    def format(self, weighed: Weighed) -> str:
        """Return the thirteen digits for *weighed*.

        Raises:
            WeighedCodeRefused: a part does not fit its places.
        """
        letter = _LETTER[self.measure]
        units, rest = divmod(weighed.amount, self.unit)
        if rest:
            self._misfit("amount", weighed.amount, f"a multiple of {self.unit}")
        measure = self._fit(letter, str(units))
        parts = {
            "P": self._fit("P", str(weighed.prefix)),
            "D": self._fit("D", str(weighed.scales or 0)) if "D" in self.pattern else "",
            "C": self._fit("C", weighed.item_code),
            "V": str(inner_check_digit(measure)) if "V" in self.pattern else "",
            letter: measure,
        }
        digits = {key: iter(value) for key, value in parts.items()}
        payload = "".join(next(digits[place]) for place in self.pattern.replace(" ", "")[:-1])
        return f"{payload}{check_digit(payload)}"

    def _of(self, text: str, letter: str) -> str:
        places = self.pattern.replace(" ", "")
        return "".join(digit for place, digit in zip(places, text, strict=True) if place == letter)

    def _fit(self, letter: str, digits: str) -> str:
        room = self.pattern.count(letter)
        if len(digits) > room or not is_digits(digits):
            self._misfit(letter, digits, f"{room}")
        return digits.zfill(room)

    def _misfit(self, what: str, found: object, expected: str) -> None:
        raise WeighedCodeRefused(what=what, text=self.pattern, found=found, expected=expected)

    def _refuse(self, key: str, value: object, allowed: str) -> None:
        raise BadDeviceSetting(device="weighed", key=key, value=value, allowed=allowed)


@dataclass(frozen=True, slots=True)
class WeighedTable:
    """The layouts of one shop.

    Raises:
        BadDeviceSetting: two layouts claim one prefix.
    """

    layouts: tuple[WeighedLayout, ...]

    def __post_init__(self) -> None:
        taken: set[int] = set()
        for layout in self.layouts:
            # A one-digit prefix 2 claims all of 20..29.
            wide = layout.pattern.count("P") == 1
            low = 20 if wide else layout.first_prefix
            high = 29 if wide else layout.last_prefix
            claimed = set(range(low, high + 1))
            if taken & claimed:
                raise BadDeviceSetting(
                    device="weighed",
                    key="prefix",
                    value=f"{layout.first_prefix}..{layout.last_prefix}",
                    allowed="a prefix in one layout only",
                )
            taken |= claimed

    def read(self, text: str) -> Weighed | None:
        """Return what *text* says; None when no layout covers it.

        Raises:
            WeighedCodeRefused: a layout covers it and it does not hold together.
        """
        for layout in self.layouts:
            if layout.covers(text):
                return layout.parse(text)
        return None


COMMON = WeighedTable(
    (
        WeighedLayout("PP CCCCC WWWWW K", 20, 20),
        WeighedLayout("PP CCCCC NNNNN K", 21, 21),
        WeighedLayout("PP CCCCC WWWWW K", 22, 22),
        WeighedLayout("PP CCCCC WWWWW K", 24, 24),
        WeighedLayout("PP CCCCC WWWWW K", 26, 26),
        WeighedLayout("PP CCCCC WWWWW K", 28, 28),
    )
)
"""What scales in Russia are most often set to; a shop writes its own where it differs."""
