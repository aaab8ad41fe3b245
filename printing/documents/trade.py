"""What a quotation, an order and a bill have in common: lines, VAT by rate, totals, parties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from printing.documents.payment_code import NO_ACCOUNT, BankAccount
from printing.documents.torg12_data import Party
from printing.documents.totals import rate_text
from printing.engine.figures import money, quantity
from printing.engine.form import (
    Block,
    Divider,
    Face,
    Field,
    Note,
    Signature,
    SignPlace,
    Sum,
)
from printing.words import money_in_words

LABEL_WIDTH = 32
"""Of the facts under a title, millimetres."""
_ENTREPRENEUR_INN = 12
_ROUBLE = "RUB"


@dataclass(frozen=True, slots=True)
class TradeLine:
    """One item of a trading document; minor units of its currency."""

    name: str
    quantity_thousandths: int
    price_minor: int
    """Per unit before the discount; with VAT where the document's prices have it."""
    amount_minor: int
    """After the discount, with VAT."""
    vat_minor: int
    vat_rate: int | None
    """Hundredths of a percent; None: without VAT."""
    unit: str = ""
    article: str = ""
    code: str = ""
    details: str = ""
    """Variant, packaging: stands after the name."""
    discount: int = 0
    """Hundredths of a percent; 0: none."""
    final_price_minor: int | None = None
    """Per unit after the discount; None: there is no discount."""

    @property
    def net_minor(self) -> int:
        """The amount without VAT."""
        return self.amount_minor - self.vat_minor

    def described(self) -> str:
        """Return name and details."""
        return ", ".join(part for part in (self.name, self.details) if part)

    def counted(self) -> str:
        """Return the quantity."""
        return quantity(self.quantity_thousandths)

    def sum_minor(self, *, with_vat: bool) -> int:
        """Return what the column of sums says: the amount as the document's prices are."""
        return self.amount_minor if with_vat else self.net_minor


@dataclass(frozen=True, slots=True)
class Payee:
    """Who sells, where his money goes, who signs for him."""

    party: Party
    account: BankAccount = NO_ACCOUNT
    director: str = ""
    accountant: str = ""

    @property
    def entrepreneur(self) -> bool:
        """Whether a person, who signs for himself (ИП)."""
        return len(self.party.inn) == _ENTREPRENEUR_INN


def percent(hundredths: int) -> str:
    """Write hundredths of a percent: "7,5%"; 0 is an empty place."""
    return rate_text(hundredths) if hundredths else ""


def discounted(lines: Iterable[TradeLine]) -> bool:
    """Whether any line has a discount, so that the column is worth its place."""
    return any(line.discount for line in lines)


def vat_sums(lines: Sequence[TradeLine], *, with_vat: bool) -> tuple[Sum, ...]:
    """Return a row for each rate, the highest first; one row «Без налога» if there is no VAT."""
    by_rate: dict[int, int] = {}
    for line in lines:
        if line.vat_rate is not None:
            by_rate[line.vat_rate] = by_rate.get(line.vat_rate, 0) + line.vat_minor
    if not by_rate:
        return (Sum("Без налога (НДС):", "—"),)
    words = "В том числе НДС" if with_vat else "Сумма НДС"
    return tuple(
        Sum(f"{words} ({rate_text(rate)}):", money(by_rate[rate]))
        for rate in sorted(by_rate, reverse=True)
    )


def totals(
    lines: Sequence[TradeLine], *, with_vat: bool, currency: str, label: str = "Всего"
) -> tuple[Sum, ...]:
    """Return the sums under a table: of its column, VAT by rate, everything."""
    column = sum(line.sum_minor(with_vat=with_vat) for line in lines)
    return (
        Sum("Итого:", money(column)),
        *vat_sums(lines, with_vat=with_vat),
        Sum(f"{label}{in_currency(currency)}:", money(total_of(lines))),
    )


def total_of(lines: Iterable[TradeLine]) -> int:
    """Return the sum of rounded lines with VAT."""
    return sum(line.amount_minor for line in lines)


def in_currency(currency: str) -> str:
    """Return ", USD" for a sum that is not in roubles."""
    return "" if currency == _ROUBLE else f", {currency}"


def said_in_words(
    count: int, minor: int, currency: str, *, asked_minor: int | None = None
) -> tuple[Block, ...]:
    """Return how many names there are, for how much, and the sum in words.

    Args:
        count: of the lines.
        minor: what they cost.
        currency: ISO 4217.
        asked_minor: what is to be paid of it; None: all of it.
    """
    unit = "\u00a0" + ("руб." if currency == _ROUBLE else currency)
    asked = minor if asked_minor is None else asked_minor
    told = f"Всего наименований {count}, на сумму {money(minor)}{unit}"
    if asked != minor:
        told += f" К оплате {money(asked)}{unit}"
    return (
        Note(told, size=8.5),
        Note(money_in_words(asked, currency), size=9, face=Face.BOLD),
    )


def heading(title: str) -> tuple[Block, ...]:
    """Return the name of a document over a thick line."""
    return (Note(title, size=14, face=Face.BOLD), Divider())


def facts(told: Iterable[tuple[str, str]], *, strong: int = 0) -> tuple[Block, ...]:
    """Return labelled facts one under another; the first *strong* ones bold; empty ones not."""
    return tuple(
        Field(
            f"{label}:",
            value,
            brief=label,
            label_width=LABEL_WIDTH,
            size=8.5,
            face=Face.BOLD if place < strong else Face.REGULAR,
            ruled=False,
        )
        for place, (label, value) in enumerate(told)
        if value
    )


def signature(label: str, name: str = "") -> Signature:
    """Return a place to sign half a page wide, with the name where it is known."""
    places = (SignPlace("(подпись)", "", 26), SignPlace("(расшифровка подписи)", name, 34))
    return Signature(label, places, label_width=27, size=8)
