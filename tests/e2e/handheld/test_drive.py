"""A driver's day through the real verbs: arrive, hand over, refuse, cash, the next stop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.models import Trip
from core.delivery.papers.codes import PlaceCode, place_code, stop_code
from core.delivery.trips.releasing import release_trip
from core.documents.codes import document_code
from tests.e2e.handheld.test_ship import code_of
from tests.e2e.handheld.test_work import pressed, scanned, shoot
from tests.e2e.handheld.truck import CLOCK, Truck, fill
from tests.integration.sales.trade import BOSS
from tui.flows.handheld.state import At
from tui.flows.handheld.work import Verdict, Work
from tui.scan.strokes import Typed

NOTHING = [[("pending", 0), ("pending", 0)], [("pending", 0)]]


@pytest.fixture(scope="module")
def built(database: Database) -> Truck:
    """The company and its truck."""
    return fill(database)


@pytest.fixture
def truck(built: Truck) -> Truck:
    """The truck on its way, nobody at work."""
    built.clear()
    built.leave()
    return built


def press(work: Work, *keys: str) -> Verdict:
    """Press keys: single characters are typed, longer names are keys."""
    for key in keys:
        typed = len(key) == 1 or key[0] == "." or key[0].isdigit()
        verdict = work.handle(Typed(key) if typed else pressed(key))
    return verdict


def at_rose(truck: Truck) -> Work:
    """Return the work of the driver who stands before the goods of the first stop."""
    work = truck.work()
    press(work, "1", "1", "enter")
    assert work.state.at is At.GOODS
    return work


def test_the_driver_is_led_to_his_stops_at_once(truck: Truck) -> None:
    """Signed in he sees his trips, then the stops in their order, then whom to call."""
    work = truck.work()
    assert (work.state.at, work.state.warehouse) == (At.TRIPS, None)
    assert [trip.id for trip in work.state.drive.trips] == [truck.trip_id]

    press(work, "1")
    assert [(row.number, row.client) for row in work.state.drive.stops] == [
        (1, "Rose"),
        (2, "Lily"),
    ]
    press(work, "1")

    assert work.state.at is At.STOP
    stop = work.state.drive.stop
    assert stop is not None
    assert (stop.phone, stop.note, stop.collect) == ("+7 (495) 123-45-67", "Gate 3", 120_000)
    assert truck.stops()[0].arrived_at is None


def test_two_scans_of_the_stop_deliver_everything(truck: Truck) -> None:
    """Arrived, handed over, received, paid: the next stop is on the screen."""
    rose, lily = truck.stop_ids()
    work = truck.work()
    shoot(work, document_code(truck.trip_id))
    shoot(work, stop_code(rose))
    assert work.state.at is At.STOP
    assert shoot(work, stop_code(rose)).state.at is At.GOODS
    assert truck.stops()[0].arrived_at is not None
    assert truck.told() == NOTHING
    assert shoot(work, stop_code(rose)).state.at is At.RECEIVED
    press(work, "I", "v", "enter")
    assert work.state.at is At.CASH

    done = press(work, "enter")

    assert (done.state.at, code_of(done.state)) == (At.STOP, "handheld-stop-delivered")
    assert done.state.drive.stop is not None
    assert done.state.drive.stop.id == lily
    first = truck.stops()[0]
    assert (first.outcome, first.received_by, first.collected_minor) == ("delivered", "Iv", 120_000)
    assert truck.told() == [[("delivered", 4), ("delivered", 2)], [("pending", 0)]]


def test_line_by_line_with_a_part_and_its_reason(truck: Truck) -> None:
    """Scanned thing by thing; less than brought asks why; then the sum must be typed."""
    work = at_rose(truck)
    shoot(work, "CODE-GLOVES")
    assert work.state.at is At.HANDED
    press(work, "3", "enter")
    assert work.state.at is At.WHY
    told = press(work, "2")
    assert (told.state.at, code_of(told.state)) == (At.GOODS, "handheld-line-told")
    shoot(work, "CODE-MASK")
    press(work, "enter")
    assert work.state.at is At.RECEIVED
    press(work, "enter")
    assert code_of(press(work, "enter").state) == "handheld-type-cash"
    press(work, "9", "0", "0", ",", "5", "0", "enter")

    stop = truck.stops()[0]

    assert (stop.outcome, stop.collected_minor) == ("partly", 90_050)
    assert [(line.delivered // 1000, line.reason) for line in stop.lines] == [
        (3, "No money"),
        (2, ""),
    ]


def test_the_next_thing_confirms_the_one_in_hand(truck: Truck) -> None:
    """One scan a line; counted twice, the count stands and Enter confirms it."""
    work = at_rose(truck)
    shoot(work, "CODE-GLOVES", "CODE-MASK")
    assert truck.told()[0] == [("delivered", 4), ("pending", 0)]
    assert work.state.drive.line is not None
    shoot(work, "CODE-MASK")
    assert work.state.drive.counting
    assert press(work, "enter").state.at is At.RECEIVED
    assert truck.told()[0] == [("delivered", 4), ("delivered", 2)]


def test_refused_and_absent_have_reasons_and_end_the_trip(truck: Truck) -> None:
    """Nothing is asked of a receiver; at the end it is said what comes back."""
    work = at_rose(truck)
    press(work, ".2", "1")
    assert work.state.at is At.WHY
    refused = press(work, "1")
    assert code_of(refused.state) == "handheld-stop-refused"
    press(work, ".2", "2", "3")
    assert work.state.at is At.WORDS
    ended = press(work, "n", "o", "enter")

    assert (ended.state.at, code_of(ended.state)) == (At.TRIP_END, "handheld-trip-told")
    assert truck.told() == [[("refused", 0), ("refused", 0)], [("absent", 0)]]
    assert [stop.reason for stop in truck.stops()] == ["Wrong goods", "no"]
    trip = ended.state.drive.trip
    assert trip is not None
    assert [(one.name, one.quantity) for one in trip.back] == [("Gloves", 9000), ("Mask", 2000)]


def test_what_is_left_of_a_stop_is_refused_and_the_rest_stands(truck: Truck) -> None:
    """The gloves were taken, the masks were not."""
    work = at_rose(truck)
    shoot(work, "CODE-GLOVES")
    press(work, "enter", ".2", "1", "1")
    assert work.state.at is At.RECEIVED
    assert truck.told()[0] == [("delivered", 4), ("refused", 0)]


def test_wrong_codes_change_nothing(truck: Truck) -> None:
    """Another stop's code, things of other stops or of none, more than was brought: refused."""
    _, lily = truck.stop_ids()
    work = at_rose(truck)
    before = truck.version()
    wrong = {
        stop_code(lily): "handheld-other-stop",
        stop_code(10**9): "handheld-stop-of-other-trip",
        "PACK-BOX": "handheld-more-than-brought",
        "NONSENSE-1": "handheld-unknown-code",
        place_code(PlaceCode(10**9, 1, 1)): "handheld-place-elsewhere",
        document_code(truck.trip_id): "handheld-paper-now",
    }
    for code, told in wrong.items():
        verdict = shoot(work, code)
        assert (code_of(verdict.state), verdict.state.at, verdict.sound) == (told, At.GOODS, 2)
        press(work, "enter")
    shoot(work, "CODE-GLOVES")
    for keys, told in ((("5",), "handheld-more-than-brought"), (("x",), "handheld-not-a-quantity")):
        press(work, *keys, "enter")
        assert (code_of(work.state), work.state.at) == (told, At.HANDED)
        press(work, "escape", "enter")
    assert (truck.version(), truck.told()) == (before, NOTHING)


