"""The form of quotations: what is offered to whom, at which prices, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import APPROVAL_DAYS
from core.approvals.queries import approval_state
from core.audit.acting import moment
from core.catalog.queries import item_card
from core.documents.listing import Filter
from core.documents.preferences import get
from core.documents.usual import remember, usual
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.partners.queries import companies, legal_entities
from core.pricing.queries import price_types, prices_for, usual_price_type
from core.sales.quotation_queries import QuotationCard, QuotationLineRow, quotation_card
from core.sales.quotation_statuses import EDITABLE, DeliveryTerm, QuotationStatus
from core.sales.quotation_type import QUOTATION, QUOTATION_DAYS
from core.sales.quotations import (
    NewQuotation,
    QuotationChanges,
    create_quotation,
    save_quotation,
)
from core.stock.queries import availability, warehouses
from core.terms.contract_queries import contract_title
from core.terms.queries import agreement_terms, agreement_title, agreements_for
from core.terms.statuses import PAYMENT_FORMS, AgreementStatus, PaymentForm
from tui.flows.desk.approval_tab import APPROVAL, KINDS, approval_fact, approval_lines
from tui.flows.desk.documents import DocumentForm, plain_lines, without_prices
from tui.flows.desk.naming import shown_values
from tui.flows.desk.quotation_cards import (
    CHANGES,
    answered,
    asked_line,
    asked_request,
    change_lines,
    counted,
    departure_lines,
    facts_of,
    version_lines,
)
from tui.flows.desk.quotation_commands import COMMANDS
from tui.flows.desk.shapes import SHOWN, Card, Field, FieldKind, Lines, Picked, Values
from tui.formatting import day, local_day

DELIVERY_TERMS: Mapping[DeliveryTerm, str] = {
    DeliveryTerm.ANY: N_("not important"),
    DeliveryTerm.DAYS: N_("days from the order"),
    DeliveryTerm.DATE: N_("by the date"),
}

LINES = Lines(
    "lines",
    N_("Offered"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=30),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=8),
        Field("price_minor", N_("Price"), FieldKind.PRICE, width=9),
        Field("manual_percent", N_("Disc. %"), FieldKind.PERCENT, width=7),
        Field("amount_minor", N_("Amount"), FieldKind.MONEY, width=11),
        Field("chosen", N_("Chosen"), FieldKind.FLAG, width=6),
        Field("left", N_("Left to order"), FieldKind.QUANTITY, width=8),
        Field("unit", N_("Unit"), width=4),
        Field("discount_minor", N_("Discount"), FieldKind.MONEY, width=9),
        Field("delivery", N_("Delivery term"), FieldKind.CHOICE, choices=DELIVERY_TERMS, width=14),
        Field("delivery_days", N_("Days"), FieldKind.NUMBER, width=4),
        Field("delivery_on", N_("Delivered by"), FieldKind.DATE, width=10),
        Field("public_comment", N_("For the customer"), width=24),
        Field("internal_comment", N_("For ourselves"), width=24),
        Field("request_no", N_("Answers request line"), FieldKind.NUMBER, width=7),
        Field("requested", N_("Requested"), width=20),
        Field("free", N_("Free"), FieldKind.QUANTITY, width=7),
        Field("packaging_id", N_("Packaging"), FieldKind.ROW, of="packaging", width=12),
        Field("vat_rate", N_("VAT"), FieldKind.PERCENT, width=5),
        Field("vat_minor", N_("VAT amount"), FieldKind.MONEY, width=10),
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset(
        {
            "unit",
            "amount_minor",
            "discount_minor",
            "requested",
            "left",
            "free",
            "vat_rate",
            "vat_minor",
        }
    ),
)

REQUESTS = Lines(
    "requests",
    N_("Request"),
    (
        Field("item_text", N_("Requested"), required=True, width=26),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=8),
        Field("max_price_minor", N_("Price at most"), FieldKind.PRICE, width=10),
        Field("offered", N_("Offers"), FieldKind.QUANTITY, width=8),
        Field("lacks", N_("Lacks"), width=40),
    ),
    editable=True,
    entry="item_text",
    readonly=frozenset({"offered", "lacks"}),
)

DEPARTURES = Lines(
    "departures",
    N_("Departures"),
    (
        Field("kind", N_("Terms of"), FieldKind.CHOICE, choices=KINDS, width=13),
        Field("what", N_("What departs from what is agreed"), width=60),
    ),
)

VERSIONS = Lines(
    "versions",
    N_("Versions"),
    (
        Field("version_no", N_("Version"), FieldKind.NUMBER, width=7),
        Field("number", N_("Number"), width=11),
        Field(
            "status",
            N_("Status"),
            FieldKind.CHOICE,
            choices=dict(QUOTATION.status_titles),
            width=13,
        ),
        Field("total_minor", N_("Total"), FieldKind.MONEY, width=12),
        Field("cancel_reason", N_("Reason"), width=22),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
    ),
)

DIFFERENCES = Lines(
    "changes",
    N_("Changes"),
    (
        Field("item", N_("Item"), width=22),
        Field("was", N_("Was offered"), width=26),
        Field("became", N_("Is offered"), width=26),
        Field("kind", N_("Kind"), FieldKind.CHOICE, choices=CHANGES, width=10),
    ),
)

_USUAL = ("company_id", "warehouse_id", "price_type_id")
"""Fields in which a new quotation begins with what its author used last."""

_TEXTS = ("contact", "payment_text", "delivery_text", "other_text", "comment")

_PRICES = frozenset(
    {"", "company_id", "partner_id", "price_type_id", "agreement_id", "payment_form"}
)
"""Header fields that prices follow."""


class QuotationForm(DocumentForm):
    """Коммерческое предложение."""

    name = "quotations"
    subject = "quotation"
    edit = Permission.QUOTATION_EDIT
    makes = True
    fields = (
        Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner", width=32),
        Field("agreement_id", N_("Agreement"), FieldKind.ROW, of="agreements", width=24),
        Field("valid_until", N_("Valid until"), FieldKind.DATE, required=True, width=10),
        Field("price_type_id", N_("Price type"), FieldKind.ROW, required=True, of="price_type"),
        Field("company_id", N_("Company"), FieldKind.ROW, required=True, of="company", width=24),
        Field(
            "warehouse_id", N_("Warehouse"), FieldKind.ROW, required=True, of="warehouse", width=16
        ),
        Field("legal_entity_id", N_("Counterparty"), FieldKind.ROW, of="legal_entity", width=32),
        Field("contract_id", N_("Contract"), FieldKind.ROW, of="contracts", width=20),
        Field(
            "payment_form",
            N_("Form of payment"),
            FieldKind.CHOICE,
            choices=PAYMENT_FORMS,
            width=12,
        ),
        Field("whole_only", N_("Only together"), FieldKind.FLAG, width=3),
        Field("contact", N_("Addressed to"), width=30),
        Field("payment_text", N_("Payment terms"), width=30),
        Field("delivery_text", N_("Delivery terms"), width=30),
        Field("other_text", N_("Other terms"), width=30),
        Field("comment", N_("Comment"), width=30),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
    )
    tables = (LINES, REQUESTS, DEPARTURES, VERSIONS, DIFFERENCES, APPROVAL)
    commands = COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the quotation with what it lacks, where it departs, and its versions."""
        found = quotation_card(session, actor, key)
        state = approval_state(session, key)
        values: dict[str, Any] = {field.name: getattr(found, field.name) for field in self.fields}
        values |= {
            "approval": state.status,
            "approval_days": get(session, APPROVAL_DAYS),
            "card_id": found.card_id,
            "chosen_discounts": found.chosen_discounts,
        }
        live = found.status in EDITABLE
        card = Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values=values,
            shown={
                **shown_values(session, self.fields, values),
                "agreement_id": agreement_title(session, found.agreement_id),
                "contract_id": contract_title(session, found.contract_id),
            },
            lines={
                "lines": without_prices(actor, _lines(session, actor, found)),
                "requests": plain_lines(found.requests, {}),
                "departures": departure_lines(session, actor, key) if live else (),
                "versions": version_lines(session, actor, key),
                "changes": change_lines(session, actor, key),
                "approval": approval_lines(session, actor, key),
            },
            facts=(*facts_of(found, actor), *_expired(session, found), approval_fact(state)),
            # Who sees no prices would save them away.
            editable=live and actor.may(self.edit) and actor.may(Permission.PRICE_READ),
            warehouse_id=found.warehouse_id,
        )
        return answered(card)

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty quotation with the usual company, warehouse and prices."""
        if not actor.may(self.edit):
            return None
        today = clock.business_date()
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= dict.fromkeys(_TEXTS, "")
        values |= {
            "date": today,
            "valid_until": today + dt.timedelta(days=get(session, QUOTATION_DAYS)),
            "payment_form": PaymentForm.ANY,
            "whole_only": False,
        }
        names = {
            "company_id": {row.id: row.requisites.name for row in companies(session, actor)},
            "warehouse_id": {row.id: row.name for row in warehouses(session, actor)},
            "price_type_id": {row.id: row.name for row in price_types(session, actor)},
        }
        among = {field: list(rows) for field, rows in names.items()}
        first = usual_price_type(session, actor)
        if first is not None:
            among["price_type_id"].sort(key=lambda key: key != first.id)
        found = usual(session, actor, self.subject, among)
        values |= found
        shown = {field: names[field][value] for field, value in found.items()}
        lines: dict[str, tuple[Any, ...]] = {table.name: () for table in self.tables}
        return Card(None, 0, "", values=values, shown=shown, lines=lines)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the quotation; what was asked about it is given up."""
        values = card.values
        lines = tuple(asked_line(line) for line in card.lines["lines"])
        requests = tuple(asked_request(line) for line in card.lines["requests"])
        ids: dict[str, Any] = {
            name: values[name] or 0
            for name in ("company_id", "partner_id", "warehouse_id", "price_type_id")
        }
        header: dict[str, Any] = {
            **{
                name: values[name] or None
                for name in ("legal_entity_id", "agreement_id", "contract_id")
            },
            **{name: values[name] or "" for name in _TEXTS},
            "payment_form": PaymentForm(values["payment_form"] or PaymentForm.ANY),
            "whole_only": bool(values["whole_only"]),
        }
        until = values["valid_until"]
        if card.id is None:
            new = NewQuotation(
                **ids,
                **header,
                lines=lines,
                requests=requests,
                date=values["date"],
                valid_until=until,
            )
            made = create_quotation(session, actor, new, clock=clock).id
            remember(session, actor, self.subject, {name: ids[name] for name in _USUAL})
            return made
        dated = {"valid_until": until} if until is not None else {}
        changes = QuotationChanges(
            header={**ids, **header, **dated}, lines=lines, requests=requests
        )
        return save_quotation(session, actor, card.id, card.version, changes, clock=clock).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return one more requested thing, or one base unit of the picked item with its price."""
        if table == REQUESTS.name:
            return {"item_text": "", "quantity": 1000, "max_price_minor": None}
        item = item_card(session, picked)
        price = _listed(session, card, [picked]).get((picked, 0))
        return {
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "variant_id": 0,
            "packaging_id": 0,
            "packaging_id" + SHOWN: "",
            "quantity": 1000,
            "unit": item.row.unit,
            "price_minor": price if actor.may(Permission.PRICE_READ) else None,
            "price_typed": False,
            "manual_percent": None,
            "chosen": True,
            "delivery": DeliveryTerm.ANY,
            "delivery_days": None,
            "delivery_on": None,
            "public_comment": "",
            "internal_comment": "",
            "request_no": None,
            "left": 0,
            "free": _free(session, actor, card, [picked]).get((picked, 0), 0),
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow a partner's terms, another price list, another quantity; count anew."""
        if table == LINES.name and name:
            card = self._line_changed(session, actor, card, line, name)
        elif name == "partner_id" and card.values["partner_id"]:
            card = _of_partner(session, actor, card)
        elif name == "agreement_id" and card.values["agreement_id"]:
            card = _agreed(session, card, card.values["agreement_id"])
        if not table and name in _PRICES:
            card = _repriced(session, card)
        return counted(session, actor, card)

    def _line_changed(self, session: Session, actor: Actor, card: Card, at: int, name: str) -> Card:
        lines = [dict(one) for one in card.lines["lines"]]
        line = lines[at]
        if name == "item_id":
            fresh = self.line(session, actor, card, LINES.name, line["item_id"])
            kept = ("quantity", "id", "line_no", "request_no", "chosen")
            lines[at] = {**fresh, **{k: line[k] for k in kept if k in line}}
        elif name == "price_minor":
            line["price_typed"] = line["price_minor"] is not None
            if not line["price_typed"]:
                thing = (line["item_id"], line.get("variant_id") or 0)
                found = _listed(session, card, [line["item_id"]])
                line["price_minor"] = found.get(thing, found.get((line["item_id"], 0)))
        elif name == "delivery_days" and line.get("delivery_days") is not None:
            line |= {"delivery": DeliveryTerm.DAYS, "delivery_on": None}
        elif name == "delivery_on" and line.get("delivery_on") is not None:
            line |= {"delivery": DeliveryTerm.DATE, "delivery_days": None}
        return card.with_lines("lines", lines)

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a new quotation like *card*, of today, with a history of its own."""
        made = super().copied(card, fresh)
        dates = {name: fresh.values[name] for name in ("date", "valid_until")}
        empty = dict.fromkeys((DEPARTURES.name, VERSIONS.name, DIFFERENCES.name, APPROVAL.name), ())
        lines = [{**line, "left": 0} for line in made.lines["lines"]]
        values = {**made.values, **dates, "approval": None}
        return replace(made, values=values, lines={**made.lines, **empty, "lines": tuple(lines)})

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show a partner's counterparties and contracts, agreements in force, clients only."""
        partner = card.shown.get("partner_id", "")
        in_force = Filter("status", "eq", AgreementStatus.IN_FORCE.value)
        if name == "legal_entity_id":
            return (Filter("partner", "eq", partner),)
        if name == "partner_id":
            return (Filter("client", "eq", True),)
        if name == "agreement_id":
            return (in_force,)
        if name == "contract_id":
            return (Filter("partner", "eq", partner), in_force)
        if table and name == "packaging_id":
            return (Filter("item", "eq", card.lines[table][line].get("item_id" + SHOWN)),)
        return ()

    def detailed(
        self, session: Session, actor: Actor, card: Card, line: Values, picked: Picked
    ) -> dict[str, Any]:
        """Return a line with price and free stock of the variant, where one was told."""
        found = super().detailed(session, actor, card, line, picked)
        if picked.variant_id:
            thing = (picked.key, picked.variant_id)
            if actor.may(Permission.PRICE_READ):
                listed = _listed(session, card, [picked.key])
                found["price_minor"] = listed.get(thing, found["price_minor"])
            found["free"] = _free(session, actor, card, [picked.key]).get(thing, 0)
        return found


