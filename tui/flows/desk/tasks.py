"""The form of pick tasks: who walks where for what, and what is done about it at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission, Role
from core.documents.listing import Filter, ListQuery, page
from core.fulfilment.counts import SHORT_REASONS
from core.fulfilment.task_finish import finish_task, take_all_as_planned
from core.fulfilment.task_queries import task_view
from core.fulfilment.task_statuses import LineState, PickTaskStatus
from core.fulfilment.task_type import PICK_TASK
from core.fulfilment.task_views import LineView
from core.fulfilment.task_work import cancel_task, reassign_task, release_task
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.shapes import (
    OPENS,
    SHOWN,
    Card,
    Command,
    Done,
    Field,
    FieldKind,
    Given,
    Lines,
)

STATES: Mapping[LineState, str] = {
    LineState.OPEN: N_("To pick"),
    LineState.POSTPONED: N_("Postponed"),
    LineState.DONE: N_("Picked"),
    LineState.SHORT: N_("Short"),
    LineState.WITHDRAWN: N_("Withdrawn"),
}
_PICKERS = (Role.STOREKEEPER, Role.SHIFT_LEAD, Role.ADMIN)

S = PickTaskStatus


def _key(card: Card) -> int:
    return card.id or 0


def _executors(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
    """Ask which of the storekeepers; the actor need not be let to read users for that."""
    del actor, card
    query = ListQuery(filters=(Filter("retired", "eq", False),), limit=500)
    found = page(session, SYSTEM, "users", query)
    ids = {column.id: at for at, column in enumerate(found.columns)}
    choices = {"": N_("whoever comes first")}
    for row in found.rows:
        roles = str(row.values[ids["roles"]]).split(", ")
        if any(role.value in roles for role in _PICKERS):
            choices[str(row.key)] = str(row.values[ids["name"]])
    return (Field("executor", N_("Executor"), FieldKind.CHOICE, choices=choices),)


def reassign(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Give the task to a storekeeper, or to whoever comes first."""
    word = str(given.values.get("executor") or "")
    reassign_task(session, actor, _key(card), int(word) if word else None, clock=clock)
    return Done(N_("{number} was given to another."), {"number": card.heading})


def hand_back(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Hand the task back with what was picked so far."""
    del given
    release_task(session, actor, _key(card), clock=clock)
    return Done(N_("{number} waits for whoever goes on."), {"number": card.heading})


def cancel(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take back everything done on the task."""
    del given
    count = cancel_task(session, actor, _key(card), clock=clock)
    return Done(
        N_("{number}: actions taken back: {count}."), {"number": card.heading, "count": count}
    )


def take_all(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take everything that is left as planned, and finish."""
    del given
    done = take_all_as_planned(session, actor, _key(card), clock=clock)
    return Done(
        N_("{number} is done: lines {count}."), {"number": card.heading, "count": done.lines}
    )


def finish(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Post the task."""
    del given
    finish_task(session, actor, _key(card), clock=clock)
    return Done(N_("{number} is done."), {"number": card.heading})


def _show_order(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del session, actor, clock, given
    key = card.values["outbound"]
    return Done(N_("The expense order it picks for."), {}, ("outbound_orders", key))


_OPEN = (S.PREPARED, S.IN_WORK)


class TaskForm(DocumentForm):
    """Отбор товаров."""

    name = "pick_tasks"
    subject = "pick_task"
    edit = Permission.PICK_REASSIGN
    fields = (
        Field("outbound_number", N_("Expense order"), width=12),
        Field("recipient", N_("Recipient"), width=32),
        Field("executor", N_("Executor"), width=20),
        Field("section", N_("Section"), width=10),
        Field("destination", N_("Destination"), width=10),
        Field("weight", N_("Weight"), FieldKind.WEIGHT, width=10),
        Field("trip", N_("Trip"), width=24),
    )
    tables = (
        Lines(
            "lines",
            N_("Lines"),
            (
                Field("cell", N_("Cell"), width=10),
                Field("item_id", N_("Item"), FieldKind.ROW, of="item", width=40),
                Field("planned", N_("Planned"), FieldKind.QUANTITY, width=8),
                Field("picked", N_("Picked"), FieldKind.QUANTITY, width=8),
                Field("unit", N_("Unit"), width=4),
                Field("state", N_("State"), FieldKind.CHOICE, choices=STATES, width=12),
                Field("lot", N_("Lot"), width=12),
                Field("reason", N_("Reason"), FieldKind.CHOICE, choices=SHORT_REASONS, width=16),
            ),
        ),
    )
    commands = (
        Command(
            "reassign",
            N_("Give it to another"),
            Permission.PICK_REASSIGN,
            reassign,
            lambda card: card.status in _OPEN,
            prepare=_executors,
            initial=lambda _card, _given: {"executor": ""},
        ),
        Command(
            "hand_back",
            N_("Hand it back"),
            Permission.PICK_WORK,
            hand_back,
            lambda card: card.status == S.IN_WORK,
        ),
        Command(
            "take_all",
            N_("Take everything as planned"),
            Permission.PICK_WORK,
            take_all,
            lambda card: card.status in _OPEN,
            N_("Take everything on {heading} exactly as planned and finish it?"),
        ),
        Command(
            "finish",
            N_("Finish the task"),
            Permission.PICK_WORK,
            finish,
            lambda card: card.status == S.IN_WORK,
        ),
        Command(
            "cancel",
            N_("Take back everything done"),
            Permission.PICK_WORK,
            cancel,
            lambda card: card.status == S.IN_WORK,
            N_("Take back everything done on {heading}? The goods go back into their cells."),
        ),
        Command("order", N_("Open the expense order"), Permission.OUTBOUND_READ, _show_order),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the task with its route."""
        found = task_view(session, actor, key)
        head = self.stored(session, actor, key)
        choices = _executors(session, actor, Card(key, 0, ""))[0].choices or {}
        lines = tuple(
            {
                "line_no": line.position,
                "cell": line.cell_code,
                "item_id": line.item_id,
                "item_id" + SHOWN: line.item_name,
                "planned": line.planned,
                "picked": line.picked,
                "unit": line.unit,
                "state": line.state,
                "lot": line.lot_code,
                "reason": line.reason,
                OPENS: ("items", line.item_id),
            }
            for line in found.lines
        )
        return Card(
            id=key,
            version=head.version,
            heading=found.number,
            status=found.status,
            status_title=PICK_TASK.status_title(found.status),
            values={
                "outbound": found.outbound_id,
                "outbound_number": found.outbound_number,
                "recipient": found.recipient,
                "executor": choices.get(str(found.executor_id or ""), ""),
                "section": found.section,
                "destination": found.destination_code,
                "weight": found.weight_grams,
                "trip": found.trip,
            },
            lines={"lines": lines},
            facts=((N_("Done"), f"{_closed(found.lines)} / {found.total}"),),
            editable=False,
            warehouse_id=found.warehouse_id,
        )


def _closed(lines: Sequence[LineView]) -> int:
    return sum(1 for line in lines if line.state in {LineState.DONE, LineState.SHORT})
