"""What is stored about pick tasks, and what storekeepers did to them.

A task is a document; its lines say where to go and how much to take. Everything a storekeeper does
is a `PickEvent`, the source of undo and redo; every scan is a `ScanEvent` first of all.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document
from core.fulfilment.task_statuses import (
    BlockKind,
    CountReason,
    CountState,
    EventKind,
    LineState,
    ShortReason,
    Standing,
)


class PickTask(Document):
    """Отбор: a route through one working area for one expense order."""

    __tablename__ = "pick_task"
    __mapper_args__ = {"polymorphic_identity": "pick_task"}  # noqa: RUF012 - SQLAlchemy reads it

    not_historied: ClassVar[frozenset[str]] = Document.not_historied | {"turns"}

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    outbound_id: Mapped[int] = mapped_column(ForeignKey("outbound_order.document_id"), index=True)
    """The expense order it gathers goods for."""
    executor_id: Mapped[int | None] = mapped_column(index=True)
    """The storekeeper it is given to, or who works on it; None: whoever comes first."""
    planned_executor_id: Mapped[int | None]
    """Whom it was given to before it was taken; restored when it is handed back."""
    section: Mapped[str] = mapped_column(default="", server_default="")
    """Working area (рабочий участок); empty where cells have none."""
    destination_cell_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The shipping cell everything goes to; 0 in a warehouse without cells."""
    container: Mapped[str] = mapped_column(default="", server_default="")
    """Code of the container being filled; empty: none."""
    weight_grams: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of everything planned."""
    turns: Mapped[int] = mapped_column(default=0, server_default="0")
    """The last turn given to a postponed or far line."""


Index(
    "ix_document_work",
    Document.__table__.c.warehouse_id,
    Document.__table__.c.type,
    Document.__table__.c.status,
)
"""The counts of the handheld's menu, asked for all day by everybody."""