def test_a_thing_of_another_stop_is_told_whose_it_is(truck: Truck) -> None:
    """At Lily a mask is Rose's."""
    work = truck.work()
    press(work, "1", "2", "enter")
    before = truck.version()
    told = shoot(work, "CODE-MASK")
    assert code_of(told.state) == "handheld-for-other-stop"
    assert dict(told.state.message.facts)["client"] == "Rose"  # type: ignore[union-attr]
    assert truck.version() == before


def test_the_label_of_a_place_tells_whether_it_is_for_here(truck: Truck) -> None:
    """It tells of the place and records nothing."""
    work = at_rose(truck)
    before = truck.version()
    code = place_code(PlaceCode(truck.trip_id, truck.road.orders[0], 2))
    assert code_of(shoot(work, code).state) == "handheld-place-here"
    assert truck.version() == before


def test_a_scan_handed_over_twice_counts_once(truck: Truck) -> None:
    """The commit was not heard of: the same scan again changes nothing."""
    rose = truck.stop_ids()[0]
    work = at_rose(truck)
    last = scanned(stop_code(rose))
    work.handle(last)
    version = truck.version()
    again = work.handle(last)
    assert (again.state.at, truck.version()) == (At.RECEIVED, version)


def test_steps_are_taken_back_one_by_one_then_the_whole_stop(truck: Truck) -> None:
    """The last line first; a stop of before as a whole, its cash too."""
    rose = truck.stop_ids()[0]
    work = at_rose(truck)
    shoot(work, "CODE-GLOVES", "CODE-MASK")
    press(work, "enter")
    assert code_of(press(work, ".7").state) == "handheld-line-taken-back"
    assert truck.told()[0] == [("delivered", 4), ("pending", 0)]
    press(work, ".7")
    assert truck.told() == NOTHING
    assert code_of(press(work, ".7").state) == "handheld-nothing-told"
    shoot(work, stop_code(rose))
    press(work, "enter", "enter", ".9")
    shoot(work, stop_code(rose))
    assert code_of(press(work, ".7").state) == "handheld-stop-taken-back"
    assert truck.told() == NOTHING
    assert truck.stops()[0].collected_minor == 0


