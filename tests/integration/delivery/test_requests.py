"""What orders ask of delivery: from their making on, as people change it, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.access.roles import Permission
from core.delivery.asking.carriage import place_between, usual_terminal
from core.delivery.asking.methods import METHODS
from core.delivery.asking.requests import (
    Request,
    RequestGiven,
    request_of,
    save_request,
)
from core.delivery.models import DeliveryRequest
from core.delivery.places.errors import (
    CarrierMissing,
    MethodUnfit,
    NoDeliveryItem,
    PointMissing,
)
from core.delivery.places.models import Address
from core.documents.changes import changes_of
from core.documents.preferences import put
from core.documents.reference import create_row
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict
from core.sales.closing import Cancelled, cancel_lines
from core.sales.confirming import withdraw_order
from core.sales.errors import OrderClosed, OrderDeviates
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_approval import confirm_order, order_departures
from core.sales.order_lines import stored_lines
from core.sales.orders import OrderChanges, create_order, save_order
from core.sales.settings import DELIVERY_ITEM
from core.sales.statuses import OrderStatus
from core.supply.ordering import NewSupplierOrder, SupplierLine, create_supplier_order
from core.terms.agreement_steps import enforce_agreement
from core.terms.agreements import AgreementInput, create_agreement
from core.terms.statuses import AgreementKind, DeliveryMethod
from tests.conftest import NOON
from tests.integration.sales.trade import BOSS, Trade, build

CLOCK = FixedClock(NOON)
OURS = DeliveryMethod.OWN_TO_CLIENT


@pytest.fixture
def trade(session: Session) -> Trade:
    """A trade that sells gloves and charges delivery as HAUL; zone ROSE costs 500 roubles."""
    made = build(session, CLOCK, "GLOVES 100 @99.90, HAUL 0 :service, GIFT 0 @1 :service")
    put(session, BOSS, DELIVERY_ITEM, made.items["HAUL"], clock=CLOCK)
    for code, word, price in (("R", "rose", 500_00), ("L", "lily", 300_00)):
        values = {"code": code, "name": code, "words": [word], "price_minor": price}
        create_row(session, BOSS, "delivery_zone", clock=CLOCK, **values)
    return made


def _asked(session: Session, order_id: int) -> Request:
    found = request_of(session, order_id)
    assert found is not None
    return found


def _lines(session: Session, order_id: int) -> list[tuple[int, int]]:
    line = CustomerOrderLine
    rows = session.execute(
        select(line.item_id, line.amount_minor)
        .where(line.document_id == order_id, line.cancelled.is_(False))
        .order_by(line.line_no)
    )
    return [(row.item_id, row.amount_minor) for row in rows]


def _address(session: Session, name: str, **values: object) -> int:
    more = {"window_to": 86_400, **values}
    return create_row(session, BOSS, "address", clock=CLOCK, name=name, **more).id


def test_a_new_order_goes_to_the_partners_address_and_pays_its_zone(
    session: Session, trade: Trade
) -> None:
    order = trade.order(session, "GLOVES 2", confirm=False)
    asked = _asked(session, order)
    assert (asked.method, asked.address, asked.zone) == (OURS, "ROSE street 1", "R")
    assert (asked.charge_minor, asked.day, asked.planned_on) == (500_00, date(2026, 11, 25), None)
    assert _lines(session, order) == [
        (trade.items["GLOVES"], 199_80),
        (trade.items["HAUL"], 500_00),
    ]
    assert session.get_one(CustomerOrder, order).total_minor == 699_80


def test_a_second_order_finds_the_address_again(session: Session, trade: Trade) -> None:
    first = _asked(session, trade.order(session, "GLOVES 1", confirm=False))
    second = _asked(session, trade.order(session, "GLOVES 1", confirm=False))
    assert first.address_id == second.address_id
    assert len(session.scalars(select(Address.id)).all()) == 1


def test_without_a_service_for_it_delivery_is_not_charged(session: Session, trade: Trade) -> None:
    put(session, BOSS, DELIVERY_ITEM, 0, clock=CLOCK)
    order = trade.order(session, "GLOVES 2", confirm=False)
    assert _asked(session, order).charge_minor == 0
    assert len(_lines(session, order)) == 1
    with pytest.raises(NoDeliveryItem):
        save_request(session, BOSS, order, RequestGiven(method=OURS, charge_minor=1), clock=CLOCK)
    assert len(_lines(session, order)) == 1


def test_what_is_no_service_is_no_delivery(session: Session, trade: Trade) -> None:
    put(session, BOSS, DELIVERY_ITEM, trade.items["GLOVES"], clock=CLOCK)
    order = trade.order(session, "GLOVES 2", confirm=False)
    assert (_asked(session, order).charge_minor, len(_lines(session, order))) == (0, 1)


def test_an_order_of_nobodys_address_is_collected(session: Session, trade: Trade) -> None:
    create_row(session, BOSS, "partner", clock=CLOCK, code="X", name="X")
    made = create_row(session, BOSS, "partner", clock=CLOCK, code="Y", name="Y")
    new = replace(trade.new("GLOVES 1"), partner_id=made.id)
    order = create_order(session, BOSS, new, clock=CLOCK).id
    asked = _asked(session, order)
    assert (asked.method, asked.address_id, asked.charge_minor) == (DeliveryMethod.PICKUP, None, 0)


@pytest.mark.parametrize(
    ("allowed", "method"),
    [
        ((), OURS),
        ((DeliveryMethod.PICKUP, OURS), OURS),
        ((DeliveryMethod.CARRIER, DeliveryMethod.PICKUP), DeliveryMethod.PICKUP),
        ((DeliveryMethod.COURIER,), DeliveryMethod.COURIER),
    ],
)
def test_a_new_order_travels_as_agreed(
    session: Session, trade: Trade, allowed: tuple[DeliveryMethod, ...], method: DeliveryMethod
) -> None:
    order = _under_agreement(session, trade, allowed)
    assert _asked(session, order).method is method
    assert order_departures(session, BOSS, order) == ()


def _under_agreement(session: Session, trade: Trade, allowed: tuple[DeliveryMethod, ...]) -> int:
    header = {
        "name": "Для всех",
        "price_type_id": trade.price_type_id,
        "delivery_methods": [one.value for one in allowed],
    }
    given = AgreementInput(header=header)
    agreement = create_agreement(session, BOSS, AgreementKind.STANDARD, given, clock=CLOCK)
    enforce_agreement(session, BOSS, agreement.id, clock=CLOCK)
    new = replace(trade.new("GLOVES 1"), agreement_id=agreement.id)
    return create_order(session, BOSS, new, clock=CLOCK).id


def test_another_method_than_agreed_is_a_departure_that_has_to_be_approved(
    session: Session, trade: Trade
) -> None:
    order = _under_agreement(session, trade, (OURS,))
    save_request(session, BOSS, order, RequestGiven(method=DeliveryMethod.PICKUP), clock=CLOCK)
    (found,) = order_departures(session, BOSS, order)
    assert (found.code, found.facts["given"]) == ("delivery-method", DeliveryMethod.PICKUP)
    seller = replace(BOSS, permissions=BOSS.permissions - {Permission.TERMS_DEVIATE})
    with pytest.raises(OrderDeviates):
        confirm_order(session, seller, order, clock=CLOCK)
    assert session.get_one(CustomerOrder, order).status == OrderStatus.AGREEING


@pytest.mark.parametrize("method", [DeliveryMethod.CARRIER, DeliveryMethod.OWN_TO_CARRIER])
def test_goods_a_carrier_takes_are_not_confirmed_until_he_is_named(
    session: Session, trade: Trade, method: DeliveryMethod
) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    save_request(session, BOSS, order, RequestGiven(method=method), clock=CLOCK)
    with pytest.raises(CarrierMissing) as refused:
        confirm_order(session, BOSS, order, clock=CLOCK)
    assert refused.value.facts["kind"] == METHODS[method]
    assert session.get_one(CustomerOrder, order).status == OrderStatus.AGREEING
    assert trade.disposition(session, "GLOVES") == (0, 0, 0, 0)
    given = RequestGiven(method=method, carrier_id=_carrier(session))
    save_request(session, BOSS, order, given, clock=CLOCK)
    assert confirm_order(session, BOSS, order, clock=CLOCK).status == OrderStatus.TO_FULFIL


def _carrier(session: Session) -> int:
    return create_row(session, BOSS, "partner", clock=CLOCK, code="C", name="C").id


def test_goods_for_a_transfer_point_are_not_confirmed_until_it_is_named(
    session: Session, trade: Trade
) -> None:
    """The carrier first, then the point he brings them to."""
    order = trade.order(session, "GLOVES 1", confirm=False)
    given = RequestGiven(method=DeliveryMethod.CARRIER_POINT)
    save_request(session, BOSS, order, given, clock=CLOCK)
    with pytest.raises(CarrierMissing):
        confirm_order(session, BOSS, order, clock=CLOCK)
    given = replace(given, carrier_id=_carrier(session))
    save_request(session, BOSS, order, given, clock=CLOCK)
    with pytest.raises(PointMissing) as refused:
        confirm_order(session, BOSS, order, clock=CLOCK)
    assert refused.value.facts["kind"] == METHODS[DeliveryMethod.CARRIER_POINT]
    assert session.get_one(CustomerOrder, order).status == OrderStatus.AGREEING
    assert trade.disposition(session, "GLOVES") == (0, 0, 0, 0)
    point = place_between(session, given.carrier_id, "Тверь, пункт 4")
    save_request(session, BOSS, order, replace(given, via_address_id=point), clock=CLOCK)
    assert confirm_order(session, BOSS, order, clock=CLOCK).status == OrderStatus.TO_FULFIL
    before = _asked(session, order)
    with pytest.raises(PointMissing), session.begin_nested():
        save_request(session, BOSS, order, given, clock=CLOCK)
    assert _asked(session, order) == before


def test_what_was_left_open_before_hinders_nobody_who_changes_something_else(
    session: Session, trade: Trade
) -> None:
    """An order confirmed without a carrier, as once could be, takes another time of delivery."""
    order = trade.order(session, "GLOVES 1")
    row = session.get_one(DeliveryRequest, order)
    row.method, row.carrier_id = DeliveryMethod.OWN_TO_CARRIER, None
    session.flush()
    given = RequestGiven(
        method=row.method, address_id=row.address_id, window_from=36_000, window_to=43_200
    )
    assert save_request(session, BOSS, order, given, clock=CLOCK).window_from == 36_000


def test_goods_for_a_carrier_go_where_they_went_last_or_to_his_only_address(
    session: Session, trade: Trade
) -> None:
    carrier = _carrier(session)
    assert usual_terminal(session, carrier) is None
    near = place_between(session, carrier, "Химки, терминал 1")
    assert usual_terminal(session, carrier) == near
    assert place_between(session, carrier, "химки, Терминал 1.") == near
    far = place_between(session, carrier, "Тверь, терминал 2")
    assert usual_terminal(session, carrier) is None
    order = trade.order(session, "GLOVES 1", confirm=False)
    given = RequestGiven(
        method=DeliveryMethod.OWN_TO_CARRIER, carrier_id=carrier, via_address_id=far
    )
    save_request(session, BOSS, order, given, clock=CLOCK)
    assert usual_terminal(session, carrier) == far
    session.get_one(Address, far).retired = True
    session.flush()
    assert usual_terminal(session, carrier) == near


def test_a_confirmed_order_is_not_left_to_a_carrier_nobody_names(
    session: Session, trade: Trade
) -> None:
    order = trade.order(session, "GLOVES 1")
    before = _asked(session, order)
    given = RequestGiven(method=DeliveryMethod.CARRIER_POINT)
    with pytest.raises(CarrierMissing), session.begin_nested():
        save_request(session, BOSS, order, given, clock=CLOCK)
    assert _asked(session, order) == before


def test_another_address_changes_header_price_and_line_and_is_remembered(
    session: Session, trade: Trade
) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    lily = _address(session, "Lily lane 7", window_from=36_000, contact="Анна")
    asked = save_request(
        session, BOSS, order, RequestGiven(method=OURS, address_id=lily), clock=CLOCK
    )
    assert (asked.charge_minor, asked.zone, asked.contact) == (300_00, "L", "Анна")
    assert session.get_one(CustomerOrder, order).delivery_address == "Lily lane 7"
    assert _lines(session, order)[1:] == [(trade.items["HAUL"], 300_00)]
    following = trade.order(session, "GLOVES 1", confirm=False)
    after = _asked(session, following)
    assert (after.address_id, after.window_from) == (lily, 36_000)
    assert session.get_one(CustomerOrder, following).delivery_address == "Lily lane 7"


def test_another_text_in_the_header_sends_the_goods_there(session: Session, trade: Trade) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    now = session.get_one(CustomerOrder, order)
    changes = OrderChanges(header={"delivery_address": "Lily lane 7"})
    save_order(session, BOSS, order, now.version, changes, clock=CLOCK)
    asked = _asked(session, order)
    assert (asked.address, asked.zone, asked.charge_minor) == ("Lily lane 7", "L", 300_00)
    assert _lines(session, order)[1:] == [(trade.items["HAUL"], 300_00)]


def test_a_typed_charge_stays_when_the_address_changes(session: Session, trade: Trade) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    first = _asked(session, order)
    given = RequestGiven(method=OURS, address_id=first.address_id, charge_minor=120_00)
    save_request(session, BOSS, order, given, clock=CLOCK)
    moved = RequestGiven(method=OURS, address_id=_address(session, "Lily lane 7"))
    assert save_request(session, BOSS, order, moved, clock=CLOCK).charge_minor == 120_00
    assert _lines(session, order)[1:] == [(trade.items["HAUL"], 120_00)]


def test_a_line_changed_by_hand_is_what_delivery_costs(session: Session, trade: Trade) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    lines = [
        replace(one, price_minor=250_00) if one.item_id == trade.items["HAUL"] else one
        for one in stored_lines(session, order)
    ]
    version = session.get_one(CustomerOrder, order).version
    save_order(session, BOSS, order, version, OrderChanges(lines=tuple(lines)), clock=CLOCK)
    assert _asked(session, order).charge_minor == 250_00
    cancel_lines(session, BOSS, order, [Cancelled(2)], clock=CLOCK)
    assert _asked(session, order).charge_minor == 0


def test_another_charge_than_the_zones_takes_the_right_to_type_prices(
    session: Session, trade: Trade
) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    seller = replace(BOSS, permissions=frozenset({Permission.ORDER_EDIT, Permission.ORDER_READ}))
    address = _asked(session, order).address_id
    given = RequestGiven(method=OURS, address_id=address, charge_minor=1_00)
    with pytest.raises(Forbidden):
        save_request(session, seller, order, given, clock=CLOCK)
    assert _asked(session, order).charge_minor == 500_00
    usual = replace(given, charge_minor=None, note="ворота 3")
    assert save_request(session, seller, order, usual, clock=CLOCK).note == "ворота 3"


def test_a_dispatcher_plans_what_he_may_not_sell_and_others_do_neither(
    session: Session, trade: Trade
) -> None:
    order = trade.order(session, "GLOVES 1")
    given = RequestGiven(method=OURS, planned_on=date(2026, 11, 24), priority=5)
    planner = replace(BOSS, permissions=frozenset({Permission.TRIP_PLAN}))
    asked = save_request(session, planner, order, given, clock=CLOCK)
    assert (asked.day, asked.priority) == (date(2026, 11, 24), 5)
    nobody = replace(BOSS, permissions=frozenset({Permission.ORDER_READ}))
    with pytest.raises(Forbidden):
        save_request(session, nobody, order, replace(given, priority=9), clock=CLOCK)
    assert _asked(session, order).priority == 5


def test_a_confirmed_order_takes_another_charge_and_a_closed_one_none(
    session: Session, trade: Trade
) -> None:
    order = trade.order(session, "GLOVES 1")
    address = _asked(session, order).address_id
    given = RequestGiven(method=OURS, address_id=address, charge_minor=90_00)
    save_request(session, BOSS, order, given, clock=CLOCK)
    assert _lines(session, order)[1:] == [(trade.items["HAUL"], 90_00)]
    withdraw_order(session, BOSS, order, clock=CLOCK)
    cancel_lines(session, BOSS, order, [Cancelled(1), Cancelled(2)], clock=CLOCK)
    session.get_one(CustomerOrder, order).status = OrderStatus.CLOSED
    session.flush()
    with pytest.raises(OrderClosed):
        save_request(session, BOSS, order, replace(given, note="поздно"), clock=CLOCK)
    assert _asked(session, order).note == ""


@pytest.mark.parametrize(
    "wrong", [{"window_from": 3600, "window_to": 60}, {"collect_minor": -1}], ids=str
)
def test_a_request_that_makes_no_sense_is_refused(
    session: Session, trade: Trade, wrong: dict[str, int]
) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    before = _asked(session, order)
    with pytest.raises(BadValue):
        save_request(session, BOSS, order, RequestGiven(method=OURS, **wrong), clock=CLOCK)
    assert _asked(session, order) == before


def test_goods_to_a_client_are_not_fetched_from_a_supplier(session: Session, trade: Trade) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    with pytest.raises(MethodUnfit):
        save_request(session, BOSS, order, RequestGiven(method=DeliveryMethod.FETCH), clock=CLOCK)
    assert _asked(session, order).method is OURS


def test_whoever_saw_an_older_request_is_told_who_changed_it(
    session: Session, trade: Trade
) -> None:
    order = trade.order(session, "GLOVES 1", confirm=False)
    seen = _asked(session, order)
    given = RequestGiven(method=OURS, address_id=seen.address_id, note="первый")
    save_request(session, BOSS, order, given, version=seen.version, clock=CLOCK)
    second = replace(given, note="второй")
    with pytest.raises(Conflict) as refused:
        save_request(session, BOSS, order, second, version=seen.version, clock=CLOCK)
    assert (refused.value.facts["who"], refused.value.facts["changed"]) == ("Boss", "note")
    assert _asked(session, order).note == "первый"
    fields = [change.field for change in changes_of(session, "delivery_request", order)]
    assert "note" in fields


def test_a_suppliers_order_is_brought_or_fetched(session: Session, trade: Trade) -> None:
    new = NewSupplierOrder(
        company_id=trade.companies["КЛ"],
        partner_id=trade.partners["LILY"],
        warehouse_id=trade.warehouses["plain"],
        expected_on=date(2026, 12, 1),
        lines=(
            SupplierLine(
                item_id=trade.items["GLOVES"], quantity=5_000, expected_on=date(2026, 12, 1)
            ),
        ),
    )
    order = create_supplier_order(session, BOSS, new, clock=CLOCK).id
    asked = _asked(session, order)
    assert (asked.method, asked.day) == (DeliveryMethod.SUPPLIER_BRINGS, date(2026, 12, 1))
    fetched = RequestGiven(method=DeliveryMethod.FETCH, address_id=_address(session, "Lily 1"))
    assert save_request(session, BOSS, order, fetched, clock=CLOCK).address == "Lily 1"


def test_a_request_adds_a_constant_number_of_statements(session: Session, trade: Trade) -> None:
    assert session.scalars(select(DeliveryRequest.document_id)).all() == []
    short = trade.order(session, "GLOVES 1", confirm=False)
    long = trade.order(session, ", ".join(["GLOVES 1"] * 20), confirm=False)
    assert len(_lines(session, short)) == 2
    assert len(_lines(session, long)) == 21
