"""Check digits of trade numbers (GS1 General Specifications §7.9)."""

from __future__ import annotations


def check_digit(payload: str) -> int:
    """Return the modulo-10 check digit that follows *payload*, a text of digits."""
    odd = sum(int(digit) for digit in payload[-1::-2])
    even = sum(int(digit) for digit in payload[-2::-2])
    return -(3 * odd + even) % 10


def holds(number: str) -> bool:
    """Return True when the last digit of *number* is the check digit of the rest."""
    return check_digit(number[:-1]) == int(number[-1])


def is_digits(text: str) -> bool:
    """Return True when *text* is ASCII digits only, at least one."""
    return text.isascii() and text.isdigit()


def expand_upc_e(number: str) -> str | None:
    """Return the 12 digits of UPC-A behind the 8 digits of UPC-E; None when it is not UPC-E.

    GS1 General Specifications §5.2.2.4.2: the last digit of the six tells where the zeros were.
    """
    if len(number) != 8 or number[0] not in "01":  # noqa: PLR2004
        return None
    system, six, last = number[0], number[1:7], number[7]
    if six[5] in "012":
        body = six[:2] + six[5] + "0000" + six[2:5]
    elif six[5] == "3":
        body = six[:3] + "00000" + six[3:5]
    elif six[5] == "4":
        body = six[:4] + "00000" + six[4]
    else:
        body = six[:5] + "0000" + six[5]
    return system + body + last


def inner_check_digit(measure: str) -> int:
    """Return the verifier of a weight or price of four or five digits inside an EAN-13.

    GS1 General Specifications §7.9.2–7.9.4, weighting factors 2-, 3, 5+ and 5-.
    """
    if len(measure) == 4:  # noqa: PLR2004
        return 3 * _weigh(measure, (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)) % 10
    factors = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)
    return _FIVE_MINUS.index(-_weigh(measure, factors) % 10)


def _weigh(measure: str, factors: tuple[tuple[int, ...], ...]) -> int:
    return sum(factor[int(digit)] for factor, digit in zip(factors, measure, strict=True))


_TWO_MINUS = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THREE = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_PLUS = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_MINUS = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)
