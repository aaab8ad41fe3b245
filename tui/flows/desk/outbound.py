"""The form of expense orders: why it ships (A), what leaves (B), its tasks and its check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.documents.listing import Filter
from core.documents.operations import check_version, edit, opened
from core.fulfilment.checking import check_card
from core.fulfilment.outbound import save_outbound
from core.fulfilment.queries import OutboundCard, outbound_card
from core.fulfilment.rules import WhyRow
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.task_queries import tasks_of
from core.fulfilment.task_type import PICK_TASK
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.documents import DocumentForm, plain_lines
from tui.flows.desk.outbound_commands import COMMANDS, goods_rows
from tui.flows.desk.shapes import OPENS, SHOWN, Card, Field, FieldKind, Lines, Values, item_name

ACTIONS: Mapping[LineAction, str] = {
    LineAction.PICK: N_("To pick"),
    LineAction.SHIP: N_("To ship"),
    LineAction.KEEP: N_("Stays here"),
}

_ITEM = Field("item_id", N_("Item"), FieldKind.ROW, required=True, fixed=True, of="item", width=40)
_UNIT = Field("unit", N_("Unit"), width=4)

GOODS = Lines(
    "goods",
    N_("Goods"),
    (
        _ITEM,
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=8),
        _UNIT,
        Field("action", N_("Action"), FieldKind.CHOICE, choices=ACTIONS, width=12),
        Field("lot_id", N_("Lot"), FieldKind.ROW, of="lot", width=12),
        Field("packaging_id", N_("Packaging"), FieldKind.ROW, of="packaging", width=10),
        Field("package_no", N_("Package"), FieldKind.NUMBER, width=4),
        Field("article", N_("Article"), width=14),
        Field("expires", N_("Expires"), FieldKind.DATE, width=10),
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset({"unit", "article", "expires"}),
)

WHY = Lines(
    "why",
    N_("Dispositions"),
    (
        Field("disposition", N_("Disposition"), width=12),
        _ITEM,
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=8),
        _UNIT,
        Field("partner", N_("Partner"), width=20),
        Field("company", N_("Company"), width=14),
    ),
    editable=True,
    readonly=frozenset({"disposition", "unit", "partner", "company", "item_id"}),
)

TASKS = Lines(
    "tasks",
    N_("Pick tasks"),
    (
        Field("number", N_("Number"), width=12),
        Field(
            "status",
            N_("Status"),
            FieldKind.CHOICE,
            choices=PICK_TASK.status_titles,
            width=18,
        ),
        Field("executor", N_("Executor"), width=20),
        Field("section", N_("Section"), width=8),
        Field("closed", N_("Done"), FieldKind.NUMBER, width=5),
        Field("lines", N_("Lines"), FieldKind.NUMBER, width=5),
    ),
)

CHECK = Lines(
    "check",
    N_("Check"),
    (
        _ITEM,
        Field("expected", N_("Expected"), FieldKind.QUANTITY, width=9),
        Field("counted", N_("Counted"), FieldKind.QUANTITY, width=9),
        Field("left", N_("Missing"), FieldKind.QUANTITY, width=9),
        Field("surplus", N_("Surplus"), FieldKind.QUANTITY, width=9),
    ),
)

_EDITED = ("ship_date", "priority", "packages", "recipient", "comment")


class OutboundForm(DocumentForm):
    """Расходный ордер."""

    name = "outbound_orders"
    subject = "outbound_order"
    edit = Permission.OUTBOUND_CREATE
    fields = (
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", fixed=True, width=16),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("recipient", N_("Recipient"), width=32),
        Field("ship_date", N_("Ship on"), FieldKind.DATE, width=10),
        Field("priority", N_("Priority"), FieldKind.NUMBER, width=4),
        Field("packages", N_("Packages"), FieldKind.NUMBER, width=4),
        Field(
            "shipping_cell_id",
            N_("Shipping cell"),
            FieldKind.ROW,
            of="cell",
            fixed=True,
            width=10,
        ),
        Field("comment", N_("Comment"), width=30),
    )
    tables = (GOODS, WHY, TASKS, CHECK)
    commands = COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the order with both tables, its tasks, and the check under way."""
        found = outbound_card(session, actor, key)
        goods = plain_lines(
            found.goods, {"item_id": "item", "packaging_id": "packaging", "lot_id": "lot"}
        )
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values=_header(found),
            shown={"warehouse_id": found.warehouse, "shipping_cell_id": found.shipping_cell},
            lines={
                "goods": goods,
                "why": plain_lines(found.why, {"item_id": "item"}),
                "tasks": _tasks(session, actor, key),
                "check": self._check(session, actor, found),
            },
            facts=_facts(found),
            editable=found.status == OutboundStatus.PREPARED and actor.may(self.edit),
            warehouse_id=found.warehouse_id,
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the header and both tables; refused unless B ships what A asks."""
        key = card.id or 0
        order = opened(session, actor, key, clock=clock)
        check_version(session, order, card.version)
        changes = {name: card.values[name] for name in _EDITED}
        for name in ("priority", "packages"):
            changes[name] = changes[name] or 0
        changed = edit(session, actor, key, card.version, clock=clock, **changes)
        save_outbound(
            session,
            actor,
            key,
            changed.version,
            clock=clock,
            why=[_why(line) for line in card.lines["why"]],
            goods=goods_rows(card.lines["goods"]),
        )
        return key

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of table B to pick one base unit of the item."""
        del actor, card, table
        item = item_card(session, picked)
        return {
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "article": item.row.article,
            "unit": item.row.unit,
            "variant_id": 0,
            "packaging_id": 0,
            "packaging_id" + SHOWN: "",
            "lot_id": 0,
            "lot_id" + SHOWN: "",
            "expires": None,
            "quantity": 1000,
            "action": LineAction.PICK,
            "package_no": 0,
        }

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show the lots and packagings of the line's item."""
        if table == "goods" and name in {"lot_id", "packaging_id"}:
            return (Filter("item", "eq", item_name(card.lines[table][line])),)
        return ()

    def _check(
        self, session: Session, actor: Actor, found: OutboundCard
    ) -> tuple[dict[str, Any], ...]:
        if found.status != OutboundStatus.CHECKING:
            return ()
        check = check_card(session, self.stored(session, actor, found.id))
        return tuple(
            {
                "item_id": line.item_id,
                "item_id" + SHOWN: line.item,
                "expected": line.expected,
                "counted": line.counted,
                "left": line.left,
                "surplus": line.surplus,
            }
            for line in check.lines
        )


