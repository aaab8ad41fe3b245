"""Segments of partners (Сегменты партнёров)."""

from __future__ import annotations

from core.documents.segment_books import declare_segments
from core.kernel.i18n import N_
from core.partners.books import PARTNER
from core.partners.models import PartnerSegment, PartnerSegmentMember

PARTNER_SEGMENTS = declare_segments(
    PARTNER, PartnerSegment, PartnerSegmentMember, "partner_id", N_("Partner segments")
)
