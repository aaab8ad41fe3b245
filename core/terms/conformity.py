"""What others have to approve of an order or quotation before its author may go on."""

from __future__ import annotations

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.statuses import ApprovalKind, Reason
from core.terms.conformity_rules import Offer, deviations, reasons_of
from core.terms.rules import AgreementTerms


def needs_approval(
    actor: Actor, terms: AgreementTerms, offer: Offer
) -> dict[ApprovalKind, tuple[Reason, ...]]:
    """Return what `ask_approval` has to be given: every deviation, by the kind of its approval.

    Nothing where the offer conforms, and nothing for whoever may deviate by right (domain §3.8).
    """
    if actor.may(Permission.TERMS_DEVIATE):
        return {}
    return reasons_of(deviations(terms, offer))
