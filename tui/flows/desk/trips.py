"""The forms of trips, errands and returns from trips."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.models import Errand, TripReturn
from core.delivery.statuses import ErrandStatus, TripDirection, TripStatus
from core.delivery.trips.errands import NewErrand, cancel_errand, create_errand, save_errand
from core.delivery.trips.forming import LATER, NewTrip, create_trip, save_trip
from core.delivery.trips.listings import DIRECTIONS, OUTCOMES
from core.delivery.trips.queries import TripCard, trip_card
from core.fulfilment.outbound_type import OUTBOUND_ORDER
from core.kernel.clock import Clock
from core.kernel.daytime import DAY, time_text
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.kernel.money import Money
from tui.flows.desk.delivery_sheet import (
    FIXED,
    delivery_changed,
    delivery_sheet,
    delivery_values,
    read_delivery,
    save_delivery,
)
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.shapes import OPENS, Card, Command, Done, Field, FieldKind, Given, Lines
from tui.flows.desk.trip_commands import COMMANDS, plain_rows
from tui.formatting import moment, quantity
from tui.locale import _

STOPS = Lines(
    "stops",
    N_("Stops"),
    (
        Field("address", N_("Address"), width=26),
        Field("window", N_("Window"), width=11),
        Field("arrives", N_("Arrives"), width=7),
        Field("outcome", N_("Outcome"), FieldKind.CHOICE, choices=OUTCOMES, width=14),
        Field("documents", N_("Documents"), width=18),
        Field("partners", N_("Recipient"), width=20),
        Field("weight_grams", N_("Weight"), FieldKind.WEIGHT, width=9),
        Field("collect_minor", N_("To collect"), FieldKind.MONEY, width=10),
        Field("collected_minor", N_("Cash taken"), FieldKind.MONEY, width=10),
        Field("reason", N_("Reason"), width=20),
        Field("received_by", N_("Who signed"), width=16),
    ),
)
LINES = Lines(
    "lines",
    N_("Goods"),
    (
        Field("stop_no", N_("Stop"), FieldKind.NUMBER, width=5),
        Field("document", N_("Document"), width=12),
        Field("item", N_("Item"), width=26),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=9),
        Field("unit", N_("Unit"), width=4),
        Field("planned", N_("As planned"), FieldKind.QUANTITY, width=9),
        Field("delivered", N_("Delivered"), FieldKind.QUANTITY, width=9),
        Field("outcome", N_("Outcome"), FieldKind.CHOICE, choices=OUTCOMES, width=14),
        Field("reason", N_("Reason"), width=20),
    ),
)
ORDERS = Lines(
    "orders",
    N_("Expense orders"),
    (Field("number", N_("Number"), width=12), Field("status", N_("Status"), width=16)),
)

_SAVED = (
    "planned_on",
    "vehicle_id",
    "vehicle_type_id",
    "run",
    "driver_id",
    "carrier_id",
    "forwarder",
    "starts_at",
    "ends_at",
    "locked",
    "comment",
)
_ROWS = ("vehicle_id", "vehicle_type_id", "driver_id", "carrier_id")


class TripForm(DocumentForm):
    """Задание на перевозку."""

    name = "trips"
    subject = "trip"
    edit = Permission.TRIP_PLAN
    makes = True
    fields = (
        Field("planned_on", N_("Day of the trip"), FieldKind.DATE, required=True, width=10),
        Field(
            "warehouse_id",
            N_("Warehouse"),
            FieldKind.ROW,
            required=True,
            fixed=True,
            of="warehouse",
            width=16,
        ),
        Field(
            "direction",
            N_("Direction"),
            FieldKind.CHOICE,
            choices=DIRECTIONS,
            fixed=True,
            width=8,
        ),
        Field("vehicle_id", N_("Vehicle"), FieldKind.ROW, of="vehicle", width=22),
        Field("run", N_("Run"), FieldKind.NUMBER, width=3),
        Field("vehicle_type_id", N_("Type of vehicle"), FieldKind.ROW, of="vehicle_type", width=18),
        Field("driver_id", N_("Driver"), FieldKind.ROW, of="driver", width=20),
        Field("carrier_id", N_("Carrier"), FieldKind.ROW, of="partner", width=20),
        Field("forwarder", N_("Forwarder"), width=20),
        Field("starts_at", N_("Starts at"), FieldKind.TIME, width=5),
        Field("ends_at", N_("Ends at"), FieldKind.TIME, width=5),
        Field("locked", N_("Fixed"), FieldKind.FLAG, width=3),
        Field("comment", N_("Comment"), width=40),
    )
    tables = (STOPS, LINES, ORDERS)
    commands = COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the trip with its stops, goods and expense orders."""
        found = trip_card(session, actor, key)
        values = {name: getattr(found, name) for name in (*_SAVED, "warehouse_id", "direction")}
        more = ("metres", "metres_driven", "accrued_minor", "billed_minor", "bill")
        shown = shown_values(session, self.fields, values)
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values=values | {name: getattr(found, name) for name in more},
            shown=shown | {"vehicle_id": found.vehicle},
            lines=_tables(found),
            facts=_facts(found),
            editable=found.status is not TripStatus.CLOSED and actor.may(self.edit),
            warehouse_id=found.warehouse_id,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty trip of today."""
        del session
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {
            "planned_on": clock.business_date(),
            "direction": TripDirection.OUT,
            "starts_at": 0,
            "ends_at": 0,
            "locked": False,
            "forwarder": "",
            "comment": "",
        }
        lines: dict[str, tuple[dict[str, Any], ...]] = {of.name: () for of in self.tables}
        return Card(None, 0, "", values=values, lines=lines)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the header; what rides is planned at the dispatcher's workplace."""
        values: dict[str, Any] = {name: card.values[name] for name in _SAVED}
        if values["planned_on"] is None:
            raise BadValue(what="planned_on", value="", expected="20.11.2026")
        values |= {name: values[name] or None for name in (*_ROWS, "run")}
        values |= {name: values[name] or "" for name in ("forwarder", "comment")}
        if card.id is None:
            values.pop("locked")
            new = NewTrip(
                **values,
                warehouse_id=card.values["warehouse_id"] or 0,
                direction=TripDirection(card.values["direction"]),
            )
            return create_trip(session, actor, new, clock=clock).id
        values["run"] = values["run"] or 1
        return save_trip(session, actor, card.id, card.version, clock=clock, **values).id

    def fixed(self, card: Card) -> frozenset[str]:
        """Leave only the driver and remarks open once the trip is not formed any more."""
        found = super().fixed(card)
        if card.id is not None and card.status != TripStatus.FORMING:
            found |= {field.name for field in self.fields} - LATER
        return found


