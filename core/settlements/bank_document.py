"""A document of a bank statement as any format tells it: a frozen value, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BankDocument:
    """One document of a bank statement, as any format tells it."""

    row: int
    """Where it begins in the file."""
    number: str
    date: dt.date
    booked_on: dt.date
    """When the bank moved the money."""
    amount_minor: int
    payer: str = ""
    payer_inn: str = ""
    payer_kpp: str = ""
    payer_account: str = ""
    payee: str = ""
    payee_account: str = ""
    purpose: str = ""

    @property
    def key(self) -> str:
        """Return what tells it from all other documents of all banks."""
        return "|".join(
            (
                self.number,
                self.date.isoformat(),
                str(self.amount_minor),
                self.payer_account,
                self.payee_account,
            )
        )
