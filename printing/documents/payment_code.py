"""What the QR code of a bill says: ГОСТ Р 56042-2014, read by the application of any bank.

The payer's application fills in the whole payment order from it. The standard limits each value
and lets the separator be chosen; nothing is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass

_FORMAT = "ST0001"
_UTF_8 = "2"
"""Digit of the encoding: 1 is Windows-1251, 2 UTF-8, 3 KOI8-R."""
_SEPARATORS = "|~^#;!$*"
"""The usual one, and what stands in for it when a value has it."""
_NAME, _BANK, _PURPOSE = 160, 45, 210
_ACCOUNT_DIGITS, _BIC_DIGITS, _CORR_DIGITS = 20, 9, 20
_NO_CORR = "0"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where money goes; empty strings are not known."""

    account: str = ""
    """20 digits."""
    bank: str = ""
    bic: str = ""
    """9 digits."""
    corr_account: str = ""
    """20 digits; some banks have none."""


NO_ACCOUNT = BankAccount()


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """A transfer somebody is asked to make, in roubles."""

    payee: str
    account: BankAccount
    sum_minor: int
    purpose: str
    inn: str = ""
    kpp: str = ""


def payment_code(order: PaymentOrder) -> str | None:
    """Return the text of the code; None when the account is not known well enough to pay to.

    Values too long for the standard are cut, line breaks become spaces.
    """
    values = _values(order)
    if not values:
        return None
    told = "".join(values.values())
    separator = next((char for char in _SEPARATORS if char not in told), None)
    if separator is None:
        separator = _SEPARATORS[0]
        values = {key: value.replace(separator, "/") for key, value in values.items()}
    pairs = (f"{key}={value}" for key, value in values.items())
    return f"{_FORMAT}{_UTF_8}{separator}{separator.join(pairs)}"


def _values(order: PaymentOrder) -> dict[str, str]:
    """Return key and value in the order of the standard; empty: an obligatory one is missing."""
    of = order.account
    needed = {
        "Name": _fitting(order.payee, _NAME),
        "PersonalAcc": _digits(of.account, _ACCOUNT_DIGITS),
        "BankName": _fitting(of.bank, _BANK),
        "BIC": _digits(of.bic, _BIC_DIGITS),
        "CorrespAcc": _digits(of.corr_account, _CORR_DIGITS) if of.corr_account else _NO_CORR,
    }
    if not all(needed.values()) or order.sum_minor <= 0:
        return {}
    further = {
        "Sum": str(order.sum_minor),
        "Purpose": _fitting(order.purpose, _PURPOSE),
        "PayeeINN": _fitting(order.inn, 12),
        "KPP": _fitting(order.kpp, 9),
    }
    return needed | {key: value for key, value in further.items() if value}


def _fitting(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit].rstrip()


def _digits(text: str, count: int) -> str:
    """Return *text* if it is so many digits, else nothing."""
    said = "".join(text.split())
    return said if len(said) == count and said.isascii() and said.isdigit() else ""
