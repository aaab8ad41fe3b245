"""The form of quotations: what is offered to whom, at which prices, until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.queries import approval_state
from core.audit.acting import clock_of
from core.documents.listing import Filter
from core.documents.preferences import get
from core.documents.usual import remember
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.quotation_queries import QuotationCard, QuotationLineRow, quotation_card
from core.sales.quotation_statuses import EDITABLE, DeliveryTerm, QuotationStatus
from core.sales.quotation_steps import quotation_departures
from core.sales.quotation_type import QUOTATION_DAYS
from core.sales.quotations import (
    NewQuotation,
    QuotationChanges,
    create_quotation,
    save_quotation,
)
from core.terms.statuses import PaymentForm
from tui.flows.desk.approval_tab import APPROVAL, approval_fact, approval_lines
from tui.flows.desk.documents import DocumentForm, plain_lines, without_prices
from tui.flows.desk.naming import shown_values
from tui.flows.desk.quotation_cards import (
    answered,
    asked_line,
    asked_request,
    change_lines,
    counted,
    facts_of,
    schedule_lines,
    version_lines,
)
from tui.flows.desk.quotation_commands import COMMANDS
from tui.flows.desk.quotation_tables import DIFFERENCES, LINES, PAYMENT, REQUESTS, VERSIONS
from tui.flows.desk.sale_approval import (
    DEPARTURES,
    approval_values,
    departure_lines,
    terms_shown,
)
from tui.flows.desk.sale_cards import (
    AGREEMENT,
    CARD,
    CONTRACT,
    PAYMENT_FORM,
    narrowed,
    of_agreement,
    of_partner,
    relisted,
    terms_values,
)
from tui.flows.desk.sale_lines import (
    USUAL,
    begun,
    free_of,
    of_variant,
    price_told,
    row_ids,
    sold_line,
    with_entity,
)
from tui.flows.desk.shapes import Card, Field, FieldKind, Picked, Values, item_name
from tui.formatting import day

_TEXTS = ("contact", "payment_text", "delivery_text", "other_text", "comment")


class QuotationForm(DocumentForm):
    """Коммерческое предложение."""

    name = "quotations"
    subject = "quotation"
    edit = Permission.QUOTATION_EDIT
    makes = True
    fields = (
        Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner", width=32),
        AGREEMENT,
        Field("valid_until", N_("Valid until"), FieldKind.DATE, required=True, width=10),
        Field("price_type_id", N_("Price type"), FieldKind.ROW, required=True, of="price_type"),
        Field("company_id", N_("Company"), FieldKind.ROW, required=True, of="company", width=24),
        Field(
            "warehouse_id", N_("Warehouse"), FieldKind.ROW, required=True, of="warehouse", width=16
        ),
        Field("legal_entity_id", N_("Counterparty"), FieldKind.ROW, of="legal_entity", width=32),
        CONTRACT,
        PAYMENT_FORM,
        CARD,
        Field("whole_only", N_("Only together"), FieldKind.FLAG, width=3),
        Field("contact", N_("Addressed to"), width=30),
        Field("payment_text", N_("Payment terms"), width=30),
        Field("delivery_text", N_("Delivery terms"), width=30),
        Field("other_text", N_("Other terms"), width=30),
        Field("comment", N_("Comment"), width=30),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
    )
    tables = (LINES, REQUESTS, DEPARTURES, VERSIONS, DIFFERENCES, PAYMENT, APPROVAL)
    commands = COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the quotation with what it lacks, where it departs, and its versions."""
        found = quotation_card(session, actor, key)
        state = approval_state(session, key)
        values: dict[str, Any] = {field.name: getattr(found, field.name) for field in self.fields}
        values |= approval_values(session, state)
        values["chosen_discounts"] = found.chosen_discounts
        values["expired"] = found.expired
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
                **terms_shown(session, found),
            },
            lines={
                "lines": without_prices(actor, _lines(session, actor, found)),
                "requests": _requests(actor, found),
                "stages": without_prices(actor, schedule_lines(found)),
                "departures": _departures(session, actor, key) if live else (),
                "versions": version_lines(session, actor, key),
                "changes": change_lines(session, actor, key),
                "approval": approval_lines(session, actor, key),
            },
            facts=(*facts_of(found, actor), *_expired(session, found), approval_fact(state)),
            # Who sees no prices would save them away.
            editable=live and actor.may(self.edit) and actor.may(Permission.PRICE_READ),
            warehouse_id=found.warehouse_id,
        )
        return answered(card, actor)

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
        return begun(session, actor, self.subject, values, self.tables)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the quotation; what was asked about it is given up."""
        values = card.values
        lines = tuple(asked_line(line) for line in card.lines["lines"])
        requests = tuple(asked_request(line) for line in card.lines["requests"])
        ids = row_ids(values)
        header: dict[str, Any] = {
            **terms_values(values),
            "legal_entity_id": values["legal_entity_id"] or None,
            **{name: values[name] or "" for name in _TEXTS},
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
            remember(session, actor, self.subject, {name: ids[name] for name in USUAL})
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
        return {
            **sold_line(session, actor, card, picked),
            "manual_percent": None,
            "chosen": True,
            "delivery": DeliveryTerm.ANY,
            "delivery_days": None,
            "delivery_on": None,
            "public_comment": "",
            "internal_comment": "",
            "request_no": None,
            "left": 0,
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow a partner's terms, another price list, another quantity; count anew."""
        if table == LINES.name and name:
            card = self._line_changed(session, actor, card, line, name)
        elif not table:
            card = self._header_changed(session, actor, card, name)
        return counted(session, actor, card)

    def _header_changed(self, session: Session, actor: Actor, card: Card, name: str) -> Card:
        before = {key: card.values.get(key) for key in ("price_type_id", "warehouse_id")}
        if name == "partner_id" and card.values["partner_id"]:
            card = of_partner(session, actor, with_entity(session, card))
        elif name == "agreement_id":
            card = of_agreement(session, actor, card)
        changed = {key for key, value in before.items() if card.values.get(key) != value} | {name}
        if changed & {"partner_id", "price_type_id"}:
            card = relisted(session, card)
        if "warehouse_id" in changed:
            card = _freed(session, actor, card)
        return card

    def _line_changed(self, session: Session, actor: Actor, card: Card, at: int, name: str) -> Card:
        lines = [dict(one) for one in card.lines["lines"]]
        line = lines[at]
        if name == "item_id":
            fresh = self.line(session, actor, card, LINES.name, line["item_id"])
            kept = ("quantity", "id", "line_no", "request_no", "chosen")
            lines[at] = {**fresh, **{k: line[k] for k in kept if k in line}}
        elif name == "price_minor":
            return price_told(session, actor, card, at)
        elif name == "delivery_days" and line.get("delivery_days") is not None:
            line |= {"delivery": DeliveryTerm.DAYS, "delivery_on": None}
        elif name == "delivery_on" and line.get("delivery_on") is not None:
            line |= {"delivery": DeliveryTerm.DATE, "delivery_days": None}
        return card.with_lines("lines", lines)

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a new quotation like *card*, of today, with a history of its own."""
        made = super().copied(card, fresh)
        dates = {name: fresh.values[name] for name in ("date", "valid_until")}
        empty = dict.fromkeys(
            (PAYMENT.name, DEPARTURES.name, VERSIONS.name, DIFFERENCES.name, APPROVAL.name), ()
        )
        numbers = {line.get("line_no"): at for at, line in enumerate(card.lines["requests"], 1)}
        lines = [
            {**line, "left": 0, "request_no": numbers.get(line.get("request_no"))}
            for line in made.lines["lines"]
        ]
        values = {**made.values, **dates, "approval": None}
        return replace(made, values=values, lines={**made.lines, **empty, "lines": tuple(lines)})

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show a partner's counterparties and contracts, agreements in force, clients only."""
        if name == "legal_entity_id":
            return (Filter("partner", "eq", card.shown.get("partner_id", "")),)
        if name == "partner_id":
            return (Filter("client", "eq", True),)
        terms = None if table else narrowed(card, name)
        if terms is not None:
            return terms
        if table and name == "packaging_id":
            return (Filter("item", "eq", item_name(card.lines[table][line])),)
        return ()

    def detailed(
        self, session: Session, actor: Actor, card: Card, line: Values, picked: Picked
    ) -> dict[str, Any]:
        """Return a line with price and free stock of the variant, where one was told."""
        found = super().detailed(session, actor, card, line, picked)
        return of_variant(session, actor, card, found, picked)


