"""Which form belongs to which list, and how the menu of the desk is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from core.access.actor import Actor
from core.documents.listing import listing
from core.documents.reference import books
from core.kernel.i18n import N_
from core.schema import whole_metadata
from tui.flows.desk.books import BookForm
from tui.flows.desk.entries import StockEntryForm
from tui.flows.desk.invoices import InvoiceForm
from tui.flows.desk.orders import OrderForm
from tui.flows.desk.outbound import OutboundForm
from tui.flows.desk.shapes import Form
from tui.flows.desk.tasks import TaskForm


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the menu and the lists under it."""

    title: str
    """A msgid."""
    lists: tuple[str, ...]


MENU: tuple[Section, ...] = (
    Section(N_("Sales"), ("customer_orders", "sales_invoices", "item_prices", "price_types")),
    Section(
        N_("Warehouse"),
        ("dispositions", "outbound_orders", "pick_tasks", "stock", "cell_stock", "stock_entry"),
    ),
    Section(N_("Items"), ("items", "item_groups", "units", "packagings", "barcodes", "lots")),
    Section(
        N_("Partners and places"),
        ("partners", "legal_entities", "companies", "warehouses", "rooms", "cells"),
    ),
    Section(N_("Administration"), ("users", "audit")),
)


@cache
def forms() -> dict[str, Form]:
    """Return every form by the name of its list."""
    whole_metadata()
    found: dict[str, Form] = {}
    for book in books():
        if book.listing:
            made = BookForm(book)
            found[made.name] = made
    for document in (OrderForm(), OutboundForm(), InvoiceForm(), TaskForm(), StockEntryForm()):
        found[document.name] = document
    return found


def form(name: str) -> Form | None:
    """Return the form of list *name*; None when its rows are only looked at."""
    return forms().get(name)


def sections(actor: Actor) -> tuple[Section, ...]:
    """Return the menu as far as *actor* may read: no empty headings."""
    forms()
    allowed = (
        Section(part.title, tuple(n for n in part.lists if actor.may(listing(n).read)))
        for part in MENU
    )
    return tuple(part for part in allowed if part.lists)
