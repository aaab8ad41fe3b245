"""Where an order or quotation departs from what is agreed, every departure named (domain §3.8).

The same for an individual agreement against the standard one it refines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.approvals.statuses import ApprovalKind, Reason
from core.terms.payment_rules import weaker
from core.terms.rules import AgreementTerms, ContractTerms, ScheduleStage
from core.terms.statuses import (
    AgreementStatus,
    ContractStatus,
    DeliveryMethod,
    PaymentForm,
    Taxation,
)

COMMERCIAL, FINANCIAL, LOGISTIC = (
    ApprovalKind.COMMERCIAL,
    ApprovalKind.FINANCIAL,
    ApprovalKind.LOGISTIC,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """A line of an order or quotation, as far as terms are concerned."""

    line_no: int
    item: str
    """How it is called, for whoever reads of a deviation."""
    price_minor: int
    """Charged, per base unit, before manual discounts; in the currency of the offer."""
    agreed_minor: int | None = None
    """By the price type of the agreement on the day; None: it has no price there."""
    price_type_id: int = 0
    """Of the line; 0: that of the offer."""
    price_group_id: int = 0
    manual_discount: int = 0
    """Given by hand, hundredths of a percent; below 0 is a markup."""
    in_segment: bool = True
    """Whether the item belongs to the agreement's segment of items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an order or quotation says, as far as terms are concerned. 0 and None: nothing."""

    on: date
    """Of the document."""
    price_type_id: int = 0
    currency: str = "RUB"
    payment_form: PaymentForm = PaymentForm.ANY
    stages: tuple[ScheduleStage, ...] = ()
    """Empty: those of the agreement, whatever they are."""
    taxation: Taxation = Taxation.BY_COMPANY
    company_id: int = 0
    contract_id: int = 0
    contract: ContractTerms | None = None
    """Of `contract_id`, for whether it is in force and of the same company."""
    warehouse_id: int = 0
    desired_date: date | None = None
    """When the customer wants it to leave; None: whenever it can."""
    delivery_method: DeliveryMethod | None = None
    tare_return: bool | None = None
    """None: as agreed."""
    in_segment: bool = True
    """Whether the customer belongs to the agreement's segment of partners."""
    lines: tuple[OfferLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure from what is agreed."""

    kind: ApprovalKind
    code: str
    """Its text is in `tui.texts.terms`."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """Plain values; ids where rows are meant; `line` of a line."""


def deviations(terms: AgreementTerms, offer: Offer) -> tuple[Deviation, ...]:
    """Return every departure of *offer* from *terms*: commercial, financial, logistic."""
    return (*_commercial(terms, offer), *_financial(terms, offer), *_logistic(terms, offer))


def reasons_of(found: Iterable[Deviation]) -> dict[ApprovalKind, tuple[Reason, ...]]:
    """Return departures as what approvers are asked about, by kind."""
    by_kind: dict[ApprovalKind, list[Reason]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(Reason(one.code, one.facts))
    return {kind: tuple(reasons) for kind, reasons in by_kind.items()}


def _commercial(terms: AgreementTerms, offer: Offer) -> Iterator[Deviation]:
    def found(code: str, **facts: object) -> Deviation:
        return Deviation(COMMERCIAL, code, facts)

    if terms.status is not AgreementStatus.IN_FORCE:
        yield found("agreement-not-in-force")
    if terms.segment_id and not offer.in_segment:
        yield found("outside-segment", segment=terms.segment_id)
    if not terms.holds_on(offer.on):
        yield found(
            "outside-validity", on=offer.on, since=terms.valid_from, until=terms.valid_until
        )
    if _differs(terms.price_type_id, offer.price_type_id):
        yield found("other-price-type", agreed=terms.price_type_id, given=offer.price_type_id)
    for line in offer.lines:
        where: dict[str, object] = {"line": line.line_no, "item": line.item}
        if terms.item_segment_id and not line.in_segment:
            yield found("item-outside", **where, segment=terms.item_segment_id)
        # The price type of a line that is its own, not one inherited from the header.
        if line.price_type_id != offer.price_type_id and _differs(
            terms.price_type_id, line.price_type_id
        ):
            yield found(
                "line-price-type", **where, agreed=terms.price_type_id, given=line.price_type_id
            )
        if line.agreed_minor is not None and line.price_minor < line.agreed_minor:
            yield found("price-below", **where, given=line.price_minor, agreed=line.agreed_minor)
        limit = terms.limit(line.price_group_id)
        given = line.manual_discount
        allowed = limit.max_discount if terms.discounts_allowed else 0
        if allowed is not None and given > allowed:
            yield found("discount-over", **where, given=given, agreed=allowed)
        if limit.max_markup is not None and -given > limit.max_markup:
            yield found("markup-over", **where, given=-given, agreed=limit.max_markup)


def _financial(terms: AgreementTerms, offer: Offer) -> Iterator[Deviation]:
    def found(code: str, **facts: object) -> Deviation:
        return Deviation(FINANCIAL, code, facts)

    if terms.payment_forms and offer.payment_form not in terms.payment_forms:
        yield found("payment-form", agreed=terms.payment_form, given=offer.payment_form)
    if offer.stages:
        less = weaker(terms.stages, offer.stages)
        if less is not None:
            yield found(
                "stages-weaker",
                stage=less.kind,
                days=less.days,
                agreed=less.agreed,
                given=less.offered,
            )
    if offer.currency != terms.currency:
        yield found("currency", agreed=terms.currency, given=offer.currency)
    if offer.taxation is not terms.taxation:
        yield found("taxation", agreed=terms.taxation, given=offer.taxation)
    if _differs(terms.company_id, offer.company_id):
        yield found("company", agreed=terms.company_id, given=offer.company_id)
    yield from _contract(terms, offer, found)


def _contract(
    terms: AgreementTerms, offer: Offer, found: Callable[..., Deviation]
) -> Iterator[Deviation]:
    if not offer.contract_id:
        if terms.requires_contract:
            yield found("contract-missing")
        return
    if _differs(terms.contract_id, offer.contract_id):
        yield found("contract", agreed=terms.contract_id, given=offer.contract_id)
    contract = offer.contract
    if contract is None:
        return
    if contract.status is not ContractStatus.IN_FORCE:
        yield found("contract-not-in-force", given=offer.contract_id)
    if _differs(contract.company_id, offer.company_id):
        yield found("contract-company", agreed=contract.company_id, given=offer.company_id)


def _logistic(terms: AgreementTerms, offer: Offer) -> Iterator[Deviation]:
    def found(code: str, **facts: object) -> Deviation:
        return Deviation(LOGISTIC, code, facts)

    if _differs(terms.warehouse_id, offer.warehouse_id):
        yield found("warehouse", agreed=terms.warehouse_id, given=offer.warehouse_id)
    if terms.delivery_days is not None and offer.desired_date is not None:
        earliest = offer.on + timedelta(days=terms.delivery_days)
        if offer.desired_date < earliest:
            yield found("date-too-early", agreed=earliest, given=offer.desired_date)
    method = offer.delivery_method
    if method is not None and terms.delivery_methods and method not in terms.delivery_methods:
        yield found("delivery-method", agreed=_words(terms.delivery_methods), given=method)
    if terms.tare_return and offer.tare_return is False:
        yield found("tare-not-returned")


def differences(base: AgreementTerms, own: AgreementTerms) -> tuple[Deviation, ...]:
    """Return where an individual agreement departs from the standard one it refines.

    Validity and whether the customer sees it are no terms of trade: they may differ freely.
    """
    return (
        *_compared(COMMERCIAL, base, own, _COMMERCIAL),
        *_limits(base, own),
        *_compared(FINANCIAL, base, own, _FINANCIAL),
        *_stages(base, own),
        *_compared(LOGISTIC, base, own, _LOGISTIC),
    )


def departures(base: AgreementTerms | None, own: AgreementTerms) -> tuple[Deviation, ...]:
    """Return what has to be approved of an individual agreement before it is in force.

    Args:
        base: None: it refines nothing, so every kind of its terms is new.
    """
    if base is None:
        return tuple(Deviation(kind, "no-standard") for kind in ApprovalKind)
    return differences(base, own)


_COMMERCIAL = ("price_type_id", "discounts_allowed", "item_segment_id")
_FINANCIAL = (
    "currency",
    "payment_form",
    "calculation_order",
    "taxation",
    "company_id",
    "contract_id",
    "requires_contract",
)
_LOGISTIC = (
    "warehouse_id",
    "delivery_days",
    "delivery_methods",
    "tare_return",
    "tare_days",
)
"""Fields of `AgreementTerms` by the kind of their approval; the code is `differs-<field>`."""


def _compared(
    kind: ApprovalKind, base: AgreementTerms, own: AgreementTerms, fields: Sequence[str]
) -> Iterator[Deviation]:
    for name in fields:
        agreed, given = getattr(base, name), getattr(own, name)
        if agreed != given:
            if isinstance(agreed, frozenset):
                agreed, given = _words(agreed), _words(given)
            yield Deviation(
                kind,
                f"differs-{name.removesuffix('_id').replace('_', '-')}",
                {"agreed": agreed, "given": given},
            )


def _limits(base: AgreementTerms, own: AgreementTerms) -> Iterator[Deviation]:
    for group in sorted({*base.limits, *own.limits, 0}):
        agreed, given = base.limit(group), own.limit(group)
        for name in ("max_discount", "max_markup"):
            before, after = getattr(agreed, name), getattr(given, name)
            if before != after:
                of = "discount" if name == "max_discount" else "markup"
                general = "" if group else "-general"
                yield Deviation(
                    COMMERCIAL,
                    f"differs-{of}-limit{general}",
                    {"agreed": before, "given": after, "price_group": group},
                )


def _stages(base: AgreementTerms, own: AgreementTerms) -> Iterator[Deviation]:
    if base.stages == own.stages:
        return
    less = weaker(base.stages, own.stages)
    if less is None:
        yield Deviation(FINANCIAL, "differs-stages")
    else:
        facts = {"stage": less.kind, "days": less.days, "agreed": less.agreed}
        yield Deviation(FINANCIAL, "stages-weaker", {**facts, "given": less.offered})


def _differs(agreed: int, given: int) -> bool:
    """Tell whether something is agreed and something else is given."""
    return bool(agreed and given and agreed != given)


def _words(methods: Iterable[DeliveryMethod]) -> tuple[str, ...]:
    return tuple(method.value for method in DeliveryMethod if method in set(methods))
