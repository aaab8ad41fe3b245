"""The journal of scans and the storekeeper's place in the work."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.fulfilment.journal import (
    SavedState,
    ScanRow,
    answer_to,
    answered,
    journal,
    load_state,
    save_state,
    tape,
)
from core.fulfilment.task_errors import StateTakenOver
from core.kernel.clock import FixedClock


def row(clock: FixedClock, raw: str, session_id: uuid.UUID, task: int = 0) -> ScanRow:
    return ScanRow(
        id=uuid.uuid4(),
        session_id=session_id,
        raw=raw,
        at=clock.now() - timedelta(milliseconds=80),
        symbology="E0",
        source="gun",
        task_id=task,
    )


def test_a_scan_is_journalled_once_with_its_answer(
    session: Session, clock: FixedClock, admin: Actor
) -> None:
    """The second time it is known, and the answer of the first time can be read."""
    scan = row(clock, "4601234567893", uuid.uuid4())

    assert journal(session, admin, scan, clock=clock)
    answered(session, scan.id, {"code": "ok", "sound": 0})
    assert not journal(session, admin, scan, clock=clock)

    assert answer_to(session, scan.id) == {"code": "ok", "sound": 0}
    assert answer_to(session, uuid.uuid4()) is None


def test_the_tape_keeps_the_order_of_arrival(
    session: Session, clock: FixedClock, admin: Actor
) -> None:
    """Fifty scans of two sessions: each session's tape is its own, in order, nothing merged."""
    mine, other = uuid.uuid4(), uuid.uuid4()
    for number in range(50):
        assert journal(
            session, admin, row(clock, f"{number:013d}", (mine, other)[number % 2]), clock=clock
        )

    told = tape(session, session_id=mine)
    assert [int(scan.raw) for scan in told] == list(range(0, 50, 2))
    assert [scan.seq for scan in told] == sorted(scan.seq for scan in told)
    assert [int(scan.raw) for scan in tape(session, session_id=other, last=3)] == [45, 47, 49]
    assert told[0].at == clock.now() - timedelta(milliseconds=80)
    assert told[0].handled_at == clock.now()


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("\x1b[2J\x07", "\x1b[2J\x07"),
        ("01\x1d10LOT", "01\x1d10LOT"),
        ("a\x00b", "a\\x00b"),
        ("\udcff", "\\udcff"),
        ("", ""),
    ],
)
def test_whatever_a_gun_sends_can_be_journalled(
    session: Session, clock: FixedClock, admin: Actor, raw: str, kept: str
) -> None:
    """Control characters as they are; what PostgreSQL cannot keep is written out."""
    one = uuid.uuid4()
    assert journal(session, admin, row(clock, raw, one), clock=clock)
    assert [scan.raw for scan in tape(session, session_id=one)] == [kept]


def test_text_in_a_state_is_kept_as_far_as_it_can_be(session: Session, clock: FixedClock) -> None:
    """A NUL typed into a field must not stop the terminal."""
    typed = {"entry": "a\x00", "lines": [{"code": "\udcff"}], "count": 3}
    save_state(session, 7, typed, version=0, terminal="\x00", warehouse_id=1, clock=clock)

    kept = load_state(session, 7)

    assert kept is not None
    assert kept.state == {"entry": "a\\x00", "lines": [{"code": "\\udcff"}], "count": 3}


def test_one_of_two_connections_handles_a_resent_scan(
    fresh_database: Database, clock: FixedClock, admin: Actor
) -> None:
    """The slower one waits for the commit and learns that the scan was seen."""
    scan = row(clock, "4601234567893", uuid.uuid4())
    start = threading.Barrier(4)

    def send(_: int) -> bool:
        start.wait(timeout=60)
        return run(fresh_database.sessions, lambda s: journal(s, admin, scan, clock=clock))

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(send, range(4))) == [False, False, False, True]
    with transaction(fresh_database.sessions) as session:
        assert len(tape(session)) == 1


def test_state_is_loaded_as_saved_and_told_when_another_session_went_on(
    session: Session, clock: FixedClock
) -> None:
    """Versions grow by one; a session that did not see the last one is refused."""
    assert load_state(session, 7) is None
    at = {"warehouse_id": 3, "clock": clock}
    first = save_state(session, 7, {"at": "menu"}, version=0, terminal="A", **at)
    second = save_state(session, 7, {"at": "cell", "typed": "1"}, version=first, terminal="A", **at)
    assert (first, second) == (1, 2)

    with pytest.raises(StateTakenOver) as refused:
        save_state(session, 7, {"at": "menu"}, version=first, terminal="B", **at)

    assert refused.value.facts == {"terminal": "A"}
    assert load_state(session, 7) == SavedState(
        terminal="A",
        warehouse_id=3,
        state={"at": "cell", "typed": "1"},
        version=2,
        changed_at=clock.now(),
    )
    with pytest.raises(StateTakenOver):
        save_state(session, 7, {}, version=0, terminal="C", **at)
