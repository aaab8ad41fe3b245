"""The whole schema in one place: every context's tables, functions and triggers.

Nothing but migrations, tests and `klad verify` needs the whole; a verb imports what it uses.
"""

from __future__ import annotations

import importlib
import importlib.util

from sqlalchemy import Engine, MetaData

from core.db.base import STATEMENTS, Base

CONTEXTS = (
    "core.db.numbering",
    "core.access.models",
    "core.audit.models",
    "core.ledger.models",
    "core.documents.models",
    "core.catalog.models",
    "core.partners.models",
    "core.stock.models",
    "core.stock.ledgers",
    "core.pricing.models",
    "core.sales.models",
    "core.sales.ledgers",
    "core.fulfilment.models",
    "core.fulfilment.task_models",
    "core.shipments.models",
)


def whole_metadata() -> MetaData:
    """Import every context and return the metadata of all tables."""
    for name in CONTEXTS:
        if importlib.util.find_spec(name.rpartition(".")[0]) and importlib.util.find_spec(name):
            importlib.import_module(name)
    return Base.metadata


def create_schema(engine: Engine) -> None:
    """Create everything in an empty database, as the migrations would."""
    metadata = whole_metadata()
    with engine.begin() as connection:
        metadata.create_all(connection)
        for statement in STATEMENTS.values():
            connection.exec_driver_sql(statement.replace("%", "%%"))
