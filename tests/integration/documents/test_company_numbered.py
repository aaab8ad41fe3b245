"""A number given by a company keeps the document with that company."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.errors import CompanyNumbered
from core.documents.operations import edit


def test_another_company_is_refused_and_nothing_changes(demo_database: Database) -> None:
    with demo_database.engine.connect() as connection:
        key, version, company = connection.execute(
            text(
                "SELECT id, version, company_id FROM document"
                " WHERE type = 'customer_order' AND status = 'agreeing' LIMIT 1"
            )
        ).one()
        other = connection.execute(
            text("SELECT id FROM company WHERE id <> :company LIMIT 1"), {"company": company}
        ).scalar_one()
    with pytest.raises(CompanyNumbered), transaction(demo_database.sessions) as session:
        edit(session, SYSTEM, key, version, company_id=other, comment="moved")
    with demo_database.engine.connect() as connection:
        now = connection.execute(
            text("SELECT company_id, version, comment FROM document WHERE id = :key"), {"key": key}
        ).one()
    assert tuple(now[:2]) == (company, version)
    assert now.comment != "moved"
