"""The reference book of reasons why orders come to nothing."""

from __future__ import annotations

from sqlalchemy import select

from core.access.roles import Permission
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.reference import Book, Field, register_book
from core.kernel.i18n import N_
from core.sales.models import CancelReason

CANCEL_REASONS = register_listing(
    Listing(
        name="cancel_reasons",
        title=N_("Reasons of cancellation"),
        columns=(
            Column("code", N_("Code"), CancelReason.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), CancelReason.name, Kind.TEXT, 40, searchable=True),
            Column("retired", N_("Retired"), CancelReason.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(CancelReason.id),
        key=CancelReason.id,
        default_sort=("name", False),
        read=Permission.ORDER_READ,
    )
)

CANCEL_REASON = register_book(
    Book(
        name="cancel_reason",
        model=CancelReason,
        title=N_("Reasons of cancellation"),
        fields=(
            Field("code", N_("Code"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=40),
        ),
        read=Permission.ORDER_READ,
        edit=Permission.SEGMENT_EDIT,
        listing="cancel_reasons",
    )
)
