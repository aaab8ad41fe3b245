"""What is searched of items: name, article, code, and the names of variants."""

from __future__ import annotations

from core.search.declaration import Owned, Searched

ITEMS_SEARCHED = Searched(
    "item",
    names=("name",),
    codes=("article", "code"),
    owned=(Owned("item_variant", "item_id", names=("name",)),),
)
