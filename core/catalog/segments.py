"""Segments of items (Сегменты номенклатуры)."""

from __future__ import annotations

from core.catalog.books import ITEM
from core.catalog.models import ItemSegment, ItemSegmentMember
from core.documents.segment_books import declare_segments
from core.kernel.i18n import N_

ITEM_SEGMENTS = declare_segments(
    ITEM, ItemSegment, ItemSegmentMember, "item_id", N_("Item segments")
)
