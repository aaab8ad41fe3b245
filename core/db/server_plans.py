"""How the server plans statements that it has prepared."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def plan_by_values(session: Session) -> None:
    """Have statements of this transaction planned for the values they are asked with.

    For reads whose work depends on how long a given list is. After some rounds the server plans a
    prepared statement once for all values, and takes every list for ten long: joins that suit ten
    lines of a day are a hundred times too slow for a thousand. Planning costs a millisecond or two
    a statement, so short ones do without.
    """
    session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
