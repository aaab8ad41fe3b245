"""The form of partners: with their agreements, contracts and segments beside them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.reference import book
from core.documents.segments import segments_of
from core.kernel.i18n import N_
from core.terms.partner_queries import (
    PartnerAgreement,
    PartnerContract,
    partner_agreements,
    partner_contracts,
)
from core.terms.statuses import AGREEMENT_KINDS, AGREEMENT_STATUSES, CONTRACT_STATUSES
from tui.flows.desk.books import BookForm
from tui.flows.desk.naming import names_of
from tui.flows.desk.shapes import OPENS, Card, Field, FieldKind, Lines

AGREEMENTS = Lines(
    "agreements",
    N_("Agreed terms"),
    (
        Field("number", N_("Number"), width=10),
        Field("name", N_("Name"), width=28),
        Field("kind", N_("Kind"), FieldKind.CHOICE, choices=AGREEMENT_KINDS, width=14),
        Field("status", N_("Status"), FieldKind.CHOICE, choices=AGREEMENT_STATUSES, width=14),
        Field("valid_until", N_("Valid until"), FieldKind.DATE, width=10),
    ),
)
CONTRACTS = Lines(
    "contracts",
    N_("Contracts"),
    (
        Field("own_number", N_("Own number"), width=14),
        Field("company", N_("Company"), width=20),
        Field("legal_entity", N_("Counterparty"), width=24),
        Field("status", N_("Status"), FieldKind.CHOICE, choices=CONTRACT_STATUSES, width=14),
        Field("valid_until", N_("Valid until"), FieldKind.DATE, width=10),
    ),
)
SEGMENTS = Lines("segments", N_("Segments"), (Field("name", N_("Segment"), width=40),))


class PartnerForm(BookForm):
    """Партнёр."""

    def __init__(self) -> None:
        super().__init__(book("partner"))
        self.tables = (*self.tables, AGREEMENTS, CONTRACTS, SEGMENTS)

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the partner with what is agreed with him; Enter on a line opens it."""
        card = super().open(session, actor, key)
        segments = sorted(segments_of(session, "partner_segment", key))
        names = names_of(session, [("partner_segment", one) for one in segments])
        return (
            card.with_lines(
                AGREEMENTS.name,
                [_opening(AGREEMENTS.name, one) for one in partner_agreements(session, actor, key)],
            )
            .with_lines(
                CONTRACTS.name,
                [_opening(CONTRACTS.name, one) for one in partner_contracts(session, actor, key)],
            )
            .with_lines(
                SEGMENTS.name,
                [
                    {
                        "name": names.get(("partner_segment", one), ""),
                        OPENS: ("partner_segments", one),
                    }
                    for one in segments
                ],
            )
        )


def _opening(form: str, row: PartnerAgreement | PartnerContract) -> dict[str, Any]:
    """Return a row as a line that opens its own card."""
    return {**asdict(row), OPENS: (form, row.id)}
