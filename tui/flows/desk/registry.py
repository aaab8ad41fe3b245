"""Which form belongs to which list, and how the menu of the desk is laid out."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.columns import Column
from core.documents.listing import Filter, listing, listings
from core.documents.reference import books
from core.kernel.i18n import N_
from core.schema import whole_metadata
from tui.flows.desk.books import BookForm
from tui.flows.desk.shapes import Form


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the menu and the lists under it."""

    title: str
    """A msgid."""
    lists: tuple[str, ...]
    """Names of lists, and of `PLACES`."""


MENU: tuple[Section, ...] = (
    Section(N_("Sales"), ("customer_orders", "quotations", "sales_invoices")),
    Section(N_("Prices"), ("prices", "price_documents", "price_types", "source_prices")),
    Section(N_("Tasks"), ("approval_tasks", "approvals_asked")),
    Section(N_("Terms"), ("agreements", "contracts", "payment_schedules")),
    Section(
        N_("Deals"),
        (
            "deals",
            "deal_funnel",
            "my_visit_tasks",
            "visit_tasks",
            "customer_needs",
            "lost_demand",
            "deal_stages",
            "lost_reasons",
            "need_reasons",
            "deal_sources",
        ),
    ),
    Section(
        N_("Supply"),
        ("supplier_orders", "expected_receipts", "goods_receipts", "reservations", "reallocations"),
    ),
    Section(
        N_("Discounts and loyalty"),
        (
            "discounts",
            "price_try",
            "discount_conditions",
            "manual_limits",
            "loyalty_cards",
            "points_entry",
            "card_kinds",
            "bonus_programmes",
        ),
    ),
    Section(
        N_("Money"),
        (
            "incoming_payments",
            "bank_statements",
            "bills",
            "debts_by_partner",
            "debts_by_contract",
            "debts",
            "debt_offsets",
            "customer_refunds",
            "debt_adjustments",
            "currencies",
            "currency_rates",
        ),
    ),
    Section(
        N_("Warehouse"),
        (
            "dispositions",
            "outbound_orders",
            "pick_tasks",
            "count_requests",
            "stock",
            "stock_in_cells",
            "stock_entry",
        ),
    ),
    Section(
        N_("Delivery"),
        (
            "dispatching",
            "trips",
            "errands",
            "trip_returns",
            "carrier_accruals",
            "deliveries",
            "addresses",
            "delivery_zones",
            "vehicles",
            "vehicle_types",
            "drivers",
            "carrier_tariffs",
            "undelivered_reasons",
            "trip_print_rules",
        ),
    ),
    Section(
        N_("Items"),
        (
            "items",
            "item_groups",
            "item_segments",
            "price_groups",
            "units",
            "item_variants",
            "packagings",
            "barcodes",
            "lots",
        ),
    ),
    Section(
        N_("Partners and places"),
        (
            "partners",
            "partner_segments",
            "legal_entities",
            "contacts",
            "companies",
            "warehouses",
            "rooms",
            "cells",
        ),
    ),
    Section(N_("Administration"), ("users", "preferences", "background_jobs", "audit")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu that is a screen of its own rather than a list."""

    title: str
    """A msgid."""
    read: Permission
    whole: Callable[[Actor], bool] = lambda _actor: True
    """Whether what he may read is more than his own share of it."""


def _all_trips(actor: Actor) -> bool:
    from core.delivery.trips.documents import sees_all_trips  # noqa: PLC0415 - after the start

    return sees_all_trips(actor)


PLACES: Mapping[str, Place] = {
    "dispatching": Place(N_("Dispatcher’s desk"), Permission.TRIP_READ, _all_trips),
    "discounts": Place(N_("Discounts and markups"), Permission.DISCOUNT_READ),
    "price_try": Place(N_("Try discounts on a cart"), Permission.DISCOUNT_READ),
}

FIRST: Mapping[str, tuple[str, ...]] = {
    "approval_tasks": ("due", "number", "kind", "partner", "asked_by"),
    "approvals_asked": ("number", "asked_at", "state", "due", "answered", "asked"),
    "agreements": ("number", "name", "kind", "status", "partner", "segment", "valid_until"),
    "contracts": ("own_number", "legal_entity", "company", "status", "credit_limit"),
    "customer_orders": ("number", "date", "partner", "state", "total", "status"),
    "deliveries": ("day", "number", "partner", "zone", "state", "window_from", "window_to"),
    "deals": (
        "number",
        "stage",
        "name",
        "expected",
        "close_on",
        "partner",
        "responsible",
        "weighted",
        "stage_days",
    ),
    "deal_funnel": ("stage", "deals", "expected", "weighted", "age", "stage_days", "marker"),
    "quotations": ("number", "status", "partner", "total", "valid_until", "date", "version_no"),
    "customer_needs": ("number", "date", "who", "status", "lost", "lines", "manager"),
    "lost_demand": ("item", "reason", "asked", "unmet", "quantity", "unit", "lost", "last_on"),
    "visit_tasks": ("planned_on", "overdue", "time", "partner", "status", "representative"),
    "my_visit_tasks": ("planned_on", "time", "partner", "status", "address", "purpose"),
    "deal_stages": ("marker", "name", "probability", "kind", "position"),
    "dispositions": (
        "number",
        "partner",
        "state",
        "to_assemble",
        "assembling",
        "assembled",
        "to_invoice",
        "ship_date",
    ),
    "trips": ("number", "planned_on", "status", "vehicle", "stops", "told", "driver", "run"),
    "errands": ("number", "status", "task", "partner"),
    "carrier_accruals": ("carrier", "number", "date", "amount", "billed", "difference"),
    "outbound_orders": ("number", "status", "recipient", "ship_date", "trip", "warehouse"),
    "pick_tasks": ("number", "status", "executor", "section", "order"),
    "reallocations": ("number", "date", "operation", "items", "author", "warehouse"),
    "sales_invoices": ("number", "date", "partner", "total", "status"),
    "background_jobs": ("kind", "state", "progress", "about", "asked_by", "problem"),
    "loyalty_cards": ("code", "owner", "kind", "status", "points"),
    "stock": ("article", "name", "warehouse", "free", "unit", "on_hand", "reserved", "to_ship"),
    "incoming_payments": ("number", "date", "partner", "amount", "status", "purpose"),
    "customer_refunds": ("number", "date", "partner", "amount", "status", "purpose"),
    "debt_offsets": ("number", "date", "partner", "total", "status"),
    "debt_adjustments": ("number", "date", "partner", "status", "comment"),
    "bills": ("number", "date", "partner", "amount", "due_on", "status", "basis"),
    "bank_statements": ("number", "date", "file", "status", "account", "until"),
    "debts": ("partner", "number", "debt", "overdue", "days", "advance", "kind"),
    "debts_by_contract": ("partner", "contract", "debt", "overdue", "days", "advance"),
    "debts_by_partner": ("partner", "debt", "overdue", "days", "advance", "aged_1", "aged_2"),
    "settlement_objects": ("number", "kind", "date", "debt", "advance"),
    "price_documents": ("number", "date", "status", "origin", "comment"),
    "prices": ("article", "item", "price_type", "price", "since", "document"),
    "price_history": ("since", "price_type", "price", "currency", "document", "variant"),
    "price_types": ("name", "method", "markup", "status", "base"),
    "source_prices": ("date", "kind", "item", "price", "partner"),
    "stock_in_cells": ("cell", "name", "quantity", "unit", "lot", "expires", "warehouse"),
}
"""List → columns that come first, because a narrow screen shows no others."""

BEGINS: Mapping[str, tuple[Filter, ...]] = {
    "count_requests": (Filter("state", "eq", "open"),),
}
"""List → the filters it opens with: what is left to do; F6 takes them off."""

CONTEXTS = (
    "core.documents.preferences",
    "core.approvals.approvable",
    "core.approvals.listings",
    "core.catalog.books",
    "core.catalog.segments",
    "core.partners.books",
    "core.partners.segments",
    "core.stock.books",
    "core.stock.opening",
    "core.stock.hits",
    "core.terms.settings",
    "core.terms.books",
    "core.terms.agreement_steps",
    "core.terms.listings",
    "core.deals.books",
    "core.deals.listings",
    "core.deals.reports",
    "core.settlements.books",
    "core.settlements.listings",
    "core.settlements.debt_listings",
    "core.pricing.books",
    "core.pricing.document_listings",
    "core.sales.books",
    "core.discounts.books",
    "core.discounts.points",
    "core.pricing.hits",
    "core.sales.listings",
    "core.sales.reservation_listings",
    "core.sales.quotation_listings",
    "core.sales.quotation_steps",
    "core.supply.listings",
    "core.delivery.papers.books",
    "core.fulfilment.listings",
    "core.fulfilment.task_type",
    "core.fulfilment.counts",
    "core.shipments.listings",
    "core.shipments.past_sales",
    "core.delivery.fleet.books",
    "core.delivery.places.zones",
    "core.delivery.places.addresses",
    "core.delivery.trips.listings",
    "core.delivery.places.geocoding",
    "core.delivery.asking.beginning",
    "core.delivery.asking.listings",
)
"""Modules that register lists, books and document types when they are imported."""

FORMS = (
    ("tui.flows.desk.orders", "OrderForm"),
    ("tui.flows.desk.quotations", "QuotationForm"),
    ("tui.flows.desk.deals", "DealForm"),
    ("tui.flows.desk.needs", "NeedForm"),
    ("tui.flows.desk.visits", "VisitForm"),
    ("tui.flows.desk.visits", "MyVisitForm"),
    ("tui.flows.desk.supply", "SupplierOrderForm"),
    ("tui.flows.desk.supply", "GoodsReceiptForm"),
    ("tui.flows.desk.reallocations", "ReallocationForm"),
    ("tui.flows.desk.outbound", "OutboundForm"),
    ("tui.flows.desk.dispositions", "DispositionForm"),
    ("tui.flows.desk.trips", "TripForm"),
    ("tui.flows.desk.trips", "ErrandForm"),
    ("tui.flows.desk.trips", "TripReturnForm"),
    ("tui.flows.desk.tasks", "TaskForm"),
    ("tui.flows.desk.counts", "CountForm"),
    ("tui.flows.desk.invoices", "InvoiceForm"),
    ("tui.flows.desk.payments", "PaymentForm"),
    ("tui.flows.desk.payments", "RefundForm"),
    ("tui.flows.desk.offsets", "OffsetForm"),
    ("tui.flows.desk.offsets", "AdjustmentForm"),
    ("tui.flows.desk.bills", "BillForm"),
    ("tui.flows.desk.bank", "BankStatementForm"),
    ("tui.flows.desk.debts", "DebtForm"),
    ("tui.flows.desk.debts", "SettlementsForm"),
    ("tui.flows.desk.debts", "ContractDebtsForm"),
    ("tui.flows.desk.entries", "StockEntryForm"),
    ("tui.flows.desk.pricelists", "PricesForm"),
    ("tui.flows.desk.pricetypes", "PriceTypeForm"),
    ("tui.flows.desk.price_documents", "PriceDocumentForm"),
    ("tui.flows.desk.source_prices", "SourcePricesForm"),
    ("tui.flows.desk.people", "UserForm"),
    ("tui.flows.desk.approvals", "TaskForm"),
    ("tui.flows.desk.approvals", "AskedForm"),
    ("tui.flows.desk.agreements", "AgreementForm"),
    ("tui.flows.desk.contracts", "ContractForm"),
    ("tui.flows.desk.schedules", "ScheduleForm"),
    ("tui.flows.desk.segments", "PartnerSegmentForm"),
    ("tui.flows.desk.segments", "ItemSegmentForm"),
    ("tui.flows.desk.partners", "PartnerForm"),
    ("tui.flows.desk.company_settings", "SettingsForm"),
    ("tui.flows.desk.discounts", "DiscountForm"),
    ("tui.flows.desk.conditions", "ConditionForm"),
    ("tui.flows.desk.limits", "LimitForm"),
    ("tui.flows.desk.loyalty", "CardForm"),
    ("tui.flows.desk.loyalty", "PointsForm"),
    ("tui.flows.desk.jobs", "JobForm"),
    ("tui.flows.desk.deliveries", "DeliveryForm"),
)
"""(module, class) of forms with work of their own."""


COMMANDS = (
    ("deals", "tui.flows.desk.quotation_commands", "SOURCE_COMMANDS"),
    ("customer_needs", "tui.flows.desk.quotation_commands", "SOURCE_COMMANDS"),
    ("visit_tasks", "tui.flows.desk.quotation_commands", "SOURCE_COMMANDS"),
    ("my_visit_tasks", "tui.flows.desk.quotation_commands", "SOURCE_COMMANDS"),
    ("items", "tui.flows.desk.price_commands", "ITEM_COMMANDS"),
    ("stock_entry", "tui.flows.desk.price_commands", "STOCK_ENTRY_COMMANDS"),
    ("delivery_zones", "tui.flows.desk.place_commands", "ZONE_COMMANDS"),
    ("addresses", "tui.flows.desk.place_commands", "ADDRESS_COMMANDS"),
)
"""(form, module, tuple of commands): what one area offers on the cards of another."""

ROWS_COMMANDS = (("addresses", "tui.flows.desk.place_commands", "ADDRESS_ROWS_COMMANDS"),)
"""(form, module, tuple of commands): what one area offers in the list of another."""


def arranged(name: str, columns: Sequence[Column]) -> list[int]:
    """Return the indexes of *columns* of a list in the order they are shown."""
    first = FIRST.get(name, ())
    ranks = {column: rank for rank, column in enumerate(first)}
    indexes = range(len(columns))
    return sorted(indexes, key=lambda at: (ranks.get(columns[at].id, len(ranks)), at))


@cache
def forms() -> dict[str, Form]:
    """Return every form by the name of its list."""
    whole_metadata()
    for name in CONTEXTS:
        importlib.import_module(name)
    found: dict[str, Form] = {}
    for book in books():
        if book.listing:
            made = BookForm(book)
            found[made.name] = made
    for module, name in FORMS:
        document: Form = getattr(importlib.import_module(module), name)()
        found[document.name] = document
    for name, module, several in COMMANDS:
        commands = getattr(importlib.import_module(module), several)
        found[name].commands = (*found[name].commands, *commands)
    for name, module, several in ROWS_COMMANDS:
        rows = getattr(importlib.import_module(module), several)
        found[name].rows_commands = (*found[name].rows_commands, *rows)
    return found


def form(name: str) -> Form | None:
    """Return the form of list *name*; None when its rows are only looked at."""
    return forms().get(name)


def form_of_type(document_type: str) -> str:
    """Return the name of the form of a document type; "" when it has none."""
    for name, found in forms().items():
        if found.is_document and found.subject == document_type:
            return name
    return ""


def sections(actor: Actor) -> tuple[Section, ...]:
    """Return the menu as far as *actor* may read: no empty headings."""
    forms()
    known = {found.name for found in listings()}

    def allowed(name: str) -> bool:
        place = PLACES.get(name)
        if place is not None:
            return actor.may(place.read) and place.whole(actor)
        return name in known and actor.may(listing(name).read)

    parts = (Section(part.title, tuple(filter(allowed, part.lists))) for part in MENU)
    return tuple(part for part in parts if part.lists)


def menu_title(name: str) -> str:
    """Return the msgid of an entry of the menu."""
    place = PLACES.get(name)
    return place.title if place is not None else listing(name).title
