"""`klad verify` is clean on the demo company and names what somebody broke by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core import ledger
from core.db.engine import Database
from core.db.unit_of_work import transaction


def test_the_demo_company_is_clean(demo_database: Database) -> None:
    with transaction(demo_database.sessions) as session:
        assert ledger.verify(session) == []


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (
            (
                "UPDATE in_cells_balance SET quantity = quantity + 1000"
                " WHERE ctid = (SELECT min(ctid) FROM in_cells_balance)"
            ),
            "goods in cells against goods on hand",
        ),
        (
            (
                "UPDATE free_stock_balance SET on_hand = on_hand + 1000"
                " WHERE ctid = (SELECT min(ctid) FROM free_stock_balance)"
            ),
            "free stock against goods on hand",
        ),
        (
            "UPDATE number_counter SET last = last + 1 WHERE series = 'ЗК'",
            "numbers of documents",
        ),
    ],
)
def test_what_somebody_broke_by_hand_is_named(
    demo_database: Database, damage: str, what: str
) -> None:
    with Session(demo_database.engine) as session:
        session.execute(text(damage))
        assert what in {difference.what for difference in ledger.verify(session)}
        session.rollback()
