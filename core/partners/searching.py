"""What is searched of partners: names, addresses, telephones, and their legal entities."""

from __future__ import annotations

from core.search.declaration import Owned, Searched

PARTNERS_SEARCHED = Searched(
    "partner",
    names=("name", "delivery_address"),
    codes=("code", "phone"),
    owned=(Owned("legal_entity", "partner_id", names=("name", "full_name"), codes=("inn",)),),
)
