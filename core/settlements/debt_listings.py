"""The lists of debts: by document, by contract, by partner and age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.documents.document_listing import COMPANY, PARTNER
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.models import Document
from core.kernel.clock import SystemClock
from core.kernel.i18n import N_
from core.settlements.debts import By, grouped, standing_objects
from core.settlements.listings import OBJECT_TITLES


def today() -> dt.date:
    """Return the business date lists tell overdue for."""
    return SystemClock().business_date()


_ON: ColumnElement[Any] = bindparam("debts_on", type_=Date, callable_=lambda: today())  # noqa: PLW0108 - a test may set it
"""Asked anew every time a list is read."""

_number, _contract = aliased(Document), aliased(Document)


def _source(rows: Subquery) -> Callable[[], Select[Any]]:
    return lambda: (
        select(rows.c.partner_id)
        .outerjoin(COMPANY, COMPANY.c.id == rows.c.company_id)
        .outerjoin(PARTNER, PARTNER.c.id == rows.c.partner_id)
        .outerjoin(_number, _number.id == rows.c.object_id)
        .outerjoin(_contract, _contract.id == rows.c.contract_id)
    )


def _restrict(rows: Subquery) -> Callable[[Actor], Sequence[ColumnElement[bool]]]:
    return lambda actor: (within(rows.c.company_id, actor.companies),)


def _money(name: str, title: str, of: Any, *, summed: bool = True) -> Column:  # noqa: ANN401
    return Column(name, title, of, Kind.MONEY, 13, summed=summed)


def _owed(rows: Subquery) -> tuple[Column, ...]:
    return (
        _money("debt", N_("Debt"), rows.c.debt),
        _money("overdue", N_("Overdue"), rows.c.overdue),
        Column("days", N_("Days"), cast(_ON - rows.c.since, Integer), Kind.NUMBER, 5),
        _money("advance", N_("Advance"), rows.c.advance),
        Column("currency", N_("Currency"), rows.c.currency, Kind.TEXT, 4),
    )


def _partner() -> Column:
    return Column("partner", N_("Partner"), PARTNER.c.name, Kind.TEXT, 28, searchable=True)


def _company() -> Column:
    return Column("company", N_("Company"), COMPANY.c.name, Kind.TEXT, 16, searchable=True)


_objects = grouped(standing_objects(_ON), By.OBJECT).subquery("debts_by_object")

DEBTS = register_listing(
    Listing(
        name="debts",
        title=N_("Debts by document"),
        columns=(
            _partner(),
            Column("number", N_("Document"), _number.number_text, Kind.TEXT, 12, searchable=True),
            Column("kind", N_("Kind"), _number.type, Kind.STATUS, 18, titles=OBJECT_TITLES),
            *_owed(_objects),
            Column("date", N_("Date"), _number.date, Kind.DATE, 10),
            Column(
                "contract", N_("Contract"), _contract.number_text, Kind.TEXT, 12, searchable=True
            ),
            _company(),
        ),
        source=_source(_objects),
        key=func.concat_ws(":", _objects.c.object_id, _objects.c.currency),
        default_sort=("overdue", True),
        read=Permission.DEBT_READ,
        restrict=_restrict(_objects),
    )
)

_contracts = grouped(standing_objects(_ON), By.CONTRACT).subquery("debts_by_contract")

DEBTS_BY_CONTRACT = register_listing(
    Listing(
        name="debts_by_contract",
        title=N_("Debts by contract"),
        columns=(
            _partner(),
            Column(
                "contract", N_("Contract"), _contract.number_text, Kind.TEXT, 12, searchable=True
            ),
            *_owed(_contracts),
            _company(),
        ),
        source=_source(_contracts),
        key=func.concat_ws(
            ":",
            _contracts.c.partner_id,
            _contracts.c.contract_id,
            _contracts.c.company_id,
            _contracts.c.currency,
        ),
        default_sort=("overdue", True),
        read=Permission.DEBT_READ,
        restrict=_restrict(_contracts),
    )
)

_partners = grouped(standing_objects(_ON), By.PARTNER).subquery("debts_by_partner")

DEBTS_BY_PARTNER = register_listing(
    Listing(
        name="debts_by_partner",
        title=N_("Debts by partner and age"),
        columns=(
            _partner(),
            *_owed(_partners),
            _money("not_due", N_("Not due"), _partners.c.not_due, summed=False),
            _money("aged_1", N_("1–30 days"), _partners.c.aged_1, summed=False),
            _money("aged_2", N_("31–60 days"), _partners.c.aged_2, summed=False),
            _money("aged_3", N_("61–90 days"), _partners.c.aged_3, summed=False),
            _money("aged_4", N_("Over 90 days"), _partners.c.aged_4, summed=False),
            _company(),
        ),
        source=_source(_partners),
        key=func.concat_ws(
            ":", _partners.c.partner_id, _partners.c.company_id, _partners.c.currency
        ),
        default_sort=("overdue", True),
        read=Permission.DEBT_READ,
        restrict=_restrict(_partners),
    )
)
