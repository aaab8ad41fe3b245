"""The lists of agreements and contracts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, column, func, table
from sqlalchemy.types import BigInteger, Text

from core.access.roles import Permission
from core.documents.listing import Column, Kind, document_listing, register_listing
from core.kernel.i18n import N_
from core.partners.models import LegalEntity, PartnerSegment
from core.terms.models import Agreement, Contract
from core.terms.statuses import AGREEMENT_KINDS
from core.terms.types import AGREEMENT, CONTRACT

_PRICE_TYPE = table("price_type", column("id", BigInteger), column("name", Text)).alias(
    "listed_price_type"
)
"""Price types are defined above this package; their name is all that the list needs."""


def _agreements(header: Select[Any]) -> Select[Any]:
    return header.outerjoin(PartnerSegment, PartnerSegment.id == Agreement.segment_id).outerjoin(
        _PRICE_TYPE, _PRICE_TYPE.c.id == Agreement.price_type_id
    )


def _contracts(header: Select[Any]) -> Select[Any]:
    return header.join(LegalEntity, LegalEntity.id == Contract.legal_entity_id)


AGREEMENTS = register_listing(
    document_listing(
        AGREEMENT,
        name="agreements",
        title=N_("Agreements"),
        extra=(
            Column("name", N_("Name"), Agreement.name, Kind.TEXT, 28, searchable=True),
            Column("kind", N_("Kind"), Agreement.kind, Kind.WORD, 14, titles=AGREEMENT_KINDS),
            Column("segment", N_("Segment"), PartnerSegment.name, Kind.TEXT, 20, searchable=True),
            Column("price_type", N_("Price type"), _PRICE_TYPE.c.name, Kind.TEXT, 16),
            Column("valid_from", N_("Valid from"), Agreement.valid_from, Kind.DATE, 10),
            Column("valid_until", N_("Valid until"), Agreement.valid_until, Kind.DATE, 10),
            Column("external", N_("Seen by customers"), Agreement.external, Kind.BOOL, 3),
        ),
        without=("posted",),
        source=_agreements,
    )
)

CONTRACTS = register_listing(
    document_listing(
        CONTRACT,
        name="contracts",
        title=N_("Contracts"),
        extra=(
            Column(
                "own_number",
                N_("Own number"),
                func.coalesce(func.nullif(Contract.own_number, ""), Contract.number_text),
                Kind.TEXT,
                14,
                searchable=True,
            ),
            Column("name", N_("Name"), Contract.name, Kind.TEXT, 24, searchable=True),
            Column(
                "legal_entity", N_("Counterparty"), LegalEntity.name, Kind.TEXT, 24, searchable=True
            ),
            Column("currency", N_("Currency"), Contract.currency, Kind.TEXT, 4),
            Column(
                "credit_limit",
                N_("Debt up to"),
                Contract.credit_limit_minor,
                Kind.MONEY,
                14,
                read=Permission.DEBT_READ,
            ),
            Column("valid_until", N_("Valid until"), Contract.valid_until, Kind.DATE, 10),
        ),
        without=("posted", "warehouse"),
        source=_contracts,
    )
)
