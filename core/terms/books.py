"""The reference book of payment schedules, and its list."""

from __future__ import annotations

from sqlalchemy import BigInteger, cast, func, select

from core.access.roles import Permission
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.reference import Book, Field, register_book
from core.kernel.i18n import N_
from core.terms.models import PaymentSchedule, PaymentScheduleStage
from core.terms.schedules import BOOK
from core.terms.statuses import StageKind

_shares = (
    select(
        PaymentScheduleStage.schedule_id,
        func.count().label("stages"),
        *(
            cast(
                func.sum(PaymentScheduleStage.percent).filter(PaymentScheduleStage.kind == kind),
                BigInteger,
            ).label(kind.value)
            for kind in StageKind
        ),
        func.max(PaymentScheduleStage.shift_days)
        .filter(PaymentScheduleStage.kind == StageKind.CREDIT)
        .label("days"),
    )
    .group_by(PaymentScheduleStage.schedule_id)
    .subquery("shares")
)

PAYMENT_SCHEDULES = register_listing(
    Listing(
        name="payment_schedules",
        title=N_("Payment schedules"),
        columns=(
            Column("code", N_("Code"), PaymentSchedule.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), PaymentSchedule.name, Kind.TEXT, 30, searchable=True),
            Column("stages", N_("Stages"), _shares.c.stages, Kind.NUMBER, 6),
            Column("advance", N_("Advance"), _shares.c.advance, Kind.PERCENT, 8),
            Column("prepayment", N_("Prepayment"), _shares.c.prepayment, Kind.PERCENT, 10),
            Column("credit", N_("Credit"), _shares.c.credit, Kind.PERCENT, 8),
            Column("days", N_("Days of credit"), _shares.c.days, Kind.NUMBER, 8),
            Column("retired", N_("Retired"), PaymentSchedule.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(PaymentSchedule.id).outerjoin(
            _shares, _shares.c.schedule_id == PaymentSchedule.id
        ),
        key=PaymentSchedule.id,
        default_sort=("name", False),
        read=Permission.AGREEMENT_READ,
    )
)

PAYMENT_SCHEDULE = register_book(
    Book(
        name=BOOK,
        model=PaymentSchedule,
        title=N_("Payment schedules"),
        fields=(
            Field("code", N_("Code"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=40),
        ),
        read=Permission.AGREEMENT_READ,
        edit=Permission.AGREEMENT_EDIT,
        listing=PAYMENT_SCHEDULES.name,
    )
)
