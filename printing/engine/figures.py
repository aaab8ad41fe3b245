"""How figures and dates look on paper: NBSP between thousands, a decimal comma."""

from __future__ import annotations

import datetime as dt

NBSP = "\u00a0"


def grouped(number: int) -> str:
    """Write a whole number with NBSP between thousands; the sign is a hyphen."""
    return f"{number:,}".replace(",", NBSP)


def money(minor: int) -> str:
    """Write hundredths of a currency as "1 234,56"."""
    sign = "-" if minor < 0 else ""
    major, rest = divmod(abs(minor), 100)
    return f"{sign}{grouped(major)},{rest:02d}"


def quantity(thousandths: int) -> str:
    """Write thousandths without needless zeros: "12", "0,5", "1 250,125"."""
    sign = "-" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), 1000)
    tail = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{sign}{grouped(whole)}{tail}"


def kilograms(grams: int) -> str:
    """Write grams as kilograms with three decimals, as scales do: "12,500"."""
    sign = "-" if grams < 0 else ""
    whole, rest = divmod(abs(grams), 1000)
    return f"{sign}{grouped(whole)},{rest:03d}"


def tonnes(grams: int) -> str:
    """Write grams as tonnes with three decimals, or as many as they need: "0,0125"."""
    whole, rest = divmod(grams, 1_000_000)
    decimals = f"{rest:06d}"
    return f"{grouped(whole)},{decimals[:3]}{decimals[3:].rstrip('0')}"


def cubic_metres(cubic_centimetres: int) -> str:
    """Write cm³ as m³ with three decimals, half up: "0,125"."""
    litres = (cubic_centimetres + 500) // 1000
    return f"{grouped(litres // 1000)},{litres % 1000:03d}"


def day(date: dt.date) -> str:
    """Write a date as dd.mm.yyyy."""
    return date.strftime("%d.%m.%Y")
