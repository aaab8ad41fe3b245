"""What is searched of partners: their names and codes, and those of their legal entities."""

from __future__ import annotations

from core.search.declaration import Owned, Searched

PARTNERS_SEARCHED = Searched(
    "partner",
    names=("name",),
    codes=("code",),
    owned=(Owned("legal_entity", "partner_id", names=("name", "full_name"), codes=("inn",)),),
)
