"""What the papers of a trip are read from: figures, rights, number of statements."""

from __future__ import annotations

from dataclasses import replace
from gettext import NullTranslations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.delivery.models import DeliveryRequest
from core.delivery.papers.queries import trip_paper
from core.delivery.papers.rows import consignments
from core.delivery.places.models import Address
from core.fulfilment.models import OutboundOrder
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.shipments.invoicing import invoice_from_shipped
from core.terms.statuses import DeliveryMethod
from printing.collect_delivery import route_sheet_data
from tests.integration.delivery.paper_trip import errand, stop, trip, wish
from tests.integration.sales.trade import BOSS, Trade, build


def _trade(session: Session, clock: Clock) -> Trade:
    return build(session, clock, "GLOVES 100 @99.99, MASK 50 @12.00")


def test_a_stop_tells_documents_goods_money_and_whom_to_call(
    session: Session, clock: Clock
) -> None:
    trade = _trade(session, clock)
    order = trade.order(session, "GLOVES 3, MASK 1")
    wish(session, order, collect_minor=31_197, contact="Пётр", note="Позвонить за час")
    key = trip(session, trade)
    stop(session, key, 1, "Москва, Тверская, 1", order)
    paper = trip_paper(session, BOSS, key)
    assert (paper.vehicle, paper.plate, paper.payload_kg) == ("ГАЗель NEXT", "А123ВС 77", 1500)
    assert (paper.driver, paper.carrier_id, paper.carrier.name) == ("Петров Пётр Петрович", 0, "")
    (place,) = paper.stops
    assert (place.contact, place.phone) == ("Пётр", "+7 495 000-00-00")
    assert place.note == "Ворота 3; Позвонить за час"
    assert (place.places, place.weight_grams, place.volume_cm3) == (2, 4000, 20_000)
    assert (place.amount_minor, place.collect_minor, place.whom) == (31_197, 31_197, "Rose")
    (document,) = place.documents
    assert (document.number, document.consignee.inn) == ("КЛ-000001", "7707083893")
    assert [(line.code, line.quantity, line.amount_minor) for line in document.goods] == [
        ("GLOVES", 3000, 29_997),
        ("MASK", 1000, 1200),
    ]


def test_goods_for_a_carrier_name_him_and_where_he_brings_them(
    session: Session, clock: Clock
) -> None:
    """Of another way of delivery nobody is named, whatever the request says besides."""
    trade = _trade(session, clock)
    handed, ours = trade.order(session, "GLOVES 3"), trade.order(session, "MASK 1")
    onward = Address(code="T", name="Тверь, Мира, 2", folded="тверь мира 2")
    session.add(onward)
    session.flush()
    named = {"carrier_id": trade.partners["FERN"], "address_id": onward.id}
    wish(session, handed, method=DeliveryMethod.OWN_TO_CARRIER, **named)
    wish(session, ours, method=DeliveryMethod.OWN_TO_CLIENT, **named)
    key = trip(session, trade)
    stop(session, key, 1, "Химки, терминал 1", handed, ours)
    paper = trip_paper(session, BOSS, key)
    told = [(one.handed_to, one.onward) for one in paper.stops[0].documents]
    assert told == [("Fern", "Тверь, Мира, 2"), ("", "")]
    sheet = route_sheet_data(paper, NullTranslations(), ())
    assert sheet.stops[0].onward == ("to the carrier Fern, who brings it to Тверь, Мира, 2",)
    session.get_one(DeliveryRequest, handed).address_id = None
    session.flush()
    again = route_sheet_data(trip_paper(session, BOSS, key), NullTranslations(), ())
    assert again.stops[0].onward == ("to the carrier Fern",)


def test_a_part_of_a_line_costs_its_share(session: Session, clock: Clock) -> None:
    trade = _trade(session, clock)
    order = trade.order(session, "GLOVES 3")
    key = trip(session, trade)
    stop(session, key, 1, "Тверская, 1", order)
    line = trip_paper(session, BOSS, key).stops[0].documents[0].goods[0]
    assert (line.amount_minor, line.vat_minor) == (29_997, 5409)
    from core.delivery.models import TripLine  # noqa: PLC0415 - only this test changes a line

    session.query(TripLine).update({"quantity": 1000})
    session.expire_all()
    line = trip_paper(session, BOSS, key).stops[0].documents[0].goods[0]
    assert (line.amount_minor, line.vat_minor) == (9999, 1803)


