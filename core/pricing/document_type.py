"""Price documents as a document type: statuses, rights, what they register."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.followers import Follower, follow
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.kernel.states import Transitions
from core.pricing.document_models import PriceDocument, PriceDocumentLine, PriceDocumentType
from core.pricing.kinds import DocumentOrigin, PriceDocumentStatus
from core.pricing.registering import forget_document, register_document
from core.pricing.words import DOCUMENT_STATUSES

PRICE_DOCUMENT = register(
    DocumentType(
        name="price_document",
        model=PriceDocument,
        statuses=PriceDocumentStatus,
        initial=PriceDocumentStatus.NOT_AGREED,
        transitions=Transitions(
            "price_document",
            {
                PriceDocumentStatus.NOT_AGREED: (PriceDocumentStatus.AGREED,),
                PriceDocumentStatus.AGREED: (PriceDocumentStatus.NOT_AGREED,),
            },
        ),
        title=N_("Price document"),
        status_titles=DOCUMENT_STATUSES,
        prefix="УЦ",
        read=Permission.PRICE_READ,
        edit=Permission.PRICE_EDIT,
        post=Permission.PRICE_APPROVE,
        numbered_by_company=False,
        line_models=(PriceDocumentLine, PriceDocumentType),
        field_titles={
            "price_type_id": N_("Price type"),
            "price_minor": N_("Price"),
            "item_id": N_("Item"),
            "variant_id": N_("Variant"),
            "origin": N_("Made by"),
        },
        steps={
            PriceDocumentStatus.AGREED: Permission.PRICE_APPROVE,
            PriceDocumentStatus.NOT_AGREED: Permission.PRICE_APPROVE,
        },
    )
)
"""Установка цен."""


def _posted(session: Session, document: PriceDocument) -> None:
    if document.origin is not DocumentOrigin.RECALCULATION:
        register_document(session, document.id, document.date)


def _unposted(session: Session, document: PriceDocument) -> None:
    forget_document(session, document.id)


follow("price_document", Follower("prices", _posted, _unposted))
