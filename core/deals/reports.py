"""Sums over deals and needs: the funnel by stage, and what was asked for and not sold.

Lists of sums: filters on their parameters and row rights choose what is summed up, so a sum never
holds what the reader may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.catalog.models import Item, Unit
from core.deals.books import STAGE_KINDS
from core.deals.listings import WEIGHTED
from core.deals.models import CustomerNeed, CustomerNeedLine, Deal, DealStage, NeedReason
from core.deals.statuses import NeedStatus
from core.deals.today import TODAY
from core.deals.types import CUSTOMER_NEED, DEAL
from core.documents.document_listing import COMPANY, PARTNER, WAREHOUSE
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.rows import document_rows
from core.kernel.i18n import N_

_MONEY = Permission.PRICE_READ

_person, _stage, _manager = aliased(AppUser), aliased(DealStage), aliased(AppUser)


def _found(name: str, kind: Any = BigInteger) -> Any:  # noqa: ANN401 - a column of the sums
    """Return a column of the subquery `found` that the source of the list makes anew."""
    return literal_column(f"found.{name}", kind)


def _whole(expression: SQLColumnExpression[Any]) -> ColumnElement[int]:
    return cast(func.round(expression), BigInteger)


def _funnel(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    until = func.coalesce(Deal.closed_on, TODAY)
    found = (
        select(
            Deal.stage_id,
            func.count().label("deals"),
            cast(func.sum(Deal.expected_minor), BigInteger).label("expected"),
            cast(func.sum(WEIGHTED), BigInteger).label("weighted"),
            _whole(func.avg(until - Deal.date)).label("age"),
            _whole(func.avg(until - Deal.stage_since)).label("stage_days"),
        )
        .select_from(Deal)
        .join(DealStage, DealStage.id == Deal.stage_id)
        .join(_person, _person.id == Deal.responsible_id)
        .outerjoin(PARTNER, PARTNER.c.id == Deal.partner_id)
        .outerjoin(COMPANY, COMPANY.c.id == Deal.company_id)
        .where(*conditions)
        .group_by(Deal.stage_id)
        .subquery("found")
    )
    return (
        select(_stage.id)
        .outerjoin(found, found.c.stage_id == _stage.id)
        .where(_stage.retired.is_(False) | found.c.stage_id.is_not(None))
    )


def _deals_of(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return document_rows(actor, DEAL)


def _sum(name: str, title: str) -> Column:
    return Column(
        name, title, func.coalesce(_found(name), 0), Kind.MONEY, 14, summed=True, read=_MONEY
    )


DEAL_FUNNEL = register_listing(
    Listing(
        name="deal_funnel",
        title=N_("Funnel of deals"),
        columns=(
            Column("position", N_("Place in order"), _stage.position, Kind.NUMBER, 8),
            Column("marker", N_("Mark"), _stage.marker, Kind.TEXT, 4),
            Column("stage", N_("Stage"), _stage.name, Kind.TEXT, 24, searchable=True),
            Column("kind", N_("Kind"), _stage.kind, Kind.STATUS, 14, titles=STAGE_KINDS),
            Column(
                "deals",
                N_("Deals"),
                func.coalesce(_found("deals"), 0),
                Kind.NUMBER,
                6,
                summed=True,
            ),
            _sum("expected", N_("Expected sum")),
            Column("probability", N_("Probability"), _stage.probability, Kind.PERCENT, 6),
            _sum("weighted", N_("Weighted")),
            Column("age", N_("Average age, days"), _found("age"), Kind.NUMBER, 7),
            Column("stage_days", N_("In stage, days"), _found("stage_days"), Kind.NUMBER, 7),
        ),
        source=lambda: _funnel(()),
        key=_stage.id,
        default_sort=("position", False),
        read=Permission.DEAL_READ,
        restrict=_deals_of,
        sums=_funnel,
        parameters=(
            Column("date", N_("Begun on"), Deal.date, Kind.DATE, 10),
            Column("close_on", N_("Close by"), Deal.close_on, Kind.DATE, 10),
            Column("closed_on", N_("Closed on"), Deal.closed_on, Kind.DATE, 10),
            Column("responsible", N_("Responsible"), _person.name, Kind.TEXT, 18),
            Column("partner", N_("Partner"), PARTNER.c.name, Kind.TEXT, 24),
            Column("company", N_("Company"), COMPANY.c.name, Kind.TEXT, 16),
            Column(
                "status",
                N_("Status"),
                Deal.status,
                Kind.STATUS,
                12,
                titles=DEAL.status_titles,
            ),
        ),
    )
)
"""Every stage with its deals; ages run to today, of closed deals to the day they were closed."""

# Literals, not parameters: the same expression selects and groups.
_item = func.coalesce(CustomerNeedLine.item_id, literal_column("0", BigInteger))
_words = case(
    (CustomerNeedLine.item_id.is_(None), func.lower(func.btrim(CustomerNeedLine.item_text))),
    else_=literal_column("''", Text),
)


def _lost(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    line, unmet = CustomerNeedLine, CustomerNeed.status != NeedStatus.SATISFIED
    found = (
        select(
            _item.label("item_id"),
            _words.label("words"),
            line.reason_id.label("reason_id"),
            func.min(line.item_text).label("item_text"),
            func.count().label("asked"),
            func.count().filter(unmet).label("unmet"),
            cast(func.sum(line.quantity), BigInteger).label("quantity"),
            cast(
                func.coalesce(func.sum(line.lost_minor).filter(unmet), 0),
                BigInteger,
            ).label("lost"),
            func.max(CustomerNeed.date).label("last_on"),
        )
        .select_from(line)
        .join(CustomerNeed, CustomerNeed.id == line.document_id)
        .join(_manager, _manager.id == CustomerNeed.manager_id)
        .outerjoin(PARTNER, PARTNER.c.id == CustomerNeed.partner_id)
        .outerjoin(WAREHOUSE, WAREHOUSE.c.id == CustomerNeed.warehouse_id)
        .where(*conditions)
        .group_by(_item, _words, line.reason_id)
        .subquery("found")
    )
    return (
        select(found.c.item_id)
        .join(NeedReason, NeedReason.id == found.c.reason_id)
        .outerjoin(Item, Item.id == found.c.item_id)
        .outerjoin(Unit, Unit.id == Item.unit_id)
    )


def _needs_of(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return document_rows(actor, CUSTOMER_NEED)


LOST_DEMAND = register_listing(
    Listing(
        name="lost_demand",
        title=N_("Lost demand"),
        columns=(
            Column(
                "item",
                N_("Item"),
                func.coalesce(Item.name, _found("item_text", Text)),
                Kind.TEXT,
                36,
                searchable=True,
            ),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 12, searchable=True),
            Column("reason", N_("Reason"), NeedReason.name, Kind.TEXT, 18, searchable=True),
            Column("asked", N_("Times asked"), _found("asked"), Kind.NUMBER, 6, summed=True),
            Column("unmet", N_("Not met"), _found("unmet"), Kind.NUMBER, 6, summed=True),
            Column("quantity", N_("Quantity"), _found("quantity"), Kind.QUANTITY, 9),
            Column("unit", N_("Unit"), Unit.symbol, Kind.TEXT, 4),
            Column(
                "lost", N_("Lost sum"), _found("lost"), Kind.MONEY, 14, summed=True, read=_MONEY
            ),
            Column("last_on", N_("Last asked on"), _found("last_on", Date), Kind.DATE, 10),
        ),
        source=lambda: _lost(()),
        key=func.concat_ws(":", _found("item_id"), _found("reason_id"), _found("words", Text)),
        default_sort=("lost", True),
        read=Permission.DEAL_READ,
        restrict=_needs_of,
        sums=_lost,
        parameters=(
            Column("date", N_("Asked on"), CustomerNeed.date, Kind.DATE, 10),
            Column(
                "who",
                N_("Customer"),
                func.coalesce(PARTNER.c.name, CustomerNeed.partner_text),
                Kind.TEXT,
                24,
            ),
            Column("manager", N_("Manager"), _manager.name, Kind.TEXT, 18),
            Column("warehouse", N_("Warehouse"), WAREHOUSE.c.name, Kind.TEXT, 16),
            Column(
                "status",
                N_("Status"),
                CustomerNeed.status,
                Kind.STATUS,
                12,
                titles=CUSTOMER_NEED.status_titles,
            ),
        ),
    )
)
"""By item and reason; a sum is lost only while the need is not satisfied."""