def _lines(session: Session, actor: Actor, found: QuotationCard) -> tuple[dict[str, Any], ...]:
    lines = plain_lines(found.lines, {"item_id": "item", "packaging_id": "packaging"})
    card = Card(None, 0, "", values={"warehouse_id": found.warehouse_id})
    free = _free(session, actor, card, [line["item_id"] for line in lines])
    rows: tuple[QuotationLineRow, ...] = found.lines
    for line, row in zip(lines, rows, strict=True):
        line["left"] = row.left if found.status is QuotationStatus.IN_FORCE else 0
        line["free"] = free.get((row.item_id, row.variant_id), 0)
        line["manual_percent"] = row.manual_percent or None
        line["request_no"] = row.request_no or None
        if not actor.may(Permission.PRICE_READ):
            line |= {"manual_percent": None, "discount_minor": None}
    return lines


def _expired(session: Session, found: QuotationCard) -> tuple[tuple[str, str], ...]:
    """Say that a quotation in force holds no more."""
    if found.status is QuotationStatus.IN_FORCE and found.valid_until < local_day(moment(session)):
        return ((N_("Expired on"), day(found.valid_until)),)
    return ()


def _listed(session: Session, card: Card, items: list[int]) -> dict[tuple[int, int], int]:
    values = card.values
    if not values.get("price_type_id") or not items:
        return {}
    partner = values.get("partner_id") or 0
    return dict(
        prices_for(session, values["price_type_id"], items, values["date"], partner_id=partner)
    )


