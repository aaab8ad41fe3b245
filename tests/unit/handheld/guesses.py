"""Anything that may happen to a handheld, for Hypothesis."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from hypothesis import strategies as st

from core.delivery.statuses import Outcome
from tui.flows.handheld import answers
from tui.flows.handheld import drive_effects as drive_do
from tui.flows.handheld import effects as do
from tui.flows.handheld.drive_values import (
    Drive,
    Drop,
    Goods,
    Reason,
    Scanned,
    Stop,
    StopRow,
    Trip,
    TripRow,
)
from tui.flows.handheld.profile import Confirm, Profile
from tui.flows.handheld.state import Level, Message, State
from tui.flows.handheld.values import (
    Check,
    CheckLine,
    Counts,
    Hit,
    Job,
    Line,
    Pack,
    Paper,
    Shipment,
    Task,
    User,
    Warehouse,
)
from tui.scan.strokes import Idle, Noticed, Pressed, Scan, Source, Stroke, Typed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LONG = "Перчатки нитриловые неопудренные смотровые, размер M, чёрные, 100 шт в упаковке"

USER = User(7, "ivan", "Иван Кладовщиков")
PLACES = (Warehouse(1, "MAIN", "Основной склад"), Warehouse(2, "SHOP", "Магазин"))
TASK = Task(5, "ОТ-000123", 12, "SHIP-1", "CELLSHIP", "", "ООО Ромашка", "РО-000042")
LINE = Line(
    id=11,
    position=3,
    cell_id=4,
    cell_code="A-03-07-2",
    cell_barcode="CELLA03",
    check_digits="37",
    item_id=21,
    variant_id=0,
    article="PN-M",
    name=LONG,
    code="4601234567893",
    unit="шт",
    has_lots=False,
    lot_id=0,
    lot_code="",
    expires="",
    planned=26_000,
    picked=0,
    packs=(Pack("кор", 12_000),),
)
LOT_LINE = Line(
    **{
        **{name: getattr(LINE, name) for name in Line.__slots__},
        "id": 12,
        "has_lots": True,
        "lot_id": 9,
        "lot_code": "L2026-07",
        "expires": "2027-03-31",
    }
)
NO_CELL = Line(
    **{
        **{name: getattr(LINE, name) for name in Line.__slots__},
        "id": 13,
        "cell_id": 0,
        "cell_code": "",
        "cell_barcode": "",
        "check_digits": "",
    }
)
OURS = Hit(21, 0, LONG, "PN-M", "шт", "", 1000, 0)
BOX = Hit(21, 0, LONG, "PN-M", "шт", "кор", 12_000, 0)
OTHER = Hit(22, 0, "Маски медицинские", "MM-1", "шт", "", 1000, 0)
CHECK = Check(31, "РО-000042", "ООО Ромашка", 1, 3)
CHECK_LINE = CheckLine(21, 0, LONG, "шт", 26_000, 5_000)

DRIVER = User(8, "fedor", "Сидоров Фёдор", works=False, drives=True)
BOTH = User(9, "lead", "Старшов Иван", works=True, drives=True)
TRIP_ROW = TripRow(61, "РС-000012", "А123ВС 77", "Сидоров Фёдор", "2026-11-20", 12, 3, True)
TRIP = Trip(61, "РС-000012", "А123ВС 77", True, 120_000, (Goods(LONG, "шт", 3_000),))
DROP = Drop(71, 21, 0, LONG, "шт", 26_000, 0, Outcome.PENDING, 0, "")
TOLD_DROP = Drop(72, 22, 0, "Маски", "шт", 5_000, 2_000, Outcome.PARTLY, 1, "Нет денег")
ERRAND = Drop(73, 0, 0, "Забрать акт сверки", "", 0, 0, Outcome.PENDING, 0, "")
STOP = Stop(
    id=82,
    number=2,
    client="ООО «Ромашка и партнёры»",
    address="г. Москва, ул. 2-я Тверская-Ямская, д. 16, стр. 4, вход со двора, домофон 45",
    contact="Анна",
    phone="+7 495 000-00-00",
    note="Ворота 3, пропуск заказан, звонить за полчаса",
    documents="ЗК-000042, ЗК-000043",
    document_ids=(42, 43),
    opens=32_400,
    closes=43_200,
    collect=12_345_600,
    places=3,
    arrived=True,
    outcome=Outcome.PENDING,
    received="",
    collected=0,
    lines=(DROP, TOLD_DROP, ERRAND),
)
DONE_STOP = Stop(
    **{
        **{name: getattr(STOP, name) for name in Stop.__slots__},
        "outcome": Outcome.PARTLY,
        "received": "Иванова",
        "collected": 90_000,
        "lines": (TOLD_DROP,),
    }
)
STOP_ROWS = tuple(
    StopRow(80 + n, n, "Ромашка" if n == 2 else f"Клиент {n}", LONG, 32_400, 43_200, outcome, (21,))
    for n, outcome in enumerate((Outcome.DELIVERED, Outcome.PENDING, Outcome.ABSENT), 1)
)
REASONS = (Reason(1, "Нет денег"), Reason(2, "Пересорт: привезли не то, что заказывали"))
DRIVE = Drive((TRIP_ROW,), TRIP, STOP_ROWS, STOP, REASONS, DROP)
"""A driver at his second stop of three, a line in his hands."""

SCANS = st.sampled_from(
    [
        "CELLA03",
        "A-03-07-2",
        "CELLB-09",
        "4601234567893",
        "4601234567890",
        "CELLSHIP",
        "BOX-77",
        "]C10104601234567893\x1d10L2026-07",
        "~W:SHORT",
        "~W:SKIP",
        "~W:UNDO",
        "~W:QTY:5",
        "~W:REASON:DMG",
        "~W:REASON:NONSENSE",
        "~W:DONE",
        "~W:USER:BADGE-1",
        "~W:YES",
        "~W:NO",
        "~W:NEXT",
        "~W:REPLAY",
        "~D:31",
        "~D:77",
        "~D:seventeen",
        "~S:81",
        "~S:82",
        "~S:99",
        "~P:61.42.1",
        "~P:61.99.1",
        "CS01",
        "~W:",
        "ОТ-000123",
        "ДЩЕ-7",
        "x" * 300,
        "L2026-07",
        "",
    ]
)


@st.composite
def scans(draw: st.DrawFn) -> Scan:
    """A scan, whole or half."""
    fault = draw(st.sampled_from([None, None, None, "incomplete"]))
    text = draw(SCANS | st.text(max_size=12))
    return Scan(uuid.UUID(int=draw(st.integers(1, 10**6))), text, NOW, Source.KEYS, fault)


KEYS = st.sampled_from(
    [
        *("enter", "tab", "escape", "backspace", "delete", "up", "down", "pageup", "pagedown"),
        *(f"f{number}" for number in range(1, 13)),
        *(f"ctrl+{letter}" for letter in "abcdefgklnoprstuvwxyz"),
    ]
)
STROKES: st.SearchStrategy[Stroke] = st.one_of(
    scans(),
    st.builds(Typed, st.sampled_from([*"0123456789.,x+-yn", ".7", "12", "ivan", "0,5", "4" * 13])),
    st.builds(Typed, st.text(min_size=1, max_size=5).filter(str.isprintable)),
    st.builds(Pressed, KEYS, st.just(uuid.UUID(int=9)), st.just(NOW)),
    st.just(Idle()),
    st.just(Noticed("handheld-scanner-lost", (("name", "gate"),))),
)

LINES = st.sampled_from([LINE, LOT_LINE, NO_CELL])
COUNTS = st.sampled_from([Counts(3, 1, 2), Counts(3, 1, 0)])
PAPERS = st.sampled_from([None, Paper(31, "РО-000042")])
SHIPMENT = Shipment(31, "РО-000042", LONG, 12, 3, 12_345, "CS01", "CS01", True, True)
PROFILES = st.builds(
    Profile,
    destination=st.sampled_from(Confirm),
    containers=st.booleans(),
    count_by_scan=st.booleans(),
    zero_check=st.booleans(),
    typed_cells=st.booleans(),
)
TOLD = st.none() | st.just(
    Message(
        "handheld-put-back", (("quantity", "6"), ("item", LONG), ("cell", "A-03")), Level.ATTENTION
    )
)
HITS = st.lists(st.sampled_from([OURS, BOX, OTHER]), max_size=3).map(tuple)
JOBS = st.lists(
    st.builds(
        Job,
        st.integers(1, 99),
        st.just("ОТ-000123"),
        st.sampled_from(["", "Пётр"]),
        st.just("ООО Ромашка"),
        st.integers(0, 3),
        st.integers(3, 9),
    ),
    max_size=20,
).map(tuple)
REFUSALS = st.builds(
    answers.Refused,
    st.sampled_from(["not-found", "taken-by-other", "over-pick", "not-enough", "forbidden"]),
    st.just((("what", "pick_task"), ("key", "5"), ("who", "Пётр"))),
    st.sampled_from(Level),
    st.booleans(),
)


def guessed(state: State, effect: do.Effect) -> st.SearchStrategy[answers.Answer]:
    """Whatever the house may answer to *effect*."""
    del state
    known: dict[type, st.SearchStrategy[answers.Answer]] = {
        do.SignIn: st.builds(
            answers.SignedIn,
            st.sampled_from([USER, DRIVER, BOTH]),
            st.sampled_from([(), PLACES[:1], PLACES]),
            st.sampled_from(["", "ru"]),
            st.none(),
        ),
        do.EnterWarehouse: st.builds(answers.Entered, st.just(PLACES[0]), PROFILES, COUNTS),
        do.LoadCounts: st.builds(answers.Counted, COUNTS),
        do.LoadTasks: st.builds(answers.Listed, JOBS),
        do.LoadChecks: st.builds(answers.Listed, JOBS),
        do.Identify: HITS.map(lambda hits: answers.Identified(effect, hits)),  # type: ignore[arg-type]
        do.FindLot: st.builds(answers.LotFound, st.sampled_from([0, 9, 10]), st.just("L2026-07")),
        do.Pick: st.builds(
            answers.Taken,
            st.just(TASK),
            st.none() | LINES,
            st.just(1000),
            st.booleans(),
            st.booleans(),
            st.just("A-03"),
        ),
        do.Finish: st.builds(
            answers.Finished, st.just("ОТ-000123"), st.just("SHIP-1"), st.booleans(), COUNTS, PAPERS
        ),
        do.LoadShipments: st.builds(answers.Listed, JOBS),
        do.OpenShipment: st.one_of(
            st.just(answers.ShipmentAt(SHIPMENT)),
            st.just(answers.ShipmentGone("РО-000042", "handheld-shipped-before")),
        ),
        do.Ship: st.builds(answers.HandedOver, st.just("РО-000042"), st.just(12), COUNTS, PAPERS),
        do.Print: st.builds(answers.Printing, st.just("РО-000042"), st.booleans()),
        do.OpenDocument: st.one_of(
            st.just(answers.ShipmentAt(SHIPMENT)),
            st.just(
                answers.Refused("handheld-paper-shipped", (("order", "РО-1"),), Level.ATTENTION)
            ),
        ),
        do.LeaveTask: st.builds(answers.Left, COUNTS, st.none()),
        do.OpenCheck: st.builds(
            answers.CheckAt, st.just(CHECK), st.none(), st.sampled_from([(), (CHECK_LINE,)])
        ),
        do.CheckScan: st.builds(
            answers.CheckAt,
            st.just(CHECK),
            st.just(CHECK_LINE),
            st.sampled_from([(), (CHECK_LINE,)]),
        ),
        do.EndCheck: st.builds(
            answers.CheckEnded,
            st.just("РО-000042"),
            st.sampled_from(["agree", "pick", "reduce", "cancel"]),
            COUNTS,
        ),
        do.LookUp: st.builds(
            answers.LookedUp, st.just("4601"), st.sampled_from([(), (("ЯЧ", "A-03"), ("", LONG))])
        ),
    }
    stop_at = st.builds(
        drive_do.StopAt,
        st.just(TRIP),
        st.just(STOP_ROWS),
        st.sampled_from([STOP, DONE_STOP]),
        st.sampled_from([(), REASONS]),
        st.sampled_from(drive_do.Came),
        st.sampled_from([(), (DROP,)]),
        st.sampled_from([None, Scanned("4601234567893")]),
    )
    known |= {
        drive_do.LoadTrips: st.sampled_from([(), (TRIP_ROW,)]).map(drive_do.TripsAt),
        drive_do.OpenTrip: st.just(drive_do.TripAt(TRIP, STOP_ROWS)),
        **dict.fromkeys(
            (
                *(drive_do.OpenStop, drive_do.Arrive, drive_do.HandOver, drive_do.HandAll),
                *(drive_do.LeaveGoods, drive_do.Receipt, drive_do.TakeBack),
            ),
            stop_at,
        ),
    }
    at_line = st.builds(
        answers.AtLine, st.just(TASK), st.none() | LINES, st.sampled_from(answers.Why), TOLD
    )
    return st.one_of(known.get(type(effect), at_line), REFUSALS)
