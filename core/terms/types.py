"""Agreements and contracts as document types."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.terms.models import Agreement, AgreementLimit, AgreementStage, Contract
from core.terms.statuses import (
    AGREEMENT_STATUSES,
    AGREEMENT_TRANSITIONS,
    CONTRACT_STATUSES,
    CONTRACT_TRANSITIONS,
    AgreementStatus,
    ContractStatus,
)

FIELDS = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "segment_id": N_("Segment"),
    "base_id": N_("Refines"),
    "price_type_id": N_("Price type"),
    "discounts_allowed": N_("Discounts"),
    "max_discount": N_("Max. discount"),
    "max_markup": N_("Max. markup"),
    "currency": N_("Currency"),
    "payment_form": N_("Form of payment"),
    "schedule_id": N_("Payment schedule"),
    "calculation_order": N_("Settlements"),
    "taxation": N_("Taxation"),
    "contract_id": N_("Contract"),
    "requires_contract": N_("Contract required"),
    "delivery_days": N_("Days to deliver"),
    "delivery_methods": N_("Delivery"),
    "item_segment_id": N_("Only items of"),
    "tare_return": N_("Tare comes back"),
    "tare_days": N_("Tare, days"),
    "external": N_("Seen by customers"),
    "valid_from": N_("Valid from"),
    "valid_until": N_("Valid until"),
}
"""Field of an agreement → msgid."""

AGREEMENT = register(
    DocumentType(
        name="agreement",
        model=Agreement,
        statuses=AgreementStatus,
        initial=AgreementStatus.NOT_AGREED,
        transitions=AGREEMENT_TRANSITIONS,
        title=N_("Agreement with customers"),
        status_titles=AGREEMENT_STATUSES,
        prefix="СГ",
        read=Permission.AGREEMENT_READ,
        edit=Permission.AGREEMENT_EDIT,
        post=Permission.AGREEMENT_EDIT,
        numbered_by_company=False,
        line_models=(AgreementStage, AgreementLimit),
        field_titles=FIELDS,
    )
)
"""Соглашение с клиентом. Individual ones are edited by `AGREEMENT_PROPOSE` too."""

CONTRACT = register(
    DocumentType(
        name="contract",
        model=Contract,
        statuses=ContractStatus,
        initial=ContractStatus.NOT_AGREED,
        transitions=CONTRACT_TRANSITIONS,
        title=N_("Contract"),
        status_titles=CONTRACT_STATUSES,
        prefix="ДГ",
        read=Permission.AGREEMENT_READ,
        edit=Permission.AGREEMENT_EDIT,
        post=Permission.AGREEMENT_EDIT,
        field_titles={
            "name": N_("Name"),
            "own_number": N_("Own number"),
            "own_date": N_("Dated"),
            "legal_entity_id": N_("Counterparty"),
            "calculation_order": N_("Settlements"),
            "currency": N_("Currency"),
            "rate_variant": N_("Rate"),
            "rate": N_("Fixed rate"),
            "credit_limit_minor": N_("Debt up to"),
            "forbid_overdue": N_("No shipping if overdue"),
            "sum_minor": N_("Fixed sum"),
            "schedule_id": N_("Payment schedule"),
            "valid_from": N_("Valid from"),
            "valid_until": N_("Valid until"),
        },
    )
)
"""Договор."""
