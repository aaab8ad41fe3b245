"""The card of a quotation: what stands in it, live sums, what the offer lacks, its versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.i18n import N_
from core.kernel.money import Money
from core.sales.quotation_lines import QuotedLine, RequestedLine, price_quoted
from core.sales.quotation_queries import (
    ItemChange,
    QuotationCard,
    VersionRow,
    version_changes,
    versions_of,
)
from core.sales.quotation_rules import (
    Answer,
    ChangeKind,
    Compared,
    Requested,
    RequestWarning,
    WarningKind,
    request_warnings,
)
from core.sales.quotation_statuses import DeliveryTerm
from core.terms.payment_rules import stages_for
from tui.flows.desk.sale_cards import priced, sums, typed_price
from tui.flows.desk.shapes import OPENS, Card, Values
from tui.formatting import day, money, percent, quantity
from tui.locale import _

_TERM = (DeliveryTerm.ANY, None, None)


def asked_line(line: Values) -> QuotedLine:
    """Return a line of the card as it is to be offered."""
    return QuotedLine(
        item_id=line["item_id"],
        quantity=line.get("quantity") or 0,
        variant_id=line.get("variant_id") or 0,
        packaging_id=line.get("packaging_id") or 0,
        price_minor=typed_price(line),
        manual_percent=line.get("manual_percent") or 0,
        chosen=bool(line.get("chosen")),
        delivery=DeliveryTerm(line.get("delivery") or DeliveryTerm.ANY),
        delivery_days=line.get("delivery_days"),
        delivery_on=line.get("delivery_on"),
        public_comment=line.get("public_comment") or "",
        internal_comment=line.get("internal_comment") or "",
        request_no=line.get("request_no") or 0,
        line_no=line.get("line_no"),
    )


def asked_request(line: Values) -> RequestedLine:
    """Return a requested line of the card."""
    return RequestedLine(
        item_text=line.get("item_text") or "",
        quantity=line.get("quantity") or 0,
        max_price_minor=line.get("max_price_minor"),
        line_no=line.get("line_no"),
    )


def counted(session: Session, actor: Actor, card: Card) -> Card:
    """Count prices, discounts and sums as saving will; what the offer lacks of the request too."""
    return answered(priced(session, actor, card, read=_offered, price=price_quoted), actor)


def _offered(line: Values) -> QuotedLine:
    """Return a line at the price that stands in the card, typed or not."""
    return replace(asked_line(line), price_minor=line.get("price_minor"))


def answered(card: Card, actor: Actor) -> Card:
    """Say beside every requested line what is offered for it, and what the offer lacks.

    What is too dear is told only to whoever may see prices.
    """
    told_prices = actor.may(Permission.PRICE_READ)
    lines = card.lines.get("lines", ())
    requests = [dict(line) for line in card.lines.get("requests", ())]
    numbered = _numbered(requests)
    asked = [
        Requested(
            no,
            line.get("item_text") or "",
            line.get("quantity") or 0,
            line.get("max_price_minor") if told_prices else None,
        )
        for no, line in zip(numbered, requests, strict=True)
    ]
    found = request_warnings(asked, [_answer(at, line) for at, line in enumerate(lines, start=1)])
    for no, line in zip(numbered, requests, strict=True):
        own = [one for one in lines if one.get("request_no") == no and one.get("chosen")]
        line["offered"] = sum(one.get("quantity") or 0 for one in own)
        line["lacks"] = "; ".join(warning_text(one) for one in found if one.request_no == no)
    words = {no: one.item_text for no, one in zip(numbered, asked, strict=True)}
    told = [{**line, "requested": words.get(line.get("request_no") or 0, "")} for line in lines]
    kept = tuple(fact for fact in card.facts if fact[0] != "Lacks of the request")
    if found:
        kept = (*kept, (N_("Lacks of the request"), str(len(found))))
    card = card.with_lines("requests", requests).with_lines("lines", told)
    return replace(card, facts=kept)


def _numbered(requests: Sequence[Values]) -> list[int]:
    """Return the numbers the requested lines have, or will have."""
    last = max((line.get("line_no") or 0 for line in requests), default=0)
    found = []
    for line in requests:
        last += line.get("line_no") is None
        found.append(line.get("line_no") or last)
    return found


def _answer(at: int, line: Values) -> Answer:
    amount = line.get("amount_minor") or 0
    gross = (line.get("price_minor") or 0) * (line.get("quantity") or 0)
    net = (gross + 500) // 1000 - (line.get("discount_minor") or 0)
    return Answer(
        line.get("line_no") or at,
        line.get("request_no") or 0,
        line.get("quantity") or 1,
        net if amount else 0,
        bool(line.get("chosen")),
    )


def warning_text(found: RequestWarning) -> str:
    """Return what an offer lacks, in words."""
    match found.kind:
        case WarningKind.NOT_OFFERED:
            return _("nothing is offered")
        case WarningKind.LESS:
            return _("{given} of {asked} offered").format(
                given=quantity(found.given), asked=quantity(found.asked)
            )
        case _:
            return _("line {line}: {given}, at most {asked}").format(
                line=found.line_no, given=money(found.given), asked=money(found.asked)
            )


def version_lines(session: Session, actor: Actor, quotation_id: int) -> tuple[dict[str, Any], ...]:
    """Return every version, the newest first; Enter opens it."""
    priced = actor.may(Permission.PRICE_READ)
    return tuple(
        _version_line(row, here=row.id == quotation_id, priced=priced)
        for row in versions_of(session, actor, quotation_id)
    )


def _version_line(row: VersionRow, *, here: bool, priced: bool) -> dict[str, Any]:
    line = {
        "line_no": row.version_no,
        "version_no": row.version_no,
        "number": row.number,
        "date": row.date,
        "status": row.status,
        "total_minor": row.total_minor if priced else None,
        "cancel_reason": row.cancel_reason,
    }
    return line if here else {**line, OPENS: ("quotations", row.id)}


def change_lines(session: Session, actor: Actor, quotation_id: int) -> tuple[dict[str, Any], ...]:
    """Return what this version offers otherwise than the former one."""
    priced = actor.may(Permission.PRICE_READ)
    return tuple(
        _change_line(at, one, priced=priced)
        for at, one in enumerate(version_changes(session, actor, quotation_id), start=1)
    )


def _change_line(at: int, one: ItemChange, *, priced: bool) -> dict[str, Any]:
    return {
        "line_no": at,
        "item": one.item,
        "was": _("not offered") if one.before is None else _offer(one.before, priced=priced),
        "became": _("not offered") if one.after is None else _offer(one.after, priced=priced),
        "kind": one.kind,
    }


def _offer(line: Compared, *, priced: bool) -> str:
    """Return "3 × 100.00 = 290.00", after discounts, with the term, and whether it is chosen."""
    parts = [quantity(line.quantity)]
    if priced:
        parts = [f"{parts[0]} × {money(line.price_minor)} = {money(line.amount_minor)}"]
    parts += [delivery_text(*line.delivery)] if line.delivery != _TERM else []
    parts += [] if line.chosen else [_("not chosen")]
    return ", ".join(parts)


def delivery_text(kind: DeliveryTerm, days: int | None, on: Any) -> str:  # noqa: ANN401 - a date or None
    """Return when a line can be had, in words; "" where it is not important."""
    match kind:
        case DeliveryTerm.DAYS:
            return _("days: {count}").format(count=days or 0)
        case DeliveryTerm.DATE:
            return _("by {day}").format(day=day(on)) if on else ""
        case _:
            return ""


CHANGES: Mapping[ChangeKind, str] = {
    ChangeKind.ADDED: N_("added"),
    ChangeKind.REMOVED: N_("left out"),
    ChangeKind.CHANGED: N_("changed"),
}
"""How a line differs from the former version, in a word."""


def facts_of(found: QuotationCard, actor: Actor) -> Iterable[tuple[str, str | Money]]:
    """Yield what is told below the form: sums, version, how much of it is ordered."""
    yield (N_("Version"), str(found.version_no))
    if actor.may(Permission.PRICE_READ):
        yield from sums(found.total_minor, found.vat_minor, found.discount_minor)
    if found.cancel_reason:
        yield (N_("Reason"), found.cancel_reason)
    chosen = [line for line in found.lines if line.chosen]
    if any(line.ordered for line in chosen):
        done = sum(min(line.ordered, line.quantity) * 10_000 // line.quantity for line in chosen)
        yield (N_("Taken into orders"), percent(done // len(chosen) // 100 * 100))


def schedule_lines(found: QuotationCard) -> tuple[dict[str, Any], ...]:
    """Return when the offer is to be paid, as agreed, with what each stage comes to."""
    planned = stages_for(found.schedule, found.total_minor, found.date, None)
    return tuple(
        {
            "line_no": at,
            "kind": agreed.kind,
            "percent": agreed.percent,
            "shift_days": agreed.shift_days,
            "stage_minor": stage.amount_minor,
        }
        for at, (agreed, stage) in enumerate(zip(found.schedule, planned, strict=False), start=1)
    )
