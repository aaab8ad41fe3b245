"""What lines of orders and quotations share: their rights, what is stored of them, what is offered.

The lines of both are `core.sales.sale_models.SaleLine`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item
from core.sales.conforming import Offered, OfferedLine
from core.sales.sale_pricing import Deal, LinePrice, SoldLine
from core.terms.rules import ScheduleStage
from core.terms.statuses import DeliveryMethod

GIVEN = (
    "line_no",
    "item_id",
    "variant_id",
    "packaging_id",
    "quantity",
    "manual_percent",
)
"""Columns of a line that are stored as they are told."""


def require_line_rights(
    actor: Actor,
    what: str,
    lines: Iterable[SoldLine],
    before: Mapping[int, tuple[int | None, int]],
) -> None:
    """Refuse prices and discounts by hand from whoever may give none.

    Args:
        what: the type of the document.
        before: line number → (typed price, discount by hand); what stays may stay.

    Raises:
        Forbidden.
    """
    for line in lines:
        price, percent = before.get(line.line_no or 0, (None, 0))
        if line.price_minor is not None and line.price_minor != price:
            actor.require(Permission.LINE_PRICE, what=what)
        if line.manual_percent and line.manual_percent != percent:
            actor.require(Permission.LINE_DISCOUNT, what=what)


def by_hand(lines: Iterable[SoldLine]) -> dict[int, tuple[int | None, int]]:
    """Return line number → typed price and discount by hand of stored lines."""
    return {line.line_no or 0: (line.price_minor, line.manual_percent) for line in lines}


def sale_row(line: Any, cost: LinePrice) -> dict[str, Any]:  # noqa: ANN401 - an asked line of either document
    """Return the columns of a line that orders and quotations share, with what it costs."""
    return {
        **{name: getattr(line, name) for name in GIVEN},
        "line_no": cost.line_no,
        "price_minor": cost.price_minor,
        "price_typed": line.price_minor is not None,
        "discount_minor": cost.discount_minor,
        "vat_rate": cost.vat_rate,
        "amount_minor": cost.amounts.amount,
        "vat_minor": cost.amounts.vat,
    }


def asked_columns(line: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a mapped class of lines
    """Return what is read of stored lines to ask for them anew: only typed prices stay."""
    typed = case((line.price_typed, line.price_minor)).label("price_minor")
    return (typed, *(getattr(line, name) for name in GIVEN))


def deal_of(header: Any, values: Mapping[str, Any] | None = None) -> Deal:  # noqa: ANN401 - an order or a quotation
    """Return what prices depend on, as the document is or, with *values* changed, will be."""
    changed = values or {}

    def said(name: str) -> Any:  # noqa: ANN401 - as the column holds
        return changed.get(name, getattr(header, name))

    return Deal(
        company_id=said("company_id") or 0,
        price_type_id=said("price_type_id"),
        warehouse_id=said("warehouse_id") or 0,
        on=said("date"),
        partner_id=said("partner_id") or 0,
        agreement_id=said("agreement_id") or 0,
        payment_form=said("payment_form"),
        card_id=said("card_id") or 0,
        chosen=frozenset(said("chosen_discounts")),
    )


def new_deal(new: Any, on: date) -> Deal:  # noqa: ANN401 - a new order or quotation
    """Return what the prices of a document that is being made depend on."""
    return deal_of(new, {"date": on})


def offered_of(
    session: Session,
    header: Any,  # noqa: ANN401 - an order or a quotation
    line: Any,  # noqa: ANN401 - the mapped class of its lines
    *conditions: ColumnElement[bool],
    desired_date: date | None,
    delivery_method: DeliveryMethod | None = None,
    stages: Sequence[ScheduleStage] = (),
) -> Offered:
    """Return an order or a quotation as far as terms are concerned; one statement.

    Args:
        conditions: which of its lines count.
        desired_date: the day that is promised; None: none is.
        delivery_method: how its goods travel; None: nobody has told.
        stages: typed ones.
    """
    rows = session.execute(
        select(
            line.line_no,
            line.item_id,
            line.variant_id,
            Item.name,
            func.coalesce(Item.price_group_id, 0),
            line.quantity,
            line.price_minor,
            line.manual_percent,
        )
        .join(Item, Item.id == line.item_id)
        .where(line.document_id == header.id, *conditions)
        .order_by(line.line_no)
    )
    return Offered(
        on=header.date,
        partner_id=header.partner_id or 0,
        agreement_id=header.agreement_id or 0,
        contract_id=header.contract_id or 0,
        price_type_id=header.price_type_id,
        currency=header.currency,
        payment_form=header.payment_form,
        company_id=header.company_id or 0,
        warehouse_id=header.warehouse_id or 0,
        desired_date=desired_date,
        delivery_method=delivery_method,
        stages=tuple(stages),
        lines=tuple(OfferedLine(*tuple[Any, ...](row)) for row in rows),
    )
