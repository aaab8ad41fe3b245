"""The lists of deals, customer needs and visits, and of the people who can be responsible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.deals.models import (
    CustomerNeed,
    CustomerNeedLine,
    Deal,
    DealSource,
    DealStage,
    LostReason,
    VisitTask,
)
from core.deals.rights import SELLING_ROLES, sees_all
from core.deals.rules import CERTAIN
from core.deals.statuses import UNDONE, DealStatus
from core.deals.today import TODAY
from core.deals.types import CUSTOMER_NEED, DEAL, VISIT_TASK
from core.documents.document_listing import PARTNER
from core.documents.listing import Column, Kind, Listing, document_listing, register_listing
from core.kernel.i18n import N_

_person = aliased(AppUser)

_MONEY = Permission.PRICE_READ

STAGE = func.concat_ws(" ", func.nullif(DealStage.marker, ""), DealStage.name)
"""A stage as lists show it: its mark, its name."""

WEIGHTED: ColumnElement[int] = cast(
    (Deal.expected_minor * DealStage.probability + CERTAIN // 2) // CERTAIN, BigInteger
)
"""`rules.weighted` in SQL: sums are not negative, so dividing cuts where it should."""

SALESPEOPLE = register_listing(
    Listing(
        name="salespeople",
        title=N_("People who sell"),
        columns=(
            Column("name", N_("Name"), AppUser.name, Kind.TEXT, 30, searchable=True),
            Column("login", N_("Login"), AppUser.login, Kind.TEXT, 16, searchable=True),
            Column("retired", N_("Retired"), AppUser.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(AppUser.id).where(
            AppUser.roles.overlap(literal(SELLING_ROLES, ARRAY(Text)))
        ),
        key=AppUser.id,
        default_sort=("name", False),
        read=Permission.DEAL_READ,
        restrict=lambda actor: () if sees_all(actor) else (AppUser.id == actor.user_id,),
    )
)
"""Who can be responsible for a deal, a need or a visit."""


def _deals(rows: Select[Any]) -> Select[Any]:
    return (
        rows.join(DealStage, DealStage.id == Deal.stage_id)
        .join(_person, _person.id == Deal.responsible_id)
        .outerjoin(DealSource, DealSource.id == Deal.source_id)
        .outerjoin(LostReason, LostReason.id == Deal.lost_reason_id)
    )


def _sum(name: str, title: str, expression: Any, width: int = 13) -> Column:  # noqa: ANN401 - SQL
    return Column(name, title, expression, Kind.MONEY, width, summed=True, read=_MONEY)


def _text(name: str, title: str, expression: Any, width: int) -> Column:  # noqa: ANN401 - SQL
    return Column(name, title, expression, Kind.TEXT, width, searchable=True)


_in_work = Deal.status == DealStatus.OPEN

DEALS = register_listing(
    document_listing(
        DEAL,
        name="deals",
        title=N_("Deals"),
        extra=(
            _text("name", N_("Name"), Deal.name, 28),
            _text("stage", N_("Stage"), STAGE, 20),
            _sum("expected", N_("Expected sum"), Deal.expected_minor),
            Column("probability", N_("Probability"), DealStage.probability, Kind.PERCENT, 6),
            _sum("weighted", N_("Weighted"), WEIGHTED),
            Column(
                "close_on",
                N_("Close by"),
                case((_in_work, Deal.close_on)),
                Kind.DUE,
                12,
            ),
            Column(
                "stage_days",
                N_("Days in stage"),
                cast(func.coalesce(Deal.closed_on, TODAY) - Deal.stage_since, Integer),
                Kind.NUMBER,
                6,
            ),
            _text("responsible", N_("Responsible"), _person.name, 18),
            _text("source", N_("Source"), DealSource.name, 16),
            _text("competitor", N_("Competitor"), Deal.competitor, 16),
            _text("lost_reason", N_("Reason of loss"), LostReason.name, 18),
            Column("closed_on", N_("Closed on"), Deal.closed_on, Kind.DATE, 10),
        ),
        without=("posted", "warehouse"),
        source=_deals,
    )
)

_lines = (
    select(func.count())
    .where(CustomerNeedLine.document_id == CustomerNeed.document_id)
    .correlate(CustomerNeed.__table__)
    .scalar_subquery()
)

_manager = aliased(AppUser)


def _needs(rows: Select[Any]) -> Select[Any]:
    return rows.join(_manager, _manager.id == CustomerNeed.manager_id)


CUSTOMER_NEEDS = register_listing(
    document_listing(
        CUSTOMER_NEED,
        name="customer_needs",
        title=N_("Customer needs"),
        extra=(
            _text(
                "who", N_("Customer"), func.coalesce(PARTNER.c.name, CustomerNeed.partner_text), 28
            ),
            Column("lines", N_("Lines"), _lines, Kind.NUMBER, 5, summed=True),
            _sum("lost", N_("Lost sum"), CustomerNeed.lost_minor),
            _text("manager", N_("Manager"), _manager.name, 18),
            Column("closed_on", N_("Closed on"), CustomerNeed.closed_on, Kind.DATE, 10),
        ),
        without=("posted", "partner", "author"),
        source=_needs,
    )
)

_representative = aliased(AppUser)

_undone = VisitTask.status.in_(sorted(UNDONE))


def _visits(rows: Select[Any]) -> Select[Any]:
    return rows.join(_representative, _representative.id == VisitTask.representative_id)


_WINDOW = case(
    (and_(VisitTask.time_from == "", VisitTask.time_until == ""), ""),
    else_=func.concat(VisitTask.time_from, "–", VisitTask.time_until),
)

_VISIT = (
    Column("time", N_("Time"), _WINDOW, Kind.TEXT, 11),
    _text("representative", N_("Representative"), _representative.name, 18),
    _text("address", N_("Address"), VisitTask.address, 28),
    _text("purpose", N_("Purpose of the visit"), VisitTask.purpose, 24),
    _text("result", N_("Result"), VisitTask.result, 24),
    Column("next_visit_on", N_("Next visit"), VisitTask.next_visit_on, Kind.DATE, 10),
)

VISIT_TASKS = register_listing(
    replace(
        document_listing(
            VISIT_TASK,
            name="visit_tasks",
            title=N_("Visits to customers"),
            extra=(
                Column("planned_on", N_("Visit on"), VisitTask.planned_on, Kind.DATE, 10),
                Column(
                    "overdue",
                    N_("Overdue"),
                    and_(_undone, VisitTask.planned_on < TODAY),
                    Kind.BOOL,
                    5,
                ),
                *_VISIT,
            ),
            without=("posted", "author"),
            source=_visits,
        ),
        default_sort=("planned_on", True),
    )
)


def _mine(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (VisitTask.representative_id == actor.user_id, *VISIT_TASKS.restrict(actor))


MY_VISIT_TASKS = register_listing(
    replace(
        document_listing(
            VISIT_TASK,
            name="my_visit_tasks",
            title=N_("My visits today"),
            extra=(
                Column("planned_on", N_("Visit on"), VisitTask.planned_on, Kind.DUE, 12),
                *_VISIT,
            ),
            without=("posted", "author"),
            source=lambda rows: _visits(rows).where(_undone, VisitTask.planned_on <= TODAY),
        ),
        restrict=_mine,
        default_sort=("planned_on", False),
    )
)
"""Where the actor himself is expected today, or was expected and has not been."""
