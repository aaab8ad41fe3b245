"""Finding an address again however it was typed."""

from __future__ import annotations

import re

_APART = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Return an address without case, punctuation and double spaces, "ё" as "е"."""
    return _APART.sub(" ", text.casefold().replace("ё", "е")).strip()