def test_cash_is_asked_for_once_where_a_document_has_two_stops(
    session: Session, clock: Clock
) -> None:
    trade = _trade(session, clock)
    order = trade.order(session, "GLOVES 1")
    wish(session, order, collect_minor=9999)
    key = trip(session, trade)
    stop(session, key, 1, "Тверская, 1", order)
    stop(session, key, 2, "Тверская, 2", order)
    assert [one.collect_minor for one in trip_paper(session, BOSS, key).stops] == [9999, 0]


def test_invoices_and_expense_orders_of_the_trip_are_named(session: Session, clock: Clock) -> None:
    trade = _trade(session, clock)
    one, two = trade.order(session, "GLOVES 3"), trade.order(session, "MASK 5", partner="LILY")
    key = trip(session, trade)
    stop(session, key, 1, "Тверская, 1", one)
    stop(session, key, 2, "Тверская, 2", two)
    made = []
    for order in (one, two):
        (created,) = create_outbound(
            session, BOSS, trade.warehouses["plain"], clock=clock, order_ids=(order,)
        )
        session.get_one(OutboundOrder, created.id).trip_id = key
        made.append(created.id)
    release(session, BOSS, made[0], clock=clock)
    picks_finished(session, BOSS, made[0], clock=clock)
    ship(session, BOSS, made[0], clock=clock)
    (invoice,) = invoice_from_shipped(session, BOSS, made[0], clock=clock)
    paper = trip_paper(session, BOSS, key)
    assert [found.id for found in paper.expense_orders] == made
    assert [found.for_documents for found in paper.expense_orders] == [{one}, {two}]
    assert [(line.code, line.quantity) for line in paper.expense_orders[1].lines] == [
        ("MASK", 5000)
    ]
    first, second = (found.documents[0] for found in paper.stops)
    assert [(ref.id, ref.amount_minor) for ref in first.invoices] == [(invoice, 29_997)]
    assert (second.invoices, second.amount_minor) == ((), 6000)


def test_goods_of_one_company_for_one_recipient_travel_by_one_waybill(
    session: Session, clock: Clock
) -> None:
    trade = _trade(session, clock)
    ours = trade.order(session, "GLOVES 1"), trade.order(session, "MASK 2")
    others = trade.order(session, "MASK 1", company="УП")
    key = trip(session, trade)
    task = errand(session, trade, "Забрать подписанный договор")
    stop(session, key, 1, "Тверская, 1", ours[0], others, ours[1], task)
    paper = trip_paper(session, BOSS, key)
    told = [
        (one.stop.no, one.place, len(one.documents), one.first.company.name)
        for one in consignments(paper)
    ]
    assert told == [(1, 1, 2, "ООО КЛ"), (1, 2, 1, "ООО УП")]
    assert paper.stops[0].documents[3].task == "Забрать подписанный договор"
    assert (paper.stops[0].places, paper.stops[0].weight_grams) == (4, 6500)


def test_a_trip_of_many_stops_is_read_by_as_many_statements_as_of_one(
    session: Session, clock: Clock
) -> None:
    trade = _trade(session, clock)
    key = trip(session, trade)
    stop(session, key, 1, "Тверская, 1", trade.order(session, "GLOVES 1"))
    one = _statements(session, key)
    for no in range(2, 7):
        stop(session, key, no, f"Тверская, {no}", trade.order(session, "GLOVES 1, MASK 1"))
    assert _statements(session, key) == one == 8


def _statements(session: Session, key: int) -> int:
    session.flush()
    session.expunge_all()
    said: list[str] = []
    engine = session.get_bind()

    def heard(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", heard)
    try:
        trip_paper(session, BOSS, key)
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    return len(said)


def test_whoever_may_not_see_the_trip_sees_no_paper(session: Session, clock: Clock) -> None:
    trade = _trade(session, clock)
    key = trip(session, trade)
    with pytest.raises(Forbidden):
        trip_paper(session, replace(SYSTEM, permissions=frozenset()), key)
    with pytest.raises(NotFound):
        trip_paper(session, replace(SYSTEM, warehouses=frozenset({10**9})), key)
    with pytest.raises(NotFound):
        trip_paper(session, BOSS, trade.order(session, "MASK 1"))