def _why(line: Values) -> WhyRow:
    return WhyRow(
        line["disposition_document_id"],
        line["disposition_line_id"],
        line["company_id"],
        line["item_id"],
        line["variant_id"],
        line["quantity"] or 0,
    )


def _tasks(session: Session, actor: Actor, key: int) -> tuple[dict[str, Any], ...]:
    if not actor.may(Permission.PICK_READ):
        return ()
    return tuple(
        {
            "number": task.number,
            "status": task.status,
            "executor": task.executor,
            "section": task.section,
            "closed": task.closed,
            "lines": task.lines,
            OPENS: ("pick_tasks", task.id),
        }
        for task in tasks_of(session, actor, key)
    )


def _header(found: OutboundCard) -> dict[str, Any]:
    return {
        "warehouse_id": found.warehouse_id,
        "date": found.date,
        "recipient": found.recipient,
        "ship_date": found.ship_date,
        "priority": found.priority,
        "packages": found.packages,
        "shipping_cell_id": found.shipping_cell_id,
        "comment": found.comment,
    }


def _facts(found: OutboundCard) -> tuple[tuple[str, str], ...]:
    facts = [(N_("Dispositions"), ", ".join(found.dispositions))]
    if found.room:
        facts.append((N_("Room"), found.room))
    if found.trip:
        facts.append((N_("Trip"), found.trip))
    if found.checker:
        facts.append((N_("Checker"), found.checker))
    return tuple(facts)
