"""Importing currency rates; a known currency that is not in the book comes into it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.exchange.faults import Fault
from core.exchange.upserting import Upserted, upsert
from core.exchange.work import Work, Write
from core.settlements.rate_models import Currency, CurrencyRate
from core.settlements.rates import KNOWN, ROUBLE

_DECIMALS = Decimal("0.0000000001")


def import_rates(work: Work) -> Write:
    """Check and write rates; without a date they hold from today's business date on.

    A rate told for several units, as the Bank of Russia tells some, is divided by them.
    """
    session, desk = work.session, work.desk
    books = set(session.scalars(select(Currency.code)))
    today = work.clock.business_date()
    rows: dict[tuple[str, date], dict[str, Any]] = {}
    fresh: dict[str, dict[str, Any]] = {}
    for record in work.records:
        code = record.values["currency"]
        if code == ROUBLE or (code not in books and code not in KNOWN):
            desk.refuse(record, "currency", Fault.UNKNOWN, "currency")
            continue
        if code not in books:
            number, name = KNOWN[code]
            fresh[code] = {"code": code, "number": number, "name": name}
        since = record.values.get("since", today)
        rate = record.values["rate"] / record.values.get("nominal", 1)
        exact = rate.quantize(_DECIMALS).normalize()
        if exact <= 0:
            desk.refuse(record, "rate", Fault.NOT_POSITIVE, "92,4375")
            continue
        rows[code, since] = {"currency": code, "since": since, "rate": exact}

    def write() -> dict[str, Upserted]:
        currencies = upsert(session, Currency, ["code"], [fresh[code] for code in sorted(fresh)])
        rates = upsert(session, CurrencyRate, ["currency", "since"], list(rows.values()))
        return {"currency": currencies, "currency_rate": rates}

    return write
