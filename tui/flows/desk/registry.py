"""Which form belongs to which list, and how the menu of the desk is laid out."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from core.access.actor import Actor
from core.documents.columns import Column
from core.documents.listing import listing, listings
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


MENU: tuple[Section, ...] = (
    Section(N_("Sales"), ("customer_orders", "sales_invoices", "prices", "price_types")),
    Section(
        N_("Warehouse"),
        ("dispositions", "outbound_orders", "pick_tasks", "stock", "stock_in_cells", "stock_entry"),
    ),
    Section(
        N_("Items"),
        ("items", "item_groups", "units", "item_variants", "packagings", "barcodes", "lots"),
    ),
    Section(
        N_("Partners and places"),
        ("partners", "legal_entities", "contacts", "companies", "warehouses", "rooms", "cells"),
    ),
    Section(N_("Administration"), ("users", "background_jobs", "audit")),
)

FIRST: Mapping[str, tuple[str, ...]] = {
    "customer_orders": ("number", "date", "partner", "state", "total", "status"),
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
    "outbound_orders": ("number", "status", "recipient", "ship_date", "warehouse"),
    "pick_tasks": ("number", "status", "executor", "section", "order"),
    "sales_invoices": ("number", "date", "partner", "total", "status"),
    "background_jobs": ("kind", "state", "progress", "about", "asked_by", "problem"),
    "stock": ("article", "name", "unit", "free", "on_hand", "reserved", "to_ship", "warehouse"),
    "stock_in_cells": ("cell", "name", "quantity", "unit", "lot", "expires", "warehouse"),
}
"""List → columns that come first, because a narrow screen shows no others."""

CONTEXTS = (
    "core.catalog.books",
    "core.partners.books",
    "core.stock.books",
    "core.stock.opening",
    "core.stock.hits",
    "core.pricing.books",
    "core.pricing.hits",
    "core.sales.listings",
    "core.fulfilment.listings",
    "core.fulfilment.task_type",
    "core.shipments.listings",
)
"""Modules that register lists, books and document types when they are imported."""

FORMS = (
    ("tui.flows.desk.orders", "OrderForm"),
    ("tui.flows.desk.outbound", "OutboundForm"),
    ("tui.flows.desk.dispositions", "DispositionForm"),
    ("tui.flows.desk.tasks", "TaskForm"),
    ("tui.flows.desk.invoices", "InvoiceForm"),
    ("tui.flows.desk.entries", "StockEntryForm"),
    ("tui.flows.desk.pricelists", "PricesForm"),
    ("tui.flows.desk.people", "UserForm"),
    ("tui.flows.desk.jobs", "JobForm"),
)
"""(module, class) of forms with work of their own."""


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
    allowed = (
        Section(
            part.title,
            tuple(n for n in part.lists if n in known and actor.may(listing(n).read)),
        )
        for part in MENU
    )
    return tuple(part for part in allowed if part.lists)
