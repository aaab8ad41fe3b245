"""Which revisions of the schema there are, and bringing a database to the newest one.

Alembic is imported inside the functions: a workstation that only works does not pay for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Engine, text

from core.db.backup import require_server, schema_revision
from core.db.integrity import SchemaUnknown

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7_010_201
"""Advisory lock: two hosts upgrading at once do it one after the other."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did."""

    before: str | None
    """Revision found; None in an empty database."""

    after: str
    applied: tuple[str, ...]
    """Revisions applied, oldest first."""


def head_revision() -> str:
    """Return the newest revision this klad knows."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see the module

    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def known_revisions() -> frozenset[str]:
    """Return every revision this klad knows."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see the module

    scripts = ScriptDirectory.from_config(configuration())
    return frozenset(script.revision for script in scripts.walk_revisions())


def upgrade(engine: Engine) -> Upgraded:
    """Bring the schema to the newest revision, all of it in one transaction.

    Raises:
        ServerTooOld: the server is older than klad works on.
        SchemaUnknown: another klad made the database; it stays as it is.
    """
    from alembic import command  # noqa: PLC0415 - see the module
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = configuration()
    with engine.begin() as connection:
        require_server(connection)
        connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = schema_revision(connection)
        if before is not None and before not in known_revisions():
            raise SchemaUnknown(revision=before, newest=head_revision())
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        after = schema_revision(connection) or ""
    walked = ScriptDirectory.from_config(config).iterate_revisions(after, before or "base")
    applied = [script.revision for script in walked]
    return Upgraded(before, after, tuple(reversed(applied)))


def configuration() -> Config:
    """Return the Alembic configuration: no ini file, the folder beside this module."""
    from alembic.config import Config  # noqa: PLC0415 - see the module

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
