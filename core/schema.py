"""The whole core in one place: tables, functions and triggers, and what contexts tell each other.

A verb imports what it uses. What it does not know, such as a register that follows its document or
a document that its money is for, is registered by modules of other contexts as they are imported;
so whatever opens a database to work in it loads the whole first (`tui.commands.context`), and
nobody imports a module only for what happens then. `tests/architecture` keeps the list complete.
`python -m core.schema draft "Message"` writes the next migration from what the models say.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData

from core.db.base import STATEMENTS, Base

CONTEXTS = (
    "core.db.numbering",
    "core.access.models",
    "core.audit.models",
    "core.ledger.models",
    "core.documents.models",
    "core.documents.preferences",
    "core.documents.print_jobs",
    "core.documents.background",
    "core.jobs.workers",
    "core.documents.verification",
    "core.approvals.models",
    "core.approvals.verification",
    "core.catalog.models",
    "core.catalog.searching",
    "core.search.verification",
    "core.partners.models",
    "core.partners.searching",
    "core.stock.models",
    "core.stock.ledgers",
    "core.stock.opening",
    "core.stock.verification",
    "core.terms.models",
    "core.terms.verification",
    "core.deals.models",
    "core.deals.verification",
    "core.catalog.segments",
    "core.partners.segments",
    "core.terms.books",
    "core.terms.agreement_steps",
    "core.settlements.rate_models",
    "core.settlements.models",
    "core.settlements.bank_models",
    "core.settlements.ledgers",
    "core.settlements.types",
    "core.settlements.verification",
    "core.pricing.models",
    "core.pricing.document_models",
    "core.pricing.sources",
    "core.pricing.document_type",
    "core.pricing.verification",
    "core.discounts.models",
    "core.discounts.loyalty_models",
    "core.discounts.ledgers",
    "core.discounts.points",
    "core.discounts.verification",
    "core.sales.models",
    "core.sales.settings",
    "core.sales.quotation_models",
    "core.sales.quotation_type",
    "core.sales.books",
    "core.sales.ledgers",
    "core.sales.verification",
    "core.sales.states",
    "core.sales.paying",
    "core.sales.order_approval",
    "core.sales.quotation_steps",
    "core.sales.quotation_verification",
    "core.supply.models",
    "core.supply.types",
    "core.fulfilment.models",
    "core.fulfilment.task_models",
    "core.fulfilment.task_type",
    "core.fulfilment.outbound_type",
    "core.fulfilment.task_verification",
    "core.fulfilment.outbound_verification",
    "core.shipments.models",
    "core.shipments.purchases",
    "core.shipments.types",
    "core.shipments.past_sales",
    "core.shipments.verification",
    "core.delivery.fleet.models",
    "core.delivery.places.models",
    "core.delivery.models",
    "core.delivery.asking.beginning",
    "core.delivery.trips.documents",
    "core.delivery.trips.verification",
    "core.delivery.papers.models",
    "core.delivery.planning.settings",
    "core.delivery.places.geocoding",
    "core.delivery.places.geocoding_all",
)

VERSIONS = Path(__file__).parent / "db" / "migrations" / "versions"


def whole_metadata() -> MetaData:
    """Import every context, so that whatever registers something has, and return all tables."""
    for name in CONTEXTS:
        importlib.import_module(name)
    return Base.metadata


def create_schema(engine: Engine) -> None:
    """Create everything in an empty database straight from the models, as migrations would."""
    metadata = whole_metadata()
    with engine.begin() as connection:
        metadata.create_all(connection)
        for statement in STATEMENTS.values():
            connection.exec_driver_sql(statement.replace("%", "%%"))


def draft(engine: Engine, message: str) -> Path:
    """Write the migration that leads from the newest revision to what the models say.

    Args:
        engine: a scratch database, already at the newest revision.

    Returns:
        The file; to be read by a person before it is committed.
    """
    from alembic import command  # noqa: PLC0415 - a tool of the developers only

    from core.db.revisions import configuration  # noqa: PLC0415

    last = max((int(file.name[:4]) for file in VERSIONS.glob("[0-9]*.py")), default=0)
    number = f"{last + 1:04d}"
    config = configuration()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        config.attributes["metadata"] = whole_metadata()
        slug = re.sub(r"\W+", "_", message.lower()).strip("_")
        scripts = command.revision(config, message, autogenerate=True, rev_id=number)
    script: Any = scripts[0] if isinstance(scripts, list) else scripts
    made = Path(script.path)
    text = re.sub(r"    # ### .*\n", "", made.read_text(encoding="utf-8"))
    earlier = "".join(p.read_text(encoding="utf-8") for p in sorted(VERSIONS.glob("*.sql")))
    fresh = [statement for statement in STATEMENTS.values() if statement not in earlier]
    if fresh:
        sql = VERSIONS / f"{number}_{slug}.sql"
        sql.write_text("\n;;\n".join(fresh) + "\n", encoding="utf-8")
        end = "\n\n\ndef downgrade"
        text = text.replace(end, _RUN_SQL.format(name=sql.name) + end)
        text = text.replace("import sqlalchemy", "from pathlib import Path\n\nimport sqlalchemy", 1)
    target = VERSIONS / f"{number}_{slug}.py"
    made.unlink()
    target.write_text(text, encoding="utf-8")
    return target


_RUN_SQL = """
    statements = Path(__file__).with_name("{name}").read_text(encoding="utf-8")
    for statement in statements.split("\\n;;\\n"):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%"))"""


def main() -> None:
    """Draft a migration in a scratch PostgreSQL."""
    import tempfile  # noqa: PLC0415 - a tool of the developers only

    from core.db.embedded import ensure_running, stop  # noqa: PLC0415
    from core.db.engine import connect  # noqa: PLC0415
    from core.db.revisions import upgrade  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="klad-draft-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        try:
            database = connect(ensure_running(folder / "data"))
            if list(VERSIONS.glob("[0-9]*.py")):
                upgrade(database.engine)
            sys.stdout.write(f"{draft(database.engine, sys.argv[2])}\n")
            database.close()
        finally:
            stop(folder / "data")


if __name__ == "__main__":
    main()
