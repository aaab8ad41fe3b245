"""Lines are saved as a whole, set-wise, and every field of them is remembered."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.documents.errors import BadLines, NoSuchField
from core.documents.lines import LinesSaved, save_lines
from core.documents.models import FieldChange
from core.documents.operations import create
from core.documents.queries import history
from core.kernel.clock import FixedClock
from tests.integration.documents.conftest import person
from tests.integration.documents.trial import Colour, TrialLine, counted


def stored(session: Session) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for row in session.execute(
            select(
                TrialLine.line_no,
                TrialLine.item_id,
                TrialLine.quantity,
                TrialLine.colour,
                TrialLine.note,
            ).order_by(TrialLine.line_no)
        )
    ]


def test_lines_are_added_changed_and_removed_and_keep_their_ids(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock)
    first = save_lines(
        trial,
        admin,
        made,
        TrialLine,
        [
            {"line_no": 1, "item_id": 5, "quantity": 1000, "note": "сверху"},
            {"line_no": 2, "item_id": 6, "quantity": 2000, "colour": Colour.BLUE},
            {"line_no": 3, "item_id": 7, "quantity": 3000},
        ],
        clock=clock,
    )
    ids = dict(trial.execute(select(TrialLine.line_no, TrialLine.id)).all())

    second = save_lines(
        trial,
        admin,
        made,
        TrialLine,
        [
            {"line_no": 1, "item_id": 5, "quantity": 1500},
            {"line_no": 2, "item_id": 6, "quantity": 2000, "colour": Colour.RED},
            {"line_no": 4, "item_id": 8, "quantity": 4000},
        ],
        clock=clock,
    )

    assert (first, second) == (LinesSaved(3, 0, 0), LinesSaved(1, 2, 1))
    assert made.version == 3
    assert stored(trial) == [
        (1, 5, 1500, Colour.RED, "сверху"),
        (2, 6, 2000, Colour.RED, None),
        (4, 8, 4000, Colour.RED, None),
    ]
    now = dict(trial.execute(select(TrialLine.line_no, TrialLine.id)).all())
    assert (now[1], now[2]) == (ids[1], ids[2])


def test_every_field_of_every_line_is_remembered(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock)
    save_lines(
        trial, admin, made, TrialLine, [{"line_no": 1, "item_id": 5, "quantity": 1000}], clock=clock
    )
    anna = person("Анна", Permission.STOCK_ENTER)
    save_lines(
        trial,
        anna,
        made,
        TrialLine,
        [{"line_no": 1, "item_id": 5, "quantity": 900, "colour": Colour.BLUE}],
        clock=clock,
    )
    save_lines(trial, anna, made, TrialLine, [], clock=clock)

    added, quantity, colour, removed = history(trial, admin, "trial", made.id)[1:]
    assert (added.who, added.line, added.field, added.old) == (admin.name, 1, "", None)
    assert added.new == {"item_id": 5, "quantity": 1000, "colour": "red"}
    assert (quantity.who, quantity.line, quantity.field) == ("Анна", 1, "quantity")
    assert (quantity.old, quantity.new, quantity.part) == (1000, 900, "trial_line")
    assert (colour.field, colour.old, colour.new) == ("colour", "red", "blue")
    assert removed.new is None
    assert removed.old == {"item_id": 5, "quantity": 900, "colour": "blue"}


@pytest.mark.parametrize("rows", [[{"item_id": 1}], [{"line_no": 1}, {"line_no": 1}]])
def test_lines_without_number_or_with_the_same_number_are_refused(
    trial: Session, admin: Actor, clock: FixedClock, rows: list[dict[str, int]]
) -> None:
    made = create(trial, admin, "trial", clock=clock)

    with pytest.raises(BadLines):
        save_lines(trial, admin, made, TrialLine, rows, clock=clock)

    assert stored(trial) == []
    assert made.version == 1


def test_an_unknown_column_or_a_missing_right_changes_nothing(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock)
    row = {"line_no": 1, "item_id": 5, "quantity": 1}

    with pytest.raises(NoSuchField):
        save_lines(trial, admin, made, TrialLine, [row | {"price": 1}], clock=clock)
    with pytest.raises(Forbidden):
        save_lines(trial, person("Олег"), made, TrialLine, [row], clock=clock)

    assert stored(trial) == []


def test_ten_and_two_hundred_lines_take_the_same_number_of_statements(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    def statements(lines: int) -> tuple[int, int]:
        made = create(trial, admin, "trial", clock=clock)
        rows = [
            {"line_no": n, "item_id": n, "quantity": 1000, "note": None}
            for n in range(1, lines + 1)
        ]
        changed = [row | {"quantity": 2000, "note": "иначе"} for row in rows[lines // 2 :]]
        changed += [row | {"line_no": row["line_no"] + 5000} for row in rows]  # type: ignore[operator]
        with counted(trial.connection()) as first:
            save_lines(trial, admin, made, TrialLine, rows, clock=clock)
        with counted(trial.connection()) as second:
            save_lines(trial, admin, made, TrialLine, changed, clock=clock)
        return len(first), len(second)

    ten = statements(10)
    assert statements(200) == ten
    assert statements(4000) == ten
    assert ten == (4, 6)
    assert trial.scalar(select(func.count()).select_from(FieldChange)) > 4000
