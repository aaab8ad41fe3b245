"""Errors of terms, segments and settings; what a departure from the terms is called."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

_STAGES: dict[str, ErrorText] = {
    "stages-percent": ErrorText(
        N_("A payment stage is of nothing"),
        N_("Line {line}: a stage is more than 0 and at most 100 % of the document."),
        N_("Correct the percentage, or remove the line."),
        short=N_("Stage {line}: percent"),
    ),
    "stages-shift": ErrorText(
        N_("The days of a payment stage make no sense"),
        N_("Line {line}: 0 to {most} days are possible."),
        N_("Correct the days."),
        short=N_("Stage {line}: days"),
    ),
    "stages-sum": ErrorText(
        N_("Payment stages do not come to 100 %"),
        N_("Together they are {percent:percent}."),
        N_("Correct the percentages until they are 100 %."),
        short=N_("Sum: {percent:percent}"),
    ),
    "stages-order": ErrorText(
        N_("Payment stages are out of order"),
        N_("Line {line} comes too late: advances first, then prepayments, then credits."),
        N_("Put the stages in the order in which they are paid."),
        short=N_("Stage {line}: order"),
    ),
    "stages-mode": ErrorText(
        N_("Such stages are not used here"),
        N_("Line {line}: the settings allow one prepayment and one credit."),
        N_("Leave those two, or ask the administrator for other stages."),
        short=N_("Stage {line}: kind"),
    ),
    "schedules-not-used": ErrorText(
        N_("Payment schedules are not used here"),
        "",
        N_("Type the stages, or ask the administrator to switch schedules on."),
        short=N_("No schedules here"),
    ),
}

_AGREEMENTS: dict[str, ErrorText] = {
    "agreement-kind-not-used": ErrorText(
        N_("Such agreements are not used here"),
        N_("{kind}: the settings of the company leave them out."),
        N_("Make one of the other kind, or ask the administrator to switch them on."),
        short=N_("Not used here"),
    ),
    "agreement-incomplete": ErrorText(
        N_("Not everything is filled in"),
        N_("{document} {what}: it cannot be left empty."),
        N_("Fill it in and save again."),
        short=N_("Missing: {what}"),
    ),
    "not-a-standard": ErrorText(
        N_("This is not a standard agreement"),
        N_("{document} is an individual one; nothing refines it."),
        N_("Choose a standard agreement."),
        short=N_("Not a standard"),
    ),
    "approval-needed": ErrorText(
        N_("It departs from the standard"),
        N_("{document}: departures that others have to approve: {count}."),
        N_("Send it to approval; the tab of differences names them."),
        Severity.WARN,
        N_("Approval needed"),
    ),
    "agreement-closed": ErrorText(
        N_("The agreement has ended"),
        N_("{document} is not edited any more."),
        N_("Take it back to agreeing if it must change, or copy it."),
        short=N_("Agreement has ended"),
    ),
    "contract-closed": ErrorText(
        N_("The contract is closed"),
        N_("{document} is not edited any more."),
        N_("Open it again if it must change."),
        short=N_("Contract is closed"),
    ),
    "contract-fixed": ErrorText(
        N_("This is fixed: the contract is in force"),
        N_("{document}, {what}: settlements rest upon it."),
        N_("Close this contract and make another one."),
        short=N_("Fixed: {what}"),
    ),
    "foreign-legal-entity": ErrorText(
        N_("The counterparty is another partner's"),
        N_("{document} A contract is with one of the partner's own counterparties."),
        N_("Pick the counterparty again, after the partner."),
        short=N_("Another's entity"),
    ),
    "rate-missing": ErrorText(
        N_("The rate is missing"),
        N_("It is fixed in the contract, so one {currency} needs a rate in roubles above zero."),
        N_("Type the rate, or choose another way of fixing it."),
        short=N_("Rate is missing"),
    ),
}

_SEGMENTS: dict[str, ErrorText] = {
    "empty-rule": ErrorText(
        N_("The rule says nothing"),
        N_("Everybody would belong to the segment."),
        N_("Give search words or a condition, or list the members by hand."),
        short=N_("The rule is empty"),
    ),
    "segment-by-rule": ErrorText(
        N_("Members follow from the rule"),
        N_("“{segment}” is a segment by rule."),
        N_("Change the rule, or make it a segment listed by hand first."),
        short=N_("Members by rule"),
    ),
}

TEXTS = {**_STAGES, **_AGREEMENTS, **_SEGMENTS}

_DEVIATIONS: Mapping[str, str] = {
    "agreement-not-in-force": N_("The agreement is not in force."),
    "outside-segment": N_("The customer is not one of “{segment}”, whom the agreement is for."),
    "outside-validity": N_("On {on} the agreement does not hold: it is valid {since} – {until}."),
    "other-price-type": N_("Price type “{given}”; agreed is “{agreed}”."),
    "line-price-type": N_("Line {line}, {item}: price type “{given}”; agreed is “{agreed}”."),
    "item-outside": N_("Line {line}, {item}: not one of “{segment}”."),
    "price-below": N_("Line {line}, {item}: price {given:money}; agreed is {agreed:money}."),
    "discount-over": N_(
        "Line {line}, {item}: discount by hand {given:percent}; allowed up to {agreed:percent}."
    ),
    "markup-over": N_(
        "Line {line}, {item}: markup by hand {given:percent}; allowed up to {agreed:percent}."
    ),
    "payment-form": N_("Form of payment: {given}; agreed is {agreed}."),
    "stages-weaker": N_(
        "Paid later: “{stage}”, days {days}: {given:percent} instead of {agreed:percent}."
    ),
    "currency": N_("Currency {given}; agreed is {agreed}."),
    "taxation": N_("Taxation: {given}; agreed is {agreed}."),
    "company": N_("Company “{given}”; agreed is “{agreed}”."),
    "contract": N_("Contract {given}; agreed is {agreed}."),
    "contract-missing": N_("No contract is named, and the agreement requires one."),
    "contract-not-in-force": N_("Contract {given} is not in force."),
    "contract-company": N_("Company “{given}”; the contract is with “{agreed}”."),
    "warehouse": N_("Warehouse “{given}”; agreed is “{agreed}”."),
    "date-too-early": N_("Wanted on {given}; by the agreed term not before {agreed}."),
    "delivery-method": N_("Delivery: {given}; agreed is {agreed}."),
    "tare-not-returned": N_("Tare does not come back, as was agreed."),
}

_DIFFERENCES: Mapping[str, str] = {
    "no-standard": N_("It refines no standard agreement: all its terms are new."),
    "differs-price-type": N_("Price type: “{given}”; in the standard “{agreed}”."),
    "differs-discounts-allowed": N_("Discounts: {given}; in the standard {agreed}."),
    "differs-item-segment": N_("Only items of: “{given}”; in the standard “{agreed}”."),
    "differs-discount-limit": N_(
        "Discount by hand, {price_group}: {given:percent}; in the standard {agreed:percent}."
    ),
    "differs-discount-limit-general": N_(
        "Discount by hand: {given:percent}; in the standard {agreed:percent}."
    ),
    "differs-markup-limit": N_(
        "Markup by hand, {price_group}: {given:percent}; in the standard {agreed:percent}."
    ),
    "differs-markup-limit-general": N_(
        "Markup by hand: {given:percent}; in the standard {agreed:percent}."
    ),
    "differs-currency": N_("Currency: {given}; in the standard {agreed}."),
    "differs-payment-form": N_("Form of payment: {given}; in the standard {agreed}."),
    "differs-calculation-order": N_("Settlements: {given}; in the standard {agreed}."),
    "differs-taxation": N_("Taxation: {given}; in the standard {agreed}."),
    "differs-company": N_("Company: “{given}”; in the standard “{agreed}”."),
    "differs-contract": N_("Contract: {given}; in the standard {agreed}."),
    "differs-requires-contract": N_("Contract required: {given}; in the standard {agreed}."),
    "differs-stages": N_("Payment stages differ, nowhere to our loss."),
    "differs-warehouse": N_("Warehouse: “{given}”; in the standard “{agreed}”."),
    "differs-delivery-days": N_("Days to deliver: {given}; in the standard {agreed}."),
    "differs-delivery-methods": N_("Delivery: {given}; in the standard {agreed}."),
    "differs-tare-return": N_("Tare comes back: {given}; in the standard {agreed}."),
    "differs-tare-days": N_("Tare, days: {given}; in the standard {agreed}."),
}

REASONS = {**_DEVIATIONS, **_DIFFERENCES}
"""Code of a departure → what an approver reads; see `tui.flows.desk.reasons` for the places."""