def test_more_cash_than_due_is_said_twice(truck: Truck) -> None:
    """The first time it is only asked about."""
    rose = truck.stop_ids()[0]
    work = at_rose(truck)
    shoot(work, stop_code(rose))
    press(work, "enter", "1", "3", "0", "0", "enter")
    assert code_of(work.state) == "handheld-more-cash"
    assert truck.stops()[0].collected_minor == 0
    press(work, "enter")
    assert truck.stops()[0].collected_minor == 130_000


@pytest.mark.parametrize("lives", range(7))
def test_a_new_connection_finds_the_same_prompt(truck: Truck, lives: int) -> None:
    """Killed after any step, the driver stands at the same question, nothing told twice."""
    rose = truck.stop_ids()[0]
    steps = [
        (("1", "1"), At.STOP),
        (("enter",), At.GOODS),
        (("CODE-GLOVES",), At.HANDED),
        (("3", "enter"), At.WHY),
        (("1",), At.GOODS),
        ((stop_code(rose),), At.RECEIVED),
        (("A", "enter"), At.CASH),
    ]
    work = truck.work()
    for keys, at in steps[: lives + 1]:
        shoot(work, *keys) if keys[0][0] in "~C" else press(work, *keys)
        assert work.state.at is at
    work.save()
    told, version, drive = truck.told(), truck.version(), work.state.drive

    resumed = truck.work().state

    assert (resumed.at, resumed.drive) == (steps[lives][1], drive)
    assert (truck.told(), truck.version()) == (told, version)


def test_a_trip_that_has_not_left_is_shown_and_not_told_of(truck: Truck) -> None:
    """The dispatcher sees it too; arriving is refused."""
    truck.clear()
    with transaction(truck.database.sessions) as session:
        truck.road.orders.clear()
        truck.road.order(session, "GLOVES 6")
        truck.trip_id = truck.road.trip(session, "ROSE: 1 GLOVES 4")
    work = truck.work()
    assert [trip.left for trip in work.state.drive.trips] == [False]
    told = press(work, "1", "1", "enter")
    assert (told.state.at, code_of(told.state)) == (At.STOP, "handheld-trip-not-left")


