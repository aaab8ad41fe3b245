"""Keeping what searches look into: forgetting words, and making everything anew."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.search.declaration import Searched


def drop_unused_words(session: Session, of: Searched) -> None:
    """Forget the trigrams of words that no row has any more."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(
        text(
            f"DELETE FROM {of.table}_search_gram g WHERE NOT EXISTS"
            f" (SELECT 1 FROM {of.table}_search_word w WHERE w.word = g.word)"
        )
    )


def rebuild(session: Session, of: Searched) -> None:
    """Compute everything that is kept for searching from the rows, in this transaction.

    For when `klad verify` names differences: somebody switched the triggers off. Behind
    `klad db words`; whoever writes such rows waits until the transaction ends.
    """
    session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(text(f"LOCK TABLE {of.table} IN SHARE MODE"))
    for kept in ("text", "word", "gram"):
        session.execute(text(f"DELETE FROM {of.table}_search_{kept}"))
    session.execute(text(f"SELECT {of.table}_search_refresh(ARRAY(SELECT id FROM {of.table}))"))
