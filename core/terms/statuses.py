"""The words of terms: statuses set by people, and what may be agreed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from core.kernel.i18n import N_
from core.kernel.states import Transitions


class AgreementKind(StrEnum):
    """For whom an agreement is (domain §3.1)."""

    STANDARD = "standard"
    """Типовое: for a segment of partners, or for everybody."""
    INDIVIDUAL = "individual"
    """Индивидуальное: for one partner; may refine a standard one."""


class AgreementStatus(StrEnum):
    """Set by a person, or by the last yes of an approval."""

    NOT_AGREED = "not_agreed"
    """Не согласовано: edited freely."""
    IN_FORCE = "in_force"
    """Действует: orders are made under it."""
    CLOSED = "closed"
    """Закрыто."""


class ContractStatus(StrEnum):
    """Set by a person."""

    NOT_AGREED = "not_agreed"
    """Не согласован."""
    IN_FORCE = "in_force"
    """Действует."""
    CLOSED = "closed"
    """Закрыт."""


class AgreementUse(StrEnum):
    """Which agreements a company works with."""

    BOTH = "both"
    STANDARD = "standard"
    INDIVIDUAL = "individual"
    NONE = "none"
    """Agreements are not used: terms are typed into each order."""


class StageMode(StrEnum):
    """How payment stages are set (domain §3.7)."""

    TEMPLATES = "templates"
    """From schedules, or any number by hand."""
    ARBITRARY = "arbitrary"
    """Any number by hand; no schedules."""
    TWO = "two"
    """Предоплата и/или кредит: at most one of each, nothing else."""


class StageKind(StrEnum):
    """What a payment stage gates."""

    ADVANCE = "advance"
    """Аванс (до обеспечения): blocks supply until it is paid."""
    PREPAYMENT = "prepayment"
    """Предоплата (до отгрузки): blocks shipping."""
    CREDIT = "credit"
    """Кредит (после отгрузки): overdue after its day."""


class PaymentForm(StrEnum):
    """How it is paid."""

    ANY = "any"
    CASH = "cash"
    CASHLESS = "cashless"
    CARD = "card"
    OFFSET = "offset"
    """Взаимозачёт."""


class DeliveryMethod(StrEnum):
    """How goods get to whom they are for (Способ доставки, domain §2.1)."""

    PICKUP = "pickup"
    """Самовывоз."""
    OWN_TO_CLIENT = "own_to_client"
    """Наша транспортная служба до клиента."""
    OWN_TO_CARRIER = "own_to_carrier"
    """Наша транспортная служба до перевозчика."""
    CARRIER = "carrier"
    """Перевозчик с нашего склада."""
    CARRIER_POINT = "carrier_point"
    """Перевозчик до пункта передачи."""
    COURIER = "courier"
    """Наш курьер до клиента."""
    SERVICE_DECIDES = "service_decides"
    """На усмотрение транспортной службы."""
    SUPPLIER_BRINGS = "supplier_brings"
    """Силами поставщика или перевозчика до нашего склада."""
    FETCH = "fetch"
    """Нашими силами с адреса отправителя."""
    ERRAND = "errand"
    """Поручение экспедитору."""


OUTBOUND_METHODS = (
    DeliveryMethod.PICKUP,
    DeliveryMethod.OWN_TO_CLIENT,
    DeliveryMethod.OWN_TO_CARRIER,
    DeliveryMethod.CARRIER,
    DeliveryMethod.CARRIER_POINT,
    DeliveryMethod.COURIER,
    DeliveryMethod.SERVICE_DECIDES,
)
"""Those a sale may agree on."""


class Taxation(StrEnum):
    """How VAT is treated in sales under the terms."""

    BY_COMPANY = "by_company"
    """As the company is taxed on the day."""
    TAXED = "taxed"
    """Продажа облагается НДС."""
    NOT_TAXED = "not_taxed"
    """Продажа не облагается НДС."""
    EXPORT = "export"
    """0 %."""


class RateVariant(StrEnum):
    """Which rate turns a contract's currency into roubles (domain §3.2)."""

    FLOATING = "floating"
    """That of each payment and shipment."""
    ON_SHIPMENT = "on_shipment"
    """Fixed on the day of shipment."""
    FIXED = "fixed"
    """Written in the contract."""