def _tables(found: TripCard) -> dict[str, tuple[dict[str, Any], ...]]:
    stops = []
    for row in plain_rows(found.stops):
        whole = row["window_from"] == 0 and row["window_to"] == DAY
        window = "" if whole else f"{time_text(row['window_from'])}-{time_text(row['window_to'])}"
        arrives = time_text(row["arrives_at"]) if row["arrives_at"] else ""
        stops.append({**row, "window": window, "arrives": arrives})
    lines = [
        {**row, "item": " ".join(filter(None, (row["item"], row["variant"])))}
        for stop in found.stops
        for row in plain_rows(stop.lines)
    ]
    orders = [
        {
            "number": number,
            "status": _(OUTBOUND_ORDER.status_title(status)),
            OPENS: ("outbound_orders", key),
        }
        for key, number, status in found.orders
    ]
    return {"stops": tuple(stops), "lines": tuple(lines), "orders": tuple(orders)}


def _facts(found: TripCard) -> tuple[tuple[str, str | Money], ...]:
    volume = -(-found.volume_cm3 // 1000)
    facts: list[tuple[str, str | Money]] = [
        (N_("Weight, kg"), _load(found.weight_grams, found.payload_kg * 1000))
    ]
    if 0 < found.volume_dm3 < volume:
        facts.append((N_("Volume, m³"), _load(volume, found.volume_dm3)))
    if found.metres:
        facts.append((N_("Way, km"), quantity(found.metres)))
    if found.cost_minor:
        facts.append((N_("Cost of the plan"), Money(found.cost_minor)))
    if found.charged_minor:
        facts.append((N_("Clients pay for delivery"), Money(found.charged_minor)))
    if found.left_at is not None:
        facts.append((N_("Left at"), moment(found.left_at)))
    if found.back_at is not None:
        facts.append((N_("Back at"), moment(found.back_at)))
    if found.collected_minor:
        facts.append((N_("Cash taken"), Money(found.collected_minor)))
    if found.return_number:
        facts.append((N_("Came back"), found.return_number))
    if found.status is TripStatus.CLOSED and found.carrier_id:
        facts.append((N_("Owed to the carrier"), Money(found.accrued_minor)))
    if found.bill:
        facts.append((N_("Bill of the carrier"), found.bill))
        facts.append((N_("Billed more"), Money(found.billed_minor - found.accrued_minor)))
    return tuple(facts)


def _load(load: int, capacity: int) -> str:
    """Return what rides and how much may, in thousandths; 0: nobody knows how much may."""
    if not capacity:
        return quantity(load)
    return f"{'! ' if load > capacity else ''}{quantity(load)} / {quantity(capacity)}"


def _cancel(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = cancel_errand(session, actor, card.id or 0, clock=clock)
    return Done(N_("{number} is not wanted any more."), {"number": saved.number})


def _restore(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = cancel_errand(session, actor, card.id or 0, clock=clock, cancelled=False)
    return Done(N_("{number} is to be done again."), {"number": saved.number})


class ErrandForm(DocumentForm):
    """Поручение экспедитору."""

    name = "errands"
    subject = "errand"
    edit = Permission.TRIP_PLAN
    makes = True
    fields = (
        Field("task", N_("What to do"), required=True, width=60),
        Field(
            "warehouse_id",
            N_("Warehouse"),
            FieldKind.ROW,
            required=True,
            fixed=True,
            of="warehouse",
            width=16,
        ),
        Field("direction", N_("Direction"), FieldKind.CHOICE, choices=DIRECTIONS, width=8),
        Field("partner_id", N_("Partner"), FieldKind.ROW, of="partner", width=24),
        Field("company_id", N_("Company"), FieldKind.ROW, of="company", width=20),
        Field("weight_grams", N_("Weight, kg"), FieldKind.WEIGHT, width=10),
        Field("volume_cm3", N_("Volume, cm³"), FieldKind.NUMBER, width=10),
        Field("places", N_("Packages"), FieldKind.NUMBER, width=4),
        Field("comment", N_("Comment"), width=40),
    )
    sheets = (delivery_sheet("errand"),)
    commands = (
        Command(
            "cancel",
            N_("Cancel the errand"),
            Permission.TRIP_PLAN,
            _cancel,
            lambda card: card.id is not None and card.status == ErrandStatus.TO_DO,
            N_("Cancel {heading}?"),
        ),
        Command(
            "restore",
            N_("Do it after all"),
            Permission.TRIP_PLAN,
            _restore,
            lambda card: card.status == ErrandStatus.CANCELLED,
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the errand."""
        found: Errand = self.stored(session, actor, key)
        values = {field.name: getattr(found, field.name) for field in self.fields}
        delivery, places = read_delivery(session, key)
        return Card(
            id=key,
            version=found.version,
            heading=found.number_text,
            status=found.status,
            status_title=self.status_title(found.status),
            values=values | delivery,
            shown=shown_values(session, self.fields, values) | places,
            editable=found.status == ErrandStatus.TO_DO and actor.may(self.edit),
            warehouse_id=found.warehouse_id,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty errand."""
        del session, clock
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {"task": "", "comment": "", "direction": TripDirection.OUT}
        values |= {"weight_grams": 0, "volume_cm3": 0, "places": 0}
        delivery, places = delivery_values(None)
        return Card(None, 0, "", values=values | delivery, shown=places)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the errand."""
        values: dict[str, Any] = {field.name: card.values[field.name] for field in self.fields}
        values |= {name: values[name] or None for name in ("partner_id", "company_id")}
        values |= {name: values[name] or 0 for name in ("weight_grams", "volume_cm3", "places")}
        values |= {name: values[name] or "" for name in ("task", "comment")}
        values["direction"] = TripDirection(values["direction"])
        if card.id is None:
            values["warehouse_id"] = values["warehouse_id"] or 0
            key = create_errand(session, actor, NewErrand(**values), clock=clock).id
        else:
            values.pop("warehouse_id")
            key = card.id
            save_errand(session, actor, key, card.version, clock=clock, **values)
        save_delivery(session, actor, key, card.values, clock, document_type=self.subject)
        return key

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow a partner to his usual address, another address to its zone and times."""
        del actor, table, line
        if name == "partner_id" and card.values.get("delivery_address_id"):
            return card
        return delivery_changed(session, card, name)

    def fixed(self, card: Card) -> frozenset[str]:
        """Return what cannot be changed now; the zone of an address never is."""
        return super().fixed(card) | FIXED


RETURNED = Lines(
    "lines",
    N_("Goods"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, of="item", width=36),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=9),
        Field("lot_id", N_("Lot"), FieldKind.ROW, of="lot", width=12),
        Field("cell_id", N_("Cell"), FieldKind.ROW, of="cell", width=10),
    ),
)


class TripReturnForm(DocumentForm):
    """Возврат с рейса: written by closing the trip, only looked at here."""

    name = "trip_returns"
    subject = "trip_return"
    edit = Permission.TRIP_CLOSE
    fields = (
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
        Field("comment", N_("Comment"), width=40),
    )
    tables = (RETURNED,)

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return what came back."""
        found: TripReturn = self.stored(session, actor, key)
        values = {field.name: getattr(found, field.name) for field in self.fields}
        lines = self.stored_lines(session, key)
        return Card(
            id=key,
            version=found.version,
            heading=found.number_text,
            status=found.status,
            status_title=self.status_title(found.status),
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={"lines": tuple(shown_lines(session, RETURNED.fields, lines))},
            editable=False,
            warehouse_id=found.warehouse_id,
        )
