"""What an agreement and a contract say, as frozen values: rules and screens work on these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.partners.calculation import CalculationOrder
from core.terms.statuses import (
    AgreementKind,
    AgreementStatus,
    ContractStatus,
    DeliveryMethod,
    PaymentForm,
    RateVariant,
    StageKind,
    Taxation,
)

WHOLE = 10_000
"""100 % in hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class ScheduleStage:
    """One stage of a payment schedule."""

    kind: StageKind
    percent: int
    """Of the document, in hundredths of a percent; more than 0."""
    shift_days: int = 0
    """Calendar days: of a credit from shipping, of the others from the order."""
    payment_form: PaymentForm = PaymentForm.ANY


NO_SCHEDULE = (ScheduleStage(StageKind.CREDIT, WHOLE),)
"""What is paid when nothing is agreed: all of it when shipped (domain §3.7)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a manager may go by hand, in hundredths of a percent; None: as far as he likes."""

    max_discount: int | None = None
    max_markup: int | None = None


UNLIMITED = Limit()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementTerms:
    """What is agreed with a customer. 0, None and empty mean that nothing is said of it."""

    id: int = 0
    name: str = ""
    kind: AgreementKind = AgreementKind.STANDARD
    status: AgreementStatus = AgreementStatus.NOT_AGREED
    partner_id: int = 0
    """0 for a standard one."""
    segment_id: int = 0
    """Of a standard one: the customers it is for; 0: everybody."""
    price_type_id: int = 0
    """0: prices are typed by hand."""
    discounts_allowed: bool = True
    """Whether automatic discounts apply."""
    limits: Mapping[int, Limit] = field(default_factory=dict)
    """Price group id → manual discounts and markups of its items; 0: of all other items."""
    currency: str = "RUB"
    payment_form: PaymentForm = PaymentForm.ANY
    schedule_id: int = 0
    """The template its stages come from; 0: they are its own."""
    stages: tuple[ScheduleStage, ...] = NO_SCHEDULE
    """Never empty: see `NO_SCHEDULE`."""
    calculation_order: CalculationOrder = CalculationOrder.BY_ORDER
    """Where no contract says otherwise."""
    taxation: Taxation = Taxation.BY_COMPANY
    company_id: int = 0
    contract_id: int = 0
    requires_contract: bool = False
    warehouse_id: int = 0
    delivery_days: int | None = None
    """Calendar days from order to shipping; None: nothing is promised."""
    delivery_methods: frozenset[DeliveryMethod] = frozenset()
    """Empty: any."""
    item_segment_id: int = 0
    """Only these items are sold under it; 0: all."""
    tare_return: bool = False
    """Whether returnable packaging comes back."""
    tare_days: int = 0
    """Calendar days within which it comes back; 0: no term."""
    external: bool = False
    """Whether the customer himself may choose it (Доступно внешним пользователям)."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day."""

    @property
    def payment_forms(self) -> frozenset[PaymentForm]:
        """The forms that may be used; empty: any."""
        if self.payment_form is PaymentForm.ANY:
            return frozenset()
        return frozenset({self.payment_form})

    def limit(self, price_group_id: int) -> Limit:
        """Return the limit of a price group: its own, or that of all others."""
        return self.limits.get(price_group_id) or self.limits.get(0) or UNLIMITED

    def holds_on(self, on: date) -> bool:
        """Tell whether *on* lies within its validity."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """What a contract between a company and a counterparty says."""

    id: int
    number: str
    """Its own, as written on it."""
    status: ContractStatus
    company_id: int
    partner_id: int
    legal_entity_id: int
    calculation_order: CalculationOrder
    currency: str
    rate_variant: RateVariant = RateVariant.FLOATING
    rate: Decimal | None = None
    """Roubles for one unit of the currency; for a fixed rate only."""
    credit_limit: int | None = None
    """Minor units of its currency: shipping beyond this debt is forbidden to everybody; None: no
    limit (domain §3.2)."""
    forbid_overdue: bool = False
    """Whether overdue debt forbids shipping, to everybody."""
    sum_minor: int | None = None
    """The fixed sum of the contract; None: none."""
    stages: tuple[ScheduleStage, ...] = ()
    """Its own payment schedule; empty: orders and invoices say."""
    valid_from: date | None = None
    valid_until: date | None = None
