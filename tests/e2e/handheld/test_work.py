"""The writer's unit of work against the real database, without a terminal."""

from __future__ import annotations

from core.documents.codes import document_code
from core.kernel.clock import SystemClock
from core.kernel.ids import uuid7
from tests.e2e.handheld.floor import Floor
from tui.flows.handheld.profile import Confirm, Profile
from tui.flows.handheld.shift import Shift
from tui.flows.handheld.state import At
from tui.flows.handheld.view import notice
from tui.flows.handheld.work import Verdict, Work
from tui.locale import use_language
from tui.scan.strokes import Idle, Pressed, Scan, Typed
from tui.scan.writer import IDLE_SECONDS

CLOCK = SystemClock()


def at_work(floor: Floor, profile: Profile | None = None, **more: int) -> Work:
    """Return Ivan's work, his task opened."""
    shift = Shift(CLOCK, "test", profiles=lambda _code: profile or Profile())
    work = Work(floor.database.sessions, shift, **more)
    work.admit("ivan")
    work.handle(Typed("1"))
    work.handle(Typed("1"))
    return work


def scanned(text: str) -> Scan:
    return Scan(uuid7(), text, CLOCK.now())


def pressed(key: str) -> Pressed:
    return Pressed(key, uuid7(), CLOCK.now())


def shoot(work: Work, *codes: str) -> Verdict:
    for code in codes:
        verdict = work.handle(scanned(code))
    return verdict


def test_a_scan_handed_over_twice_counts_once(warehouse: Floor) -> None:
    """The commit was not heard of, so the writer tries again: nothing happens twice."""
    task = warehouse.task("GLOVES 2")
    work = at_work(warehouse)
    shoot(work, "CELLA-01", "CODE-GLOVES")
    last = scanned("CELLSHIP")

    first, second = work.handle(last), work.handle(last)

    assert first.state.at is second.state.at is At.FINISH
    assert warehouse.picked(task) == [(2, 2)]
    assert warehouse.journal().count("CELLSHIP") >= 1


def test_a_refusal_changes_nothing_but_the_journal_and_the_message(warehouse: Floor) -> None:
    """Refused by the house: stock and task stand, the scan is on record with its answer."""
    task = warehouse.task("GLOVES 2")
    work = at_work(warehouse)
    shoot(work, "CELLA-01", "CODE-GLOVES")
    before = warehouse.in_cells("A-01")
    warehouse.block("A-01")

    verdict = shoot(work, "CELLSHIP")

    warehouse.unblock("A-01")
    assert verdict.state.message is not None
    assert verdict.state.message.code == "cell-blocked"
    assert verdict.sound >= 2
    assert verdict.state.at is At.DESTINATION
    assert warehouse.in_cells("A-01") == before
    assert warehouse.picked(task) == [(2, 0)]
    assert warehouse.journal()[-1] == "CELLSHIP"


def test_the_barcode_of_a_task_opens_it_from_the_menu(warehouse: Floor) -> None:
    """Of two tasks of nobody the one whose paper is in the hand."""
    warehouse.task("GLOVES 2")
    second = warehouse.task("GLOVES 3")
    work = Work(warehouse.database.sessions, Shift(CLOCK, "test"))
    work.admit("ivan")
    assert work.state.at is At.MENU

    verdict = shoot(work, document_code(second))

    assert verdict.state.at is At.CELL
    assert verdict.state.task is not None
    assert verdict.state.task.id == second


def test_a_code_of_no_task_is_refused_in_words(warehouse: Floor) -> None:
    """In the menu an unknown code names what it was taken for, in the reader's language."""
    work = Work(warehouse.database.sessions, Shift(CLOCK, "test"))
    work.admit("ivan")

    told = notice(shoot(work, "UNKNOWN-1").state)

    assert told is not None
    assert told.text.startswith("Not found: pick task. There is no pick task “UNKNOWN-1”, or")
    use_language("ru")
    try:
        told = notice(work.state)
    finally:
        use_language("en")
    assert told is not None
    assert told.text.startswith("Не найдено: задание на отбор. Задание на отбор «UNKNOWN-1»: ")


