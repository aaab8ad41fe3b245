"""What can be done with a price document: fill, recalculate, raise, agree, take back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.pricing.document_prices import computed_cells, present_cells
from core.pricing.document_queries import Selection, selected_items
from core.pricing.kinds import PriceDocumentStatus
from core.pricing.price_documents import (
    PriceDocumentChanges,
    agree_price_document,
    cells_of,
    recompute_price_document,
    save_price_document,
    withdraw_price_document,
)
from core.pricing.raising import raised
from tui.flows.desk.price_matrix import matrix_cells
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, RowsCommand

Cells = dict[tuple[int, int], dict[int, int | None]]


def _types(card: Card) -> tuple[int, ...]:
    return tuple(line["price_type_id"] for line in card.lines["columns"])


def _draft(card: Card) -> bool:
    return card.id is not None and card.editable


def _in(status: PriceDocumentStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status == status


def _write(session: Session, actor: Actor, card: Card, clock: Clock, cells: Cells) -> None:
    changes = PriceDocumentChanges(cells=cells_of(cells))
    save_price_document(session, actor, card.id or 0, card.version, changes, clock=clock)


def fill(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Add the items of a segment, of groups, or found by words, with the prices that hold."""
    asked, types, on = given.values, _types(card), card.values["date"]
    selection = Selection(
        segment_id=asked.get("segment_id") or None,
        group_id=asked.get("group_id") or None,
        price_group_id=asked.get("price_group_id") or None,
        words=str(asked.get("words") or ""),
        without_price_of=types[0] if asked.get("unpriced") and types else None,
    )
    cells: Cells = matrix_cells(card.lines["matrix"], types)
    found = selected_items(session, actor, selection, on, already=len(cells))
    fresh = [(item, 0) for item in found if (item, 0) not in cells]
    present = present_cells(session, types, fresh, on)
    computed = computed_cells(session, types, {thing: present[thing] for thing in fresh}, on)
    _write(session, actor, card, clock, {**cells, **computed.cells})
    return Done(N_("Items added: {count}."), {"count": len(fresh)})


def recompute(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Compute all dependent types anew."""
    del given
    recompute_price_document(session, actor, card.id or 0, card.version, clock=clock)
    return Done(N_("Dependent prices are computed anew."))


def change_by(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Change a column by so many percent; dependent types follow."""
    chosen = int(given.values["price_type_id"])
    percent = given.values.get("percent") or 0
    cells: Cells = matrix_cells(card.lines["matrix"], _types(card))
    changed = raised(session, cells, chosen, percent)
    computed = computed_cells(session, _types(card), changed, card.values["date"], changed=[chosen])
    _write(session, actor, card, clock, dict(computed.cells))
    return Done(N_("Changed by {percent:percent}."), {"percent": percent})


def agree(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Put the prices into force."""
    del given
    saved = agree_price_document(session, actor, card.id or 0, clock=clock)
    return Done(N_("The prices of {number} are in force."), {"number": saved.number})


def withdraw(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take the prices out of force."""
    del given
    saved = withdraw_price_document(session, actor, card.id or 0, clock=clock)
    return Done(
        N_("The prices of {number} are out of force; what held before holds again."),
        {"number": saved.number},
    )


def registered(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Show the prices that the document has in force."""
    del session, actor, clock, given
    return Done("", listed=("prices", (Filter("document", "eq", card.heading),)))


def _columns(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
    """Ask which column and by how much."""
    del session, actor
    choices = {
        str(line["price_type_id"]): line.get("title") or "" for line in card.lines["columns"]
    }
    return (
        Field("price_type_id", N_("Price type"), FieldKind.CHOICE, choices=choices),
        Field("percent", N_("Percent"), FieldKind.PERCENT, required=True, width=8),
    )


def _first_column(card: Card, given: Given) -> dict[str, Any]:
    del given
    columns = card.lines["columns"]
    return {"price_type_id": str(columns[0]["price_type_id"]) if columns else ""}


def _agree_all(session: Session, actor: Actor, keys: Sequence[Any], clock: Clock) -> Done:
    """Put several documents into force, all of them or none."""
    for key in sorted(keys):
        agree_price_document(session, actor, key, clock=clock)
    return Done(N_("Documents agreed: {count}."), {"count": len(keys)})


COMMANDS = (
    Command(
        "fill",
        N_("Fill with items"),
        Permission.PRICE_EDIT,
        fill,
        _draft,
        asks=(
            Field("segment_id", N_("Segment"), FieldKind.ROW, of="item_segment", width=30),
            Field("group_id", N_("Item group"), FieldKind.ROW, of="item_group", width=30),
            Field("price_group_id", N_("Price group"), FieldKind.ROW, of="price_group", width=30),
            Field("words", N_("Words"), width=30),
            Field("unpriced", N_("Only without a price"), FieldKind.FLAG),
        ),
    ),
    Command(
        "recompute",
        N_("Recalculate dependent prices"),
        Permission.PRICE_EDIT,
        recompute,
        _draft,
    ),
    Command(
        "change_by",
        N_("Change a column by percent"),
        Permission.PRICE_EDIT,
        change_by,
        lambda card: _draft(card) and bool(card.lines["columns"]),
        prepare=_columns,
        initial=_first_column,
    ),
    Command(
        "agree",
        N_("Agree: put the prices into force"),
        Permission.PRICE_APPROVE,
        agree,
        _in(PriceDocumentStatus.NOT_AGREED),
        N_("Put the prices of {heading} into force from its date on?"),
    ),
    Command(
        "withdraw",
        N_("Take the prices out of force"),
        Permission.PRICE_APPROVE,
        withdraw,
        _in(PriceDocumentStatus.AGREED),
        N_("Take the prices of {heading} out of force? What held before holds again."),
    ),
    Command(
        "registered",
        N_("Show its prices in the list"),
        Permission.PRICE_READ,
        registered,
        _in(PriceDocumentStatus.AGREED),
    ),
)

ROWS_COMMANDS = (
    RowsCommand(
        "agree",
        N_("Agree the marked documents"),
        Permission.PRICE_APPROVE,
        _agree_all,
        N_("Put the prices of the marked documents into force? Documents: {count}."),
    ),
)
