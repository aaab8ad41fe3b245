"""Names of the sales domain as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.access.roles import Permission
from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "cancel_reason": N_("reason of cancellation"),
    "company_tax": N_("taxation of the company"),
    "goods_receipt": N_("goods receipt"),
    "quotation": N_("quotation"),
    "quotation_line": N_("line of the quotation"),
    "reallocation": N_("reallocation"),
    "supplier_order": N_("supplier order"),
}

RIGHTS: Mapping[str, str] = {
    Permission.LINE_PRICE: N_("type prices into lines"),
    Permission.LINE_DISCOUNT: N_("give manual discounts"),
    Permission.RESERVE_MOVE: N_("move reserves between orders"),
    Permission.SUPPLY_READ: N_("see supplier orders"),
    Permission.SUPPLY_EDIT: N_("change supplier orders"),
    Permission.QUOTATION_READ: N_("see quotations"),
    Permission.QUOTATION_EDIT: N_("change quotations"),
    Permission.DEAL_READ: N_("see deals"),
    Permission.DEAL_EDIT: N_("change deals"),
    Permission.AGREEMENT_READ: N_("see agreements"),
    Permission.AGREEMENT_EDIT: N_("change agreements"),
    Permission.AGREEMENT_PROPOSE: N_("propose individual agreements"),
    Permission.TERMS_DEVIATE: N_("deviate from terms of sale"),
    Permission.SEGMENT_EDIT: N_("change segments"),
    Permission.APPROVAL_READ: N_("see approvals"),
    Permission.APPROVE_COMMERCIAL: N_("approve commercial terms"),
    Permission.APPROVE_FINANCIAL: N_("approve financial terms"),
    Permission.APPROVE_LOGISTIC: N_("approve logistic terms"),
    Permission.DISCOUNT_READ: N_("see discounts"),
    Permission.DISCOUNT_EDIT: N_("change discounts"),
    Permission.LOYALTY_READ: N_("see loyalty cards"),
    Permission.LOYALTY_EDIT: N_("change loyalty cards"),
    Permission.PAYMENT_READ: N_("see payments"),
    Permission.PAYMENT_EDIT: N_("change payments"),
    Permission.DEBT_READ: N_("see debts"),
    Permission.PRICE_APPROVE: N_("put prices into force"),
    Permission.PRICE_QUERY: N_("write queries for prices"),
    Permission.JOB_RUN: N_("run background work"),
}

COLUMNS: Mapping[str, str] = {
    "agreement_id": N_("Agreement"),
    "card_id": N_("Loyalty card"),
    "chosen_discounts": N_("Chosen discounts"),
    "contract_id": N_("Contract"),
    "discount_minor": N_("Discount"),
    "manual_percent": N_("Discount by hand"),
    "payment_form": N_("Form of payment"),
    "price_typed": N_("Price typed"),
    "stages_typed": N_("Stages typed"),
    "cancel_reason_id": N_("Reason"),
    "claimed": N_("Promised"),
    "counted": N_("Of it expected"),
    "expected": N_("Expected"),
    "expected_on": N_("Expected on"),
    "first_id": N_("First version"),
    "for_order_id": N_("For order"),
    "former_id": N_("Former version"),
    "from_kind": N_("From whom"),
    "from_line_no": N_("From line"),
    "from_order_id": N_("From order"),
    "instead": N_("Instead"),
    "instead_source_line_id": N_("Claims instead"),
    "one_date": N_("On one day"),
    "operation": N_("Operation"),
    "reserve_early": N_("Reserves early"),
    "source_line_id": N_("Receipt"),
    "strategy": N_("Use of orders"),
    "to_kind": N_("To whom"),
    "to_line_no": N_("To line"),
    "to_order_id": N_("To order"),
}