AGREEMENT_TRANSITIONS: Transitions[AgreementStatus] = Transitions(
    "agreement",
    {
        AgreementStatus.NOT_AGREED: (AgreementStatus.IN_FORCE, AgreementStatus.CLOSED),
        AgreementStatus.IN_FORCE: (AgreementStatus.NOT_AGREED, AgreementStatus.CLOSED),
        AgreementStatus.CLOSED: (AgreementStatus.NOT_AGREED,),
    },
)
"""A closed agreement may be agreed on anew; one that nobody wanted is closed as it is."""

CONTRACT_TRANSITIONS: Transitions[ContractStatus] = Transitions(
    "contract",
    {
        ContractStatus.NOT_AGREED: (ContractStatus.IN_FORCE, ContractStatus.CLOSED),
        ContractStatus.IN_FORCE: (ContractStatus.CLOSED,),
        ContractStatus.CLOSED: (ContractStatus.IN_FORCE,),
    },
)
"""A contract closed by mistake, or one that still has debts to settle, opens again."""

AGREEMENT_KINDS: Mapping[AgreementKind, str] = MappingProxyType(
    {AgreementKind.STANDARD: N_("Standard terms"), AgreementKind.INDIVIDUAL: N_("Individual terms")}
)
AGREEMENT_STATUSES: Mapping[AgreementStatus, str] = MappingProxyType(
    {
        AgreementStatus.NOT_AGREED: N_("Not agreed"),
        AgreementStatus.IN_FORCE: N_("In force"),
        AgreementStatus.CLOSED: N_("Ended"),
    }
)
CONTRACT_STATUSES: Mapping[ContractStatus, str] = MappingProxyType(
    {
        ContractStatus.NOT_AGREED: N_("Not agreed yet"),
        ContractStatus.IN_FORCE: N_("In force"),
        ContractStatus.CLOSED: N_("Closed"),
    }
)
STAGE_KINDS: Mapping[StageKind, str] = MappingProxyType(
    {
        StageKind.ADVANCE: N_("Advance, before supply"),
        StageKind.PREPAYMENT: N_("Prepayment, before shipping"),
        StageKind.CREDIT: N_("Credit, after shipping"),
    }
)
PAYMENT_FORMS: Mapping[PaymentForm, str] = MappingProxyType(
    {
        PaymentForm.ANY: N_("any form"),
        PaymentForm.CASH: N_("cash"),
        PaymentForm.CASHLESS: N_("cashless"),
        PaymentForm.CARD: N_("by card"),
        PaymentForm.OFFSET: N_("offset"),
    }
)
DELIVERY_METHODS: Mapping[DeliveryMethod, str] = MappingProxyType(
    {
        DeliveryMethod.PICKUP: N_("Customer collects"),
        DeliveryMethod.OWN_TO_CLIENT: N_("Our transport to the customer"),
        DeliveryMethod.OWN_TO_CARRIER: N_("Our transport to the carrier"),
        DeliveryMethod.CARRIER: N_("Carrier from our warehouse"),
        DeliveryMethod.CARRIER_POINT: N_("Carrier to a transfer point"),
        DeliveryMethod.COURIER: N_("Our courier"),
        DeliveryMethod.SERVICE_DECIDES: N_("As the delivery service decides"),
    }
)
TAXATIONS: Mapping[Taxation, str] = MappingProxyType(
    {
        Taxation.BY_COMPANY: N_("as the company"),
        Taxation.TAXED: N_("with VAT"),
        Taxation.NOT_TAXED: N_("without VAT"),
        Taxation.EXPORT: N_("export, 0 %"),
    }
)
RATE_VARIANTS: Mapping[RateVariant, str] = MappingProxyType(
    {
        RateVariant.FLOATING: N_("floating"),
        RateVariant.ON_SHIPMENT: N_("of the day of shipment"),
        RateVariant.FIXED: N_("fixed in the contract"),
    }
)
