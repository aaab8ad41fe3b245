"""Lists of pick tasks, and what `klad verify` sees of them."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.documents.listing import ListQuery, page
from core.fulfilment import picking
from core.fulfilment.task_type import PICK_TASKS
from core.kernel.clock import FixedClock
from core.ledger import verify
from tests.integration.picking.house import BOSS, build, scan, storekeeper


def test_the_list_of_tasks_names_order_section_and_executor(
    session: Session, clock: FixedClock
) -> None:
    """Found by the executor's name as well."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    house.task(session, "GLOVES 5")

    (row,) = page(session, BOSS, PICK_TASKS, ListQuery(search="Ivan")).rows

    shown = dict(zip((column.id for column in PICK_TASKS.columns), row.values, strict=True))
    assert row.key == task
    assert shown["number"] == "ОТ-000001"
    assert (shown["order"], shown["section"], shown["executor"]) == ("РО-000001", "A", "Ivan")


def test_verify_names_a_line_that_does_not_follow_from_what_was_done(
    session: Session, clock: FixedClock
) -> None:
    """A quantity changed by hand is found twice: against the events and against the ledger."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    (line,) = house.line_ids(session, task)
    picking.pick(session, ivan, task, line, 6000, scan_id=scan(), clock=clock)
    assert verify(session) == []

    session.execute(
        text("UPDATE pick_task_line SET picked = 7000 WHERE id = :line"), {"line": line}
    )

    found = [
        (difference.what, difference.stored, difference.computed) for difference in verify(session)
    ]
    assert found == [("picked of a line", 7000, 6000), ("moved by a pick task", 6000, 7000)]
