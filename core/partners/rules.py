"""Check digits of the numbers that Russian legal entities go by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.kernel.errors import BadValue

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_ACCOUNT = (7, 1, 3)

_COMPANY_INN = 10
_PERSON_INN = 12
_COMPANY_OGRN = 13
_PERSON_OGRN = 15
_ACCOUNT_LENGTH = 20
_BIK_LENGTH = 9


_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")


@dataclass(frozen=True, slots=True)
class RequisiteFault:
    """A number that cannot be right."""

    requisite: str
    """"inn", "kpp", "ogrn", "bik" or "bank_account"."""
    value: str
    expected: str
    """The shape of such a number, or the BIK it must agree with."""


def requisite_fault(
    *, inn: str, kpp: str, ogrn: str, bank_account: str, bik: str
) -> RequisiteFault | None:
    """Return the first number that cannot be right; an empty one is not known, not wrong.

    An account without a BIK is looked at for its length only.
    """
    if inn and not inn_is_right(inn):
        return RequisiteFault("inn", inn, "10 / 12 × 0-9")
    if kpp and not _KPP.fullmatch(kpp):
        return RequisiteFault("kpp", kpp, "9 × 0-9")
    if ogrn and not ogrn_is_right(ogrn):
        return RequisiteFault("ogrn", ogrn, "13 / 15 × 0-9")
    if bik and not (len(bik) == _BIK_LENGTH and bik.isascii() and bik.isdigit()):
        return RequisiteFault("bik", bik, "9 × 0-9")
    if bank_account and bik and not account_is_right(bank_account, bik):
        return RequisiteFault("bank_account", bank_account, bik)
    if bank_account and len(bank_account) != _ACCOUNT_LENGTH:
        return RequisiteFault("bank_account", bank_account, "20 × 0-9")
    return None


def inn_digits(body: str) -> str:
    """Return the check digits of an INN: one after 9 digits, two after 10.

    Source: order of the tax service of 29.06.2012 ММВ-7-6/435@, appendix.

    Raises:
        BadValue: *body* is not 9 or 10 digits.
    """
    if body.isascii() and body.isdigit():
        if len(body) == len(_INN_10):
            return _weighted(body, _INN_10)
        if len(body) == len(_INN_11):
            first = _weighted(body, _INN_11)
            return first + _weighted(body + first, _INN_12)
    raise BadValue(what="inn", value=body, expected="9 / 10 × 0-9")


def inn_is_right(inn: str) -> bool:
    """Tell whether *inn* has 10 or 12 digits and its check digits add up."""
    if not (inn.isascii() and inn.isdigit()):
        return False
    if len(inn) == _COMPANY_INN:
        return inn_digits(inn[:-1]) == inn[-1]
    return len(inn) == _PERSON_INN and inn_digits(inn[:-2]) == inn[-2:]


def ogrn_digit(body: str) -> str:
    """Return the last digit of an OGRN of 12, or of an OGRNIP of 14 digits before it.

    Source: rules of the register, government decree of 19.06.2002 № 438: remainder by 11 (by 13
    for entrepreneurs), its last digit.
    """
    divisor = len(body) - 1
    return str(int(body) % divisor % 10)


def ogrn_is_right(ogrn: str) -> bool:
    """Tell whether *ogrn* has 13 or 15 digits and its last one adds up."""
    if not (ogrn.isascii() and ogrn.isdigit()) or len(ogrn) not in {_COMPANY_OGRN, _PERSON_OGRN}:
        return False
    return ogrn_digit(ogrn[:-1]) == ogrn[-1]


def account_is_right(account: str, bik: str) -> bool:
    """Tell whether a settlement account of a bank agrees with its BIK (Bank of Russia, 515)."""
    if len(account) != _ACCOUNT_LENGTH or len(bik) != _BIK_LENGTH:
        return False
    if not (account.isdigit() and bik.isdigit() and (account + bik).isascii()):
        return False
    return _account_sum(bik[-3:] + account) == 0


def account_with_key(account: str, bik: str) -> str:
    """Return *account* with its ninth digit, the key, set so that it agrees with *bik*."""
    for key in "0123456789":
        keyed = account[:8] + key + account[9:]
        if account_is_right(keyed, bik):
            return keyed
    raise BadValue(what="account", value=account, expected="20 × 0-9")


def corr_account_with_key(account: str, bik: str) -> str:
    """Return a correspondent account with its ninth digit, the key, agreeing with *bik*."""
    for key in "0123456789":
        keyed = account[:8] + key + account[9:]
        if _account_sum(f"0{bik[4:6]}{keyed}") == 0:
            return keyed
    raise BadValue(what="account", value=account, expected="20 × 0-9")


def _weighted(digits: str, weights: tuple[int, ...]) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return str(total % 11 % 10)


def _account_sum(digits: str) -> int:
    return sum(int(d) * _ACCOUNT[place % 3] % 10 for place, d in enumerate(digits)) % 10