def _repriced(session: Session, card: Card) -> Card:
    """Take every price that nobody typed from the list again."""
    lines = [dict(line) for line in card.lines["lines"]]
    found = _listed(session, card, [line["item_id"] for line in lines])
    for line in lines:
        if not line.get("price_typed"):
            thing = (line["item_id"], line.get("variant_id") or 0)
            line["price_minor"] = found.get(thing, found.get((line["item_id"], 0)))
    return card.with_lines("lines", lines)


def _of_partner(session: Session, actor: Actor, card: Card) -> Card:
    """Take over the partner's usual counterparty, and the agreement where there is only one."""
    key = card.values["partner_id"]
    entities = legal_entities(session, key)
    first = entities[0] if entities else None
    card = card.with_values(
        legal_entity_id=first.id if first else None, contract_id=None, agreement_id=None
    ).with_shown(
        legal_entity_id=first.requisites.name if first else "", contract_id="", agreement_id=""
    )
    if not actor.may(Permission.AGREEMENT_READ):
        return card
    found = agreements_for(session, actor, key, card.values["date"])
    return _agreed(session, card, found[0].id) if len(found) == 1 else card


def _agreed(session: Session, card: Card, agreement_id: int) -> Card:
    """Take over what an agreement says."""
    terms = agreement_terms(session, agreement_id)
    said = {
        "agreement_id": agreement_id,
        "price_type_id": terms.price_type_id or card.values["price_type_id"],
        "company_id": terms.company_id or card.values["company_id"],
        "warehouse_id": terms.warehouse_id or card.values["warehouse_id"],
        "payment_form": terms.payment_form,
    }
    card = card.with_values(**said)
    named = [one for one in QuotationForm.fields if one.name in said]
    shown = shown_values(session, named, card.values)
    return card.with_shown(**shown).with_shown(agreement_id=agreement_title(session, agreement_id))


def _free(
    session: Session, actor: Actor, card: Card, items: list[int]
) -> dict[tuple[int, int], int]:
    warehouse = card.values.get("warehouse_id")
    if not warehouse or not items or not actor.may(Permission.STOCK_READ):
        return {}
    rows = availability(session, actor, warehouse, items)
    return {(row.item_id, row.variant_id): row.free for row in rows}
