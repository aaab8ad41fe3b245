"""Making and changing quotations. Their steps are in `core.sales.quotation_steps`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.asking import drop_approval, keep_approval
from core.discounts.parts import store_parts
from core.documents.errors import NoSuchField
from core.documents.lines import save_lines
from core.documents.operations import check_version, create, edit, opened
from core.documents.preferences import get
from core.documents.queries import require_visible
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.sales.errors import QuotationFixed, ValidityOver
from core.sales.quotation_lines import (
    QuotedLine,
    RequestedLine,
    offered,
    price_quoted,
    quoted_rows,
    requested_rows,
    require_sense,
    stored_quoted,
    stored_requests,
)
from core.sales.quotation_models import Quotation, QuotationLine, QuotationRequest
from core.sales.quotation_statuses import EDITABLE, QuotationStatus
from core.sales.quotation_type import QUOTATION, QUOTATION_DAYS
from core.sales.sale_lines import by_hand, deal_of, new_deal, require_line_rights
from core.sales.sale_pricing import sale_sums, sale_terms
from core.sales.sale_terms import require_terms
from core.terms.statuses import PaymentForm

PRICING = frozenset(
    {
        "company_id",
        "partner_id",
        "price_type_id",
        "warehouse_id",
        "date",
        "agreement_id",
        "contract_id",
        "payment_form",
        "card_id",
        "chosen_discounts",
    }
)
"""Header fields that lines follow."""

STEPS = frozenset({"version_no", "former_id", "first_id", "cancel_reason_id", "cancel_reason"})
"""Header fields that only steps set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuotation:
    """What a new quotation says."""

    company_id: int
    partner_id: int
    warehouse_id: int
    price_type_id: int
    lines: tuple[QuotedLine, ...] = ()
    requests: tuple[RequestedLine, ...] = ()
    """What the customer asked for."""
    legal_entity_id: int | None = None
    agreement_id: int | None = None
    contract_id: int | None = None
    payment_form: PaymentForm = PaymentForm.ANY
    card_id: int | None = None
    chosen_discounts: tuple[int, ...] = ()
    valid_until: dt.date | None = None
    """None: as many days on as the settings say."""
    whole_only: bool = False
    contact: str = ""
    payment_text: str = ""
    delivery_text: str = ""
    other_text: str = ""
    comment: str = ""
    date: dt.date | None = None
    """None: the business date of the clock."""
    basis_id: int | None = None
    """The deal, need or visit it is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationChanges:
    """What an edit changes; a header field that is not named keeps its value."""

    header: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[QuotedLine, ...] | None = None
    """The whole of the lines, told apart by number; None: lines stay as they are."""
    requests: tuple[RequestedLine, ...] | None = None
    """The whole of what was asked for; None: as it is."""


@dataclass(frozen=True, slots=True)
class QuotationSaved:
    """A quotation as a verb left it."""

    id: int
    number: str
    version: int
    status: QuotationStatus
    version_no: int
    total_minor: int
    """Of what is chosen, with VAT."""


def create_quotation(
    session: Session, actor: Actor, new: NewQuotation, *, clock: Clock
) -> QuotationSaved:
    """Make a draft.

    Raises:
        Forbidden: no right to edit quotations, or to this company or warehouse, or
            to prices or discounts by hand, where a line has them.
        TermsOfAnother: agreement or contract is somebody else's.
        ValidityOver: it would have expired before its own day.
        DeliveryUntold, UnknownRequest, RequestUnsaid: a line makes no sense.
        NoPrice, UnknownItem, BadValue, NotFound.
    """
    return saved_quotation(made_quotation(session, actor, new, clock=clock))


def made_quotation(
    session: Session,
    actor: Actor,
    new: NewQuotation,
    *,
    clock: Clock,
    version: Mapping[str, Any] | None = None,
) -> Quotation:
    """Make a draft and return it, as `create_quotation` does.

    Args:
        version: fields of `STEPS`, for a newer version of another.
    """
    actor.require(Permission.QUOTATION_EDIT, what=QUOTATION.name)
    on = new.date or clock.business_date()
    until = new.valid_until or on + dt.timedelta(days=get(session, QUOTATION_DAYS))
    _require_validity(until, on)
    if new.basis_id is not None:
        require_visible(session, actor, new.basis_id)
    require_line_rights(actor, QUOTATION.name, new.lines, {})
    agreed = sale_terms(session, new_deal(new, on))
    require_terms(session, agreed, new.partner_id, new.contract_id)
    requested = requested_rows(new.requests)
    require_sense(new.lines, requested)
    priced = price_quoted(session, actor, agreed, new.lines, clock=clock)
    header: dict[str, Any] = {name: getattr(new, name) for name in _TAKEN}
    made = create(
        session,
        actor,
        QUOTATION.name,
        clock=clock,
        company_id=new.company_id,
        date=on,
        basis_id=new.basis_id,
        warehouse_id=new.warehouse_id,
        partner_id=new.partner_id,
        chosen_discounts=sorted(new.chosen_discounts),
        valid_until=until,
        **header,
        **(version or {}),
        **sale_sums(agreed, priced),
    )
    rows = quoted_rows(new.lines, priced)
    save_lines(session, actor, made, QuotationLine, rows, clock=clock, first_time=True)
    save_lines(session, actor, made, QuotationRequest, requested, clock=clock, first_time=True)
    store_parts(session, made.id, priced.cart.part_rows())
    return cast(Quotation, made)


_TAKEN = (
    "legal_entity_id",
    "agreement_id",
    "contract_id",
    "price_type_id",
    "payment_form",
    "card_id",
    "whole_only",
    "contact",
    "payment_text",
    "delivery_text",
    "other_text",
    "comment",
)
"""Fields of the header that are stored as they are told."""


def save_quotation(
    session: Session,
    actor: Actor,
    quotation_id: int,
    version: int,
    changes: QuotationChanges,
    *,
    clock: Clock,
) -> QuotationSaved:
    """Change a draft or one that is not agreed yet.

    What was asked or approved about it is given up, unless nothing that was asked about changes:
    until when it holds, whom it is addressed to, what we note for ourselves.

    Prices of lines without a price of their own are taken from the price list again.

    Raises:
        Conflict: somebody changed it since.
        QuotationFixed: it is in force or cancelled: make a new version.
        NoSuchField: a change names what only steps set.
        Forbidden, NotFound, and those of `create_quotation`.
    """
    quotation = opened_quotation(session, actor, quotation_id, clock)
    check_version(session, quotation, version)
    if quotation.status not in EDITABLE:
        raise QuotationFixed(document=quotation.number_text)
    values: dict[str, Any] = dict(changes.header)
    require_no_steps(values)
    _require_validity(
        values.get("valid_until", quotation.valid_until), values.get("date", quotation.date)
    )
    requests = changes.requests
    if requests is None:
        requests = stored_requests(session, quotation_id)
    stored = stored_quoted(session, quotation_id)
    lines = stored if changes.lines is None else changes.lines
    require_line_rights(actor, QUOTATION.name, lines, by_hand(stored))
    requested = requested_rows(requests)
    require_sense(lines, requested)
    before = offered(session, quotation)
    said_else = _said_else(quotation, values) or _without_notes(lines) != _without_notes(stored)
    rows = priced = None
    if changes.lines is not None or values.keys() & PRICING:
        agreed = sale_terms(session, deal_of(quotation, values))
        require_terms(
            session,
            agreed,
            values.get("partner_id", quotation.partner_id) or 0,
            values.get("contract_id", quotation.contract_id),
        )
        priced = price_quoted(session, actor, agreed, lines, clock=clock)
        rows = quoted_rows(lines, priced)
        values |= sale_sums(agreed, priced)
    edit(session, actor, quotation_id, version, clock=clock, **values)
    if rows is not None and priced is not None:
        save_lines(session, actor, quotation, QuotationLine, rows, clock=clock)
        store_parts(session, quotation_id, priced.cart.part_rows())
    if changes.requests is not None:
        save_lines(session, actor, quotation, QuotationRequest, requested, clock=clock)
    session.flush()
    if said_else or offered(session, quotation) != before:
        drop_approval(session, actor, quotation)
    else:
        keep_approval(session, quotation, version)
    return saved_quotation(quotation)


_UNASKED = frozenset({"valid_until", "contact", "comment", "legal_entity_id"})
"""Header fields that no approver was asked about."""


def _said_else(quotation: Quotation, values: Mapping[str, object]) -> bool:
    """Tell whether a header that is to become *values* promises anything else."""
    return any(
        getattr(quotation, name) != value
        for name, value in values.items()
        if name not in _UNASKED and hasattr(quotation, name)
    )


def _without_notes(lines: Iterable[QuotedLine]) -> list[QuotedLine]:
    """Return lines as the customer sees them."""
    return [replace(line, internal_comment="", request_no=0) for line in lines]


def opened_quotation(
    session: Session,
    actor: Actor,
    quotation_id: int,
    clock: Clock,
    permission: Permission = Permission.QUOTATION_EDIT,
) -> Quotation:
    """Return a quotation, locked, for an actor who has *permission* and may see its rows.

    Raises:
        Forbidden, NotFound.
    """
    actor.require(permission, what=QUOTATION.name, key=quotation_id)
    found = opened(session, actor, quotation_id, clock=clock, permission=permission)
    if not isinstance(found, Quotation):
        raise NotFound(what=QUOTATION.name, key=quotation_id)
    return found


def saved_quotation(quotation: Quotation) -> QuotationSaved:
    """Return the outcome of a verb."""
    return QuotationSaved(
        quotation.id,
        quotation.number_text,
        quotation.version,
        QuotationStatus(quotation.status),
        quotation.version_no,
        quotation.total_minor,
    )


def require_no_steps(values: Mapping[str, object]) -> None:
    """Refuse fields that only steps set.

    Raises:
        NoSuchField: one is named.
    """
    for name in sorted(values.keys() & STEPS):
        raise NoSuchField(what=QUOTATION.name, field=name)


def _require_validity(until: dt.date, on: dt.date) -> None:
    if until < on:
        raise ValidityOver(valid_until=until, date=on)
