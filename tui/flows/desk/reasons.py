"""What approvers are asked about, in words: ids as names, stored words as titles, dates as days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.approvals.statuses import TASK_KINDS, Reason
from core.kernel.i18n import N_
from core.terms.contract_queries import contract_title
from core.terms.statuses import DELIVERY_METHODS, PAYMENT_FORMS, STAGE_KINDS, TAXATIONS
from tui.error_text import reasons as texts
from tui.flows.desk.naming import names_of
from tui.flows.desk.settlement_words import CALCULATION_ORDERS
from tui.formatting import day, fill
from tui.locale import _

_BOTH = ("agreed", "given")

BOOKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "other-price-type": ("price_type", _BOTH),
    "line-price-type": ("price_type", _BOTH),
    "differs-price-type": ("price_type", _BOTH),
    "outside-segment": ("partner_segment", ("segment",)),
    "item-outside": ("item_segment", ("segment",)),
    "differs-item-segment": ("item_segment", _BOTH),
    "differs-discount-limit": ("price_group", ("price_group",)),
    "differs-markup-limit": ("price_group", ("price_group",)),
    "company": ("company", _BOTH),
    "contract-company": ("company", _BOTH),
    "differs-company": ("company", _BOTH),
    "warehouse": ("warehouse", _BOTH),
    "differs-warehouse": ("warehouse", _BOTH),
}
"""Code → the book whose ids stand in which facts."""

CONTRACTS = frozenset({"contract", "contract-not-in-force", "differs-contract"})
"""Codes whose facts are ids of contracts."""

TITLES: Mapping[str, Mapping[Any, str]] = {
    "payment-form": PAYMENT_FORMS,
    "differs-payment-form": PAYMENT_FORMS,
    "taxation": TAXATIONS,
    "differs-taxation": TAXATIONS,
    "delivery-method": DELIVERY_METHODS,
    "differs-delivery-methods": DELIVERY_METHODS,
    "differs-calculation-order": CALCULATION_ORDERS,
    "stages-weaker": STAGE_KINDS,
    "said-remarks": TASK_KINDS,
    "said-refused": TASK_KINDS,
}
"""Code → titles of the stored words among its facts."""

ANY = N_("any")
UNLIMITED = N_("without limit")
YES, NO = N_("yes"), N_("no")

_LIMITS = ("differs-discount-limit", "differs-markup-limit")


def reason_texts(session: Session, reasons: Sequence[Reason]) -> list[str]:
    """Return a sentence for each reason, in the language of now; one statement per book named."""
    wanted = [
        (BOOKS[reason.code][0], reason.facts.get(name))
        for reason in reasons
        if reason.code in BOOKS
        for name in BOOKS[reason.code][1]
    ]
    names = names_of(session, wanted)
    return [_sentence(session, reason, names) for reason in reasons]


def _sentence(session: Session, reason: Reason, names: Mapping[tuple[str, int], str]) -> str:
    text = texts().get(reason.code)
    if text is None:
        # Written by a klad that knew more: its code and figures are better than nothing.
        told = ", ".join(f"{name}: {value}" for name, value in reason.facts.items())
        return f"{reason.code} ({told})"
    facts = {
        name: _fact(session, reason.code, name, value, names)
        for name, value in reason.facts.items()
    }
    return fill(_(text), facts)


def _fact(
    session: Session,
    code: str,
    name: str,
    value: object,
    names: Mapping[tuple[str, int], str],
) -> object:
    book, places = BOOKS.get(code, ("", ()))
    if name in places:
        return names.get((book, value)) or _(ANY) if isinstance(value, int) else "—"
    if code in CONTRACTS and isinstance(value, int):
        return contract_title(session, value) or "—"
    if isinstance(value, bool):
        return _(YES if value else NO)
    if value is None and code.startswith(_LIMITS):
        return _(UNLIMITED)
    if code in TITLES:
        return _titled(TITLES[code], value)
    if name != "item" and isinstance(value, str):
        return _as_day(value)
    return value


def _titled(titles: Mapping[Any, str], value: object) -> object:
    """Return stored words as titles; what is no such word stays as it is."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(_titled(titles, one)) for one in value) or _(ANY)
    by_word = {str(word): title for word, title in titles.items()}
    title = by_word.get(str(value))
    return value if title is None else _(title)


def _as_day(text: str) -> str:
    try:
        return day(dt.date.fromisoformat(text))
    except ValueError:
        return text