def _departures(session: Session, actor: Actor, key: int) -> tuple[dict[str, Any], ...]:
    return departure_lines(session, actor, quotation_departures(session, actor, key))


def _requests(actor: Actor, found: QuotationCard) -> tuple[dict[str, Any], ...]:
    """Return what was asked for; the most he would pay only for whoever may see prices."""
    lines = plain_lines(found.requests, {})
    hidden = {} if actor.may(Permission.PRICE_READ) else {"max_price_minor": None}
    return tuple({**line, **hidden} for line in lines)


def _freed(session: Session, actor: Actor, card: Card) -> Card:
    """Tell what is free where the goods would leave from now."""
    lines = card.lines["lines"]
    free = free_of(
        session, actor, card.values.get("warehouse_id"), [line["item_id"] for line in lines]
    )
    told = [
        {**line, "free": free.get((line["item_id"], line.get("variant_id") or 0), 0)}
        for line in lines
    ]
    return card.with_lines("lines", told)


def _lines(session: Session, actor: Actor, found: QuotationCard) -> tuple[dict[str, Any], ...]:
    lines = plain_lines(found.lines, {"item_id": "item", "packaging_id": "packaging"})
    free = free_of(session, actor, found.warehouse_id, [line["item_id"] for line in lines])
    rows: tuple[QuotationLineRow, ...] = found.lines
    for line, row in zip(lines, rows, strict=True):
        line["left"] = row.left if found.status is QuotationStatus.IN_FORCE else 0
        line["free"] = free.get((row.item_id, row.variant_id), 0)
        line["manual_percent"] = row.manual_percent or None
        line["request_no"] = row.request_no or None
    return lines


def _expired(session: Session, found: QuotationCard) -> tuple[tuple[str, str], ...]:
    """Say that a quotation holds no more because its last day has passed."""
    over = found.valid_until < clock_of(session).business_date()
    if found.expired or (found.status is QuotationStatus.IN_FORCE and over):
        return ((N_("Expired on"), day(found.valid_until)),)
    return ()
