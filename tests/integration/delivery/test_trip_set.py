"""The set of documents of a trip: what it has, one command that prints it, previews and PDFs."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.delivery.models import Trip, TripStop
from core.delivery.papers.books import TRIP_PRINT_RULE
from core.delivery.papers.errors import PrintedOncePerTrip
from core.delivery.papers.models import TripPrintRule
from core.delivery.papers.set_rules import TripForm
from core.delivery.papers.trip_set import ask_trip_set, trip_set
from core.delivery.statuses import TripDirection
from core.documents.print_jobs import PrintJob, PrintStatus
from core.documents.reference import create_row
from core.fulfilment.models import OutboundOrder
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.shipments.invoicing import invoice_from_shipped
from tests.integration.delivery.paper_trip import stop, trip, wish
from tests.integration.sales.trade import BOSS, Trade, build
from tui.flows.papers import ask, preview, render
from tui.flows.spool import choose, printers_from
from tui.locale import use_language


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


def _haul(session: Session, clock: Clock) -> tuple[Trade, int, int]:
    """Return a trip of two stops, Rose's goods shipped and billed, Lily's not; and the invoice."""
    trade = build(session, clock, "GLOVES 100 @99.99, MASK 50 @12.00")
    rose = trade.order(session, "GLOVES 3, MASK 1")
    lily = trade.order(session, "MASK 5", partner="LILY")
    wish(session, rose, collect_minor=31_197)
    key = trip(session, trade)
    stop(session, key, 1, "Тверская, 1", rose)
    stop(session, key, 2, "Тверская, 2", lily)
    (made,) = create_outbound(
        session, BOSS, trade.warehouses["plain"], clock=clock, order_ids=(rose,)
    )
    session.get_one(OutboundOrder, made.id).trip_id = key
    release(session, BOSS, made.id, clock=clock)
    picks_finished(session, BOSS, made.id, clock=clock)
    ship(session, BOSS, made.id, clock=clock)
    (invoice,) = invoice_from_shipped(session, BOSS, made.id, clock=clock)
    return trade, key, invoice


def _rule(session: Session, clock: Clock, form: str, copies: int, **whom: int) -> None:
    values: dict[str, object] = {
        "code": f"{form}{whom}",
        "form": TripForm(form),
        "copies": copies,
        **whom,
    }
    create_row(session, BOSS, TRIP_PRINT_RULE.name, clock=clock, **values)


def test_the_usual_set_is_the_sheets_of_the_trip_then_stop_by_stop(
    session: Session, clock: Clock
) -> None:
    _trade, key, invoice = _haul(session, clock)
    found = trip_set(session, BOSS, key)
    one, two = session.scalars(
        select(TripStop.id).where(TripStop.document_id == key).order_by(TripStop.stop_no)
    )
    assert [(e.name, e.document_id, e.stop_no, e.copies, e.times) for e in found.entries] == [
        ("route_sheet", key, 0, 1, 1),
        ("loading_list", key, 0, 1, 1),
        (f"waybill:{one}", key, 1, 3, 1),
        ("torg12", invoice, 1, 2, 2),
        (f"waybill:{two}", key, 2, 3, 1),
    ]
    assert found.without_invoice == ("КЛ-000002",)


def test_rules_of_a_client_and_a_carrier_change_his_papers_only(
    session: Session, clock: Clock
) -> None:
    trade, key, _invoice = _haul(session, clock)
    _rule(session, clock, "ttn_1t", 4, partner_id=trade.partners["ROSE"])
    _rule(session, clock, "waybill", 0, partner_id=trade.partners["LILY"])
    _rule(session, clock, "route_sheet", 2, carrier_id=trade.partners["FERN"])
    told = [(e.form.value, e.stop_no, e.copies) for e in trip_set(session, BOSS, key).entries]
    assert told == [
        ("route_sheet", 0, 1),
        ("loading_list", 0, 1),
        ("waybill", 1, 3),
        ("ttn_1t", 1, 4),
        ("torg12", 1, 2),
    ]


def test_one_command_prints_the_set_in_order_and_asking_twice_prints_once(
    session: Session, clock: Clock
) -> None:
    _trade, key, _invoice = _haul(session, clock)
    names = [entry.name for entry in trip_set(session, BOSS, key).entries]
    asked = ask_trip_set(session, BOSS, key, clock=clock, job_key="desk:1")
    again = ask_trip_set(session, BOSS, key, clock=clock, job_key="desk:1")
    assert [job.new for job in asked.jobs] == [True] * 5
    assert [job.new for job in again.jobs] == [False] * 5
    jobs = session.scalars(select(PrintJob).order_by(PrintJob.id)).all()
    assert [(job.form, job.copies, job.duplicate) for job in jobs] == [
        (name, 2 if name == "torg12" else 1, False) for name in names
    ]
    assert asked.without_invoice == ("КЛ-000002",)


def test_the_set_once_more_is_a_set_of_duplicates(session: Session, clock: Clock) -> None:
    _trade, key, _invoice = _haul(session, clock)
    ask_trip_set(session, BOSS, key, clock=clock, job_key="desk:1")
    again = ask_trip_set(session, BOSS, key, clock=clock, job_key="desk:2")
    assert [(job.new, job.duplicate) for job in again.jobs] == [(True, True)] * 5
    session.execute(update(PrintJob).values(status=PrintStatus.FAILED))
    session.expire_all()
    third = ask_trip_set(session, BOSS, key, clock=clock, job_key="desk:3")
    assert [job.duplicate for job in third.jobs] == [False] * 5


def test_nobody_prints_a_trip_he_may_not_see(session: Session, clock: Clock) -> None:
    _trade, key, _invoice = _haul(session, clock)
    reader = replace(SYSTEM, permissions=frozenset({Permission.TRIP_READ}))
    with pytest.raises(Forbidden):
        ask_trip_set(session, reader, key, clock=clock, job_key="desk:1")
    with pytest.raises(NotFound):
        ask_trip_set(
            session,
            replace(SYSTEM, warehouses=frozenset({10**9})),
            key,
            clock=clock,
            job_key="desk:1",
        )
    assert session.scalars(select(PrintJob.id)).all() == []


def test_a_rule_that_cannot_be_printed_is_refused(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 1")
    with pytest.raises(BadValue):
        _rule(session, clock, "waybill", 21)
    with pytest.raises(PrintedOncePerTrip):
        _rule(session, clock, "route_sheet", 1, partner_id=trade.partners["ROSE"])


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("trip_set", "Not billed yet, so their invoices are not in the set: КЛ-000002"),
        ("route_sheet", "Total, goods for 371,97"),
        ("loading_list", "Expense order РО-000001"),
        ("waybill", "Номер: ТР-000001/2"),
        ("ttn_1t", "ТОВАРНО-ТРАНСПОРТНАЯ НАКЛАДНАЯ"),
        ("delivery_labels", "Place 2 of 2"),
    ],
)
def test_every_paper_fits_the_screen_and_becomes_a_pdf(
    session: Session, clock: Clock, form: str, said: str
) -> None:
    _trade, key, _invoice = _haul(session, clock)
    lines = preview(session, BOSS, form, key, 80)
    assert max(map(len, lines)) <= 80
    assert said in " ".join(" ".join(lines).split())
    done = render(session, BOSS, form, key, "ru")
    assert len(pypdf.PdfReader(io.BytesIO(done.pdf)).pages) >= 1


def test_labels_go_to_the_printer_for_labels_whichever_the_set_goes_to(
    session: Session, clock: Clock
) -> None:
    _trade, key, _invoice = _haul(session, clock)
    session.add(TripPrintRule(code="Л", form=TripForm.LABELS, copies=1))
    session.flush()
    ask_trip_set(session, BOSS, key, clock=clock, job_key="desk:1", printer="office")
    jobs = session.scalars(select(PrintJob).order_by(PrintJob.id)).all()
    assert {job.printer for job in jobs if job.form != "delivery_labels"} == {"office"}
    (labels,) = [job for job in jobs if job.form == "delivery_labels"]
    printers = printers_from(
        [
            {"name": "office", "kind": "file", "target": "/tmp/office"},
            {"name": "zebra", "kind": "raw", "target": "zebra", "forms": ["delivery_labels"]},
        ]
    )
    assert choose(printers, labels.printer, labels.form).name == "zebra"


def test_the_waybills_of_one_stop_come_in_their_copies(session: Session, clock: Clock) -> None:
    _trade, key, _invoice = _haul(session, clock)
    second = session.scalars(
        select(TripStop.id).where(TripStop.document_id == key, TripStop.stop_no == 2)
    ).one()
    done = render(session, BOSS, f"waybill:{second}", key, "ru")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(done.pdf)).pages]
    assert len(pages) == 6
    for copy, whom in enumerate(("Грузоотправителю", "Грузополучателю", "Перевозчику")):
        assert f"Экземпляр № {copy + 1} — {whom}" in pages[copy * 2]
    with pytest.raises(NotFound):
        render(session, BOSS, "waybill:999999", key, "ru")


def test_on_a_trip_inward_the_partner_sends_and_we_receive(session: Session, clock: Clock) -> None:
    _trade, key, _invoice = _haul(session, clock)
    session.get_one(Trip, key).direction = TripDirection.IN
    session.flush()
    lines = preview(session, BOSS, "waybill", key, 80)
    assert "Грузоотправитель: ООО ROSE, ИНН 7707083893" in lines
    assert "Грузополучатель: ООО КЛ" in lines
    assert "Адрес погрузки: Тверская, 1" in lines


def test_printing_the_set_at_the_desk_prints_papers_that_a_spooler_can_make(
    session: Session, clock: Clock
) -> None:
    """F8 on the list of the set puts every paper of it into the outbox, not the list."""
    _trade, key, _invoice = _haul(session, clock)
    asked = ask(session, BOSS, "trip_set", key, clock=clock, job_key="desk:1", printer="office")
    jobs = session.scalars(select(PrintJob).order_by(PrintJob.id)).all()
    assert (asked.id, asked.new, asked.duplicate) == (jobs[0].id, True, False)
    assert [job.form.partition(":")[0] for job in jobs] == [
        "route_sheet",
        "loading_list",
        "waybill",
        "torg12",
        "waybill",
    ]
    assert {job.printer for job in jobs} == {"office"}
    for job in jobs:
        assert render(session, BOSS, job.form, job.document_id, "ru").pdf.startswith(b"%PDF-")