class PickTaskLine(Base):
    """One stop: take so much of an item from a cell."""

    __tablename__ = "pick_task_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("planned > 0", name="planned_positive"),
        CheckConstraint("picked BETWEEN 0 AND planned", name="picked_within_plan"),
        CheckConstraint("(state = 'short') = (reason IS NOT NULL)", name="short_has_reason"),
        CheckConstraint("state <> 'done' OR picked = planned", name="done_is_all"),
        Index("ix_pick_task_line_route", "document_id", "turn", "walk_order", "line_no"),
        Index(
            "ix_pick_task_line_unfinished",
            "item_id",
            "cell_id",
            postgresql_where=text("state IN ('open', 'postponed')"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("pick_task.document_id"))
    line_no: Mapped[int]
    cell_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: the warehouse has no cells."""
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    packaging_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The packaging the balance stands in; 0: base units."""
    lot_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The lot planned by first-expired-first-out; 0: the item has no lots."""
    planned: Mapped[int]
    """Thousandths of the base unit."""
    picked: Mapped[int] = mapped_column(default=0, server_default="0")
    """Thousandths of the base unit."""
    state: Mapped[LineState] = mapped_column(
        default=LineState.OPEN, server_default=LineState.OPEN.value
    )
    reason: Mapped[ShortReason | None]
    container: Mapped[str] = mapped_column(default="", server_default="")
    """Where the last of it was put; empty: loose."""
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    """0 for the planned route; a later turn comes after everything of earlier ones."""
    walk_order: Mapped[int] = mapped_column(default=0, server_default="0")
    """Place on the route within a turn."""
    split_from: Mapped[int | None]
    """The line whose shortage this one makes good; None: planned from the start."""


class PickEvent(Base):
    """Something a storekeeper did to a task; never deleted, its quantities never changed.

    The facts of picking by lot and container are the events of kind pick and short that stand.
    """

    __tablename__ = "pick_event"
    __table_args__ = (
        UniqueConstraint("scan_id"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        Index("ix_pick_event_standing", "document_id", "standing", "id"),
        Index(None, "line_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("pick_task.document_id"))
    line_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: about the whole task."""
    kind: Mapped[EventKind]
    standing: Mapped[Standing] = mapped_column(
        default=Standing.DONE, server_default=Standing.DONE.value
    )
    user_id: Mapped[int]
    at: Mapped[datetime]
    scan_id: Mapped[uuid.UUID | None]
    """The scan or key press that asked for it; None: a bulk action."""
    quantity: Mapped[int] = mapped_column(default=0, server_default="0")
    """Thousandths moved from the cell to the shipping cell; 0: nothing moved."""
    lot_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The lot really taken."""
    container: Mapped[str] = mapped_column(default="", server_default="")
    of_event: Mapped[int | None]
    """For undo and redo: the event it is about."""
    before: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Line (or task) columns that were changed, as they were."""
    after: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """The same columns as they became."""
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What was answered, for a repeated scan."""


class CountRequest(Base):
    """A cell somebody should count: the books and the storekeeper disagree."""

    __tablename__ = "count_request"
    __table_args__ = (
        Index(
            "ix_count_request_open",
            "cell_id",
            "item_id",
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "event_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    warehouse_id: Mapped[int]
    cell_id: Mapped[int]
    """0: the warehouse has no cells: count the item everywhere."""
    item_id: Mapped[int]
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    lot_id: Mapped[int] = mapped_column(default=0, server_default="0")
    task_id: Mapped[int] = mapped_column(ForeignKey("pick_task.document_id"))
    line_id: Mapped[int]
    event_id: Mapped[int]
    """The event that asked; undoing it withdraws the request."""
    reason: Mapped[CountReason]
    short_reason: Mapped[ShortReason | None]
    missing: Mapped[int] = mapped_column(default=0, server_default="0")
    """Thousandths the storekeeper did not find; 0 for a cell that is not empty."""
    state: Mapped[CountState] = mapped_column(
        default=CountState.OPEN, server_default=CountState.OPEN.value
    )
    asked_by: Mapped[int]
    asked_at: Mapped[datetime]
    closed_by: Mapped[int | None]
    closed_at: Mapped[datetime | None]


class CellBlock(Base):
    """A cell nothing may be taken from or put into (Установка блокировок ячеек)."""

    __tablename__ = "cell_block"
    __table_args__ = (
        Index(
            "uq_cell_block_standing",
            "cell_id",
            "kind",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    cell_id: Mapped[int] = mapped_column(ForeignKey("cell.id"))
    kind: Mapped[BlockKind]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("pick_task.document_id"))
    """The failed task it was made from; None: set by hand."""
    set_by: Mapped[int]
    set_at: Mapped[datetime]
    lifted_by: Mapped[int | None]
    lifted_at: Mapped[datetime | None]
    """None: it stands."""


class ScanEvent(Base):
    """Every scan and command, journalled before anything else is done with it."""

    __tablename__ = "scan_event"
    __table_args__ = (
        Index(None, "session_id", "seq"),
        Index("ix_scan_event_task", "task_id", "seq", postgresql_where=text("task_id <> 0")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    """Born at the device: the same scan sent twice is one scan."""
    seq: Mapped[int] = mapped_column(Identity(always=True))
    """Order of arrival."""
    session_id: Mapped[uuid.UUID]
    user_id: Mapped[int]
    task_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: outside any task."""
    raw: Mapped[str]
    """As read, with control characters escaped by whoever shows it."""
    symbology: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str] = mapped_column(default="", server_default="")
    """Which scanner or keyboard."""
    at: Mapped[datetime]
    """When it was read at the device."""
    handled_at: Mapped[datetime]
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Verdict: code, sound and what the screen said, for replay."""


class HandheldState(Base):
    """Where a storekeeper is: the prompt a new connection resumes at."""

    __tablename__ = "handheld_state"

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    terminal: Mapped[str] = mapped_column(default="", server_default="")
    """Which session wrote it last."""
    warehouse_id: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Grows by one with every save; a second session of the same user is told."""
    changed_at: Mapped[datetime]