def test_a_trip_closed_meanwhile_is_told_of_no_more(truck: Truck) -> None:
    """The driver is refused in words; what is recorded stands."""
    work = at_rose(truck)
    truck.clear()
    told = shoot(work, stop_code(truck.stop_ids()[0]))
    assert (told.state.at, code_of(told.state)) == (At.STOP, "handheld-trip-not-left")
    assert truck.told() == NOTHING


def test_who_comes_back_to_a_trip_that_was_closed_is_told_at_once(truck: Truck) -> None:
    """He does not count goods for nothing: the stop is shown, and that the trip is closed."""
    work = at_rose(truck)
    press(work, "2", "3")
    work.save()
    with transaction(truck.database.sessions) as session:
        session.get_one(Trip, truck.trip_id).status = "closed"

    resumed = truck.work().state

    assert (resumed.at, resumed.entry) == (At.STOP, "")
    assert code_of(resumed) == "handheld-trip-not-left"


def test_the_dispatcher_tells_of_any_trip(truck: Truck) -> None:
    """For a driver who reports on paper or by telephone."""
    work = truck.work("dora")
    assert work.state.at is At.TRIPS
    assert truck.trip_id in [trip.id for trip in work.state.drive.trips]


def test_two_who_tell_of_one_stop_do_not_overwrite_each_other(truck: Truck) -> None:
    """The second is told, sees what stands, and may tell it again; the same twice is no matter."""
    driver, other = at_rose(truck), truck.work("dora")
    press(other, "1", "1", "enter", "2", "enter")
    assert truck.told()[0] == [("delivered", 4), ("pending", 0)]
    version = truck.version()

    press(driver, "2", "1", "enter", "1")
    message = driver.state.message
    assert message is not None
    assert message.code == "trip-told-meanwhile"
    assert (truck.told()[0][0], truck.version()) == (("delivered", 4), version)
    stop = driver.state.drive.stop
    assert (driver.state.at, stop and stop.lines[0].delivered) == (At.GOODS, 4_000)

    press(driver, "enter", "2", "1", "enter", "1")
    assert truck.told()[0][0] == ("partly", 1)


def test_everything_at_one_stroke_does_not_hide_what_was_refused_meanwhile(truck: Truck) -> None:
    """Only a stop as it was seen is handed over whole."""
    driver, other = at_rose(truck), truck.work("dora")
    press(other, "1", "1", "enter", "2", ".2", "1")
    assert truck.told()[0][0] == ("refused", 0)

    press(driver, "1")
    assert truck.told()[0] == [("refused", 0), ("pending", 0)]
    press(driver, "enter", "1")
    assert truck.told()[0] == [("refused", 0), ("delivered", 2)]


def test_goods_are_scanned_at_a_stop_that_was_told_of(truck: Truck) -> None:
    """Who comes back to a stop he stood at before need not arrive again to correct it."""
    work = at_rose(truck)
    press(work, ".0", ".0", "1")
    assert work.state.at is At.STOP
    shoot(work, "CODE-MASK")
    assert (work.state.at, work.state.message) == (At.HANDED, None)


def test_the_van_of_tomorrow_is_seen_while_it_is_loaded(truck: Truck) -> None:
    """A trip of another day is in the list once it is given to loading, not before."""
    truck.clear()
    with transaction(truck.database.sessions) as session:
        truck.road.orders.clear()
        truck.road.order(session, "GLOVES 6")
        truck.trip_id = truck.road.trip(session, "ROSE: 1 GLOVES 4")
        trip = session.get_one(Trip, truck.trip_id)
        trip.planned_on += timedelta(days=1)
    assert truck.work().state.drive.trips == ()

    with transaction(truck.database.sessions) as session:
        release_trip(session, BOSS, truck.trip_id, clock=CLOCK)
    [seen] = truck.work().state.drive.trips
    assert (seen.id, seen.on, seen.left) == (truck.trip_id, "2026-11-21", False)
