"""What `klad verify` recomputes of prices: what documents registered, costs, no circles."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification
from core.pricing.errors import PriceCycle
from core.pricing.rulebook import load_rules

_DOCUMENTS = text(
    """
WITH said AS (
  SELECT l.document_id, l.price_type_id, l.item_id, l.variant_id, d.date AS since, l.price_minor
  FROM price_document_line l
  JOIN price_document p ON p.document_id = l.document_id AND p.origin <> 'recalculation'
  JOIN document d ON d.id = l.document_id AND d.posted
  JOIN price_type t ON t.id = l.price_type_id AND NOT t.auxiliary
  WHERE l.price_minor IS NOT NULL
), kept AS (
  SELECT i.document_id, i.price_type_id, i.item_id, i.variant_id, i.since, i.price_minor
  FROM item_price i
  JOIN document d ON d.id = i.document_id
  LEFT JOIN price_document p ON p.document_id = i.document_id
  WHERE NOT (d.posted AND p.origin IS NOT DISTINCT FROM 'recalculation')
)
SELECT d.number_text, price_type_id, item_id, variant_id, kept.price_minor, said.price_minor
FROM said FULL JOIN kept USING (document_id, price_type_id, item_id, variant_id, since)
JOIN document d ON d.id = document_id
WHERE said.price_minor IS DISTINCT FROM kept.price_minor
ORDER BY document_id, price_type_id, item_id, variant_id
"""
)

_OPENINGS = text(
    """
WITH said AS (
  SELECT l.document_id, l.item_id, l.variant_id, sum(l.quantity)::bigint AS quantity
  FROM stock_entry_line l JOIN document d ON d.id = l.document_id AND d.posted
  WHERE l.price_minor IS NOT NULL GROUP BY 1, 2, 3
), kept AS (
  SELECT s.document_id, s.item_id, s.variant_id, s.quantity
  FROM source_price s JOIN stock_entry e ON e.document_id = s.document_id
  WHERE s.kind = 'opening'
)
SELECT d.number_text, item_id, variant_id, kept.quantity, said.quantity
FROM said FULL JOIN kept USING (document_id, item_id, variant_id)
JOIN document d ON d.id = document_id
WHERE said.quantity IS DISTINCT FROM kept.quantity
ORDER BY document_id, item_id, variant_id
"""
)


@verification("prices of documents")
def prices_of_documents(session: Session) -> Iterable[Difference]:
    """What agreed price documents say is registered, and nothing else in their name."""
    for number, price_type, item, variant, kept, said in session.execute(_DOCUMENTS):
        yield Difference(
            "prices of documents",
            {
                "document": number,
                "price_type_id": price_type,
                "item_id": item,
                "variant_id": variant,
            },
            {"price_minor": kept},
            {"price_minor": said},
        )


@verification("opening prices")
def opening_prices(session: Session) -> Iterable[Difference]:
    """What stock entries say goods were worth stands among the source prices."""
    for number, item, variant, kept, said in session.execute(_OPENINGS):
        yield Difference(
            "opening prices",
            {"document": number, "item_id": item, "variant_id": variant},
            {"quantity": kept},
            {"quantity": said},
        )


@verification("price types")
def price_types(session: Session) -> Iterable[Difference]:
    """No price type is computed from itself."""
    try:
        load_rules(session).require_no_circle()
    except PriceCycle as circle:
        yield Difference("price types", {"path": circle.facts["path"]}, "circle", "order")