def test_nobody_at_the_terminal_locks_it(warehouse: Floor) -> None:
    """After the minutes of the settings the screen locks, with the prompt kept behind it."""
    warehouse.task("GLOVES 2")
    work = at_work(warehouse, idle_limit=int(IDLE_SECONDS * 2))
    shoot(work, "CELLA-01")

    assert work.handle(Idle()).state.at is At.ITEM
    assert work.handle(Idle()).state.at is At.LOCKED
    assert shoot(work, "BADGE-IVAN-0001").state.at is At.ITEM


def test_a_strict_profile_counts_and_confirms_the_place_once(warehouse: Floor) -> None:
    """Count by scanning, one confirmation of the place at the end of the task."""
    task = warehouse.task("GLOVES 2")
    work = at_work(warehouse, Profile(destination=Confirm.TASK, count_by_scan=True))
    assert shoot(work, "CELLA-01", "CODE-GLOVES").state.work.counted == 1000
    assert shoot(work, "CODE-GLOVES").state.work.counted == 2000
    assert work.handle(pressed("enter")).state.at is At.FINISH
    asked = work.handle(pressed("enter"))
    assert asked.state.message is not None
    assert asked.state.message.code == "handheld-scan-destination"
    assert shoot(work, "CELLSHIP").state.at is At.MENU
    assert warehouse.picked(task) == [(2, 2)]


def test_two_wrong_answers_leave_only_the_label(warehouse: Floor) -> None:
    """Typed check digits, wrong twice: from then on the label must be scanned."""
    warehouse.task("GLOVES 1")
    work = at_work(warehouse)
    for digits in ("77", "78"):
        work.handle(Typed(digits))
        wrong = work.handle(pressed("enter"))
    assert wrong.state.message is not None
    assert wrong.state.message.code == "handheld-label-only"
    assert wrong.sound == 3
    work.handle(Typed("01"))
    assert work.handle(pressed("enter")).state.at is At.CELL
    assert shoot(work, "CELLA-01").state.at is At.ITEM


def test_a_long_number_for_a_quantity_is_a_scan(warehouse: Floor) -> None:
    """Thirteen digits typed at the quantity are a barcode, not thirteen-digit pieces."""
    warehouse.barcode("4600000000015", "MASK")
    task = warehouse.task("GLOVES 3")
    work = at_work(warehouse)
    shoot(work, "CELLA-01", "CODE-GLOVES")
    work.handle(Typed("4600000000015"))
    verdict = work.handle(pressed("enter"))
    assert verdict.state.message is not None
    assert verdict.state.message.code == "handheld-wrong-item"
    assert warehouse.picked(task) == [(3, 0)]


def test_the_code_of_a_task_opens_it_from_the_menu(warehouse: Floor) -> None:
    """A printed `~D:id` opens the task; somebody else's number opens nothing."""
    task = warehouse.task("GLOVES 1")
    work = Work(warehouse.database.sessions, Shift(CLOCK, "test"))
    work.admit("ivan")

    assert shoot(work, "~D:999999").state.message is not None
    opened = shoot(work, f"~D:{task}")

    assert opened.state.at is At.CELL
    assert opened.state.task is not None
    assert opened.state.task.id == task


def test_another_lot_is_taken_only_when_asked_for(warehouse: Floor) -> None:
    """The planned lot is L7; L8 is refused until the storekeeper says he takes another."""
    warehouse.task("MILK 1")
    work = at_work(warehouse)
    shoot(work, "CELLA-03", "CODE-MILK")
    refused = shoot(work, "]C0L8")
    assert refused.state.message is not None
    assert refused.state.message.code == "handheld-wrong-lot"
    work.handle(pressed("f5"))
    assert shoot(work, "]C0L8").state.at is At.QUANTITY
