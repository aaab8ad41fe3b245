"""The reference book of sets of documents: what is printed for a trip, how many of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.access.roles import Permission
from core.delivery.papers.errors import PrintedOncePerTrip
from core.delivery.papers.models import TripPrintRule
from core.delivery.papers.set_rules import MOST_COPIES, OF_TRIP, TripForm
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.partners.models import Company, Partner

FORMS: Mapping[TripForm, str] = {
    TripForm.ROUTE_SHEET: N_("Route sheet"),
    TripForm.LOADING_LIST: N_("Loading list"),
    TripForm.WAYBILL: N_("Transport waybill"),
    TripForm.TTN: N_("Consignment note 1-T"),
    TripForm.TORG12: N_("Delivery note TORG-12"),
    TripForm.LABELS: N_("Delivery labels"),
}
"""Form → msgid."""

_client, _carrier = aliased(Partner), aliased(Partner)


def _check(_session: Session, rule: Any) -> None:  # noqa: ANN401 - a mapped class
    """Refuse a number of copies nobody prints, and a client of a form that has none.

    Raises:
        BadValue: with what is expected.
        PrintedOncePerTrip: the form has no client.
    """
    if rule.copies is None or not 0 <= rule.copies <= MOST_COPIES:
        raise BadValue(what="copies", value=rule.copies, expected=f"0 … {MOST_COPIES}")
    if rule.form in OF_TRIP and (rule.partner_id or rule.company_id):
        raise PrintedOncePerTrip(copies=rule.copies)


TRIP_PRINT_RULES = register_listing(
    Listing(
        name="trip_print_rules",
        title=N_("Sets of documents of trips"),
        columns=(
            Column("code", N_("Code"), TripPrintRule.code, Kind.TEXT, 8, searchable=True),
            Column("form", N_("Printed form"), TripPrintRule.form, Kind.STATUS, 24, titles=FORMS),
            Column("copies", N_("Copies"), TripPrintRule.copies, Kind.NUMBER, 6),
            Column("carrier", N_("Carrier"), _carrier.name, Kind.TEXT, 20),
            Column("client", N_("Client"), _client.name, Kind.TEXT, 20),
            Column("company", N_("Company"), Company.name, Kind.TEXT, 16),
            Column("retired", N_("Retired"), TripPrintRule.retired, Kind.BOOL, 3),
        ),
        source=lambda: (
            select(TripPrintRule.id)
            .outerjoin(_carrier, _carrier.id == TripPrintRule.carrier_id)
            .outerjoin(_client, _client.id == TripPrintRule.partner_id)
            .outerjoin(Company, Company.id == TripPrintRule.company_id)
        ),
        key=TripPrintRule.id,
        default_sort=("code", False),
        read=Permission.TRIP_READ,
    )
)

TRIP_PRINT_RULE = register_book(
    Book(
        name="trip_print_rule",
        model=TripPrintRule,
        title=N_("Sets of documents of trips"),
        fields=(
            Field("code", N_("Code"), required=True, width=8),
            Field(
                "form", N_("Printed form"), FieldKind.CHOICE, required=True, choices=FORMS, width=24
            ),
            Field("copies", N_("Copies"), FieldKind.NUMBER, width=3),
            Field("carrier_id", N_("Carrier"), FieldKind.ROW, of="partner", width=30),
            Field("partner_id", N_("Client"), FieldKind.ROW, of="partner", width=30),
            Field("company_id", N_("Company"), FieldKind.ROW, of="company", width=30),
        ),
        read=Permission.TRIP_READ,
        edit=Permission.FLEET_EDIT,
        listing="trip_print_rules",
        check=_check,
        called=("code",),
    )
)
