"""The migrations, run up from empty, give exactly what the models say."""

from __future__ import annotations

import os
import re
import subprocess
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url, text

from core.db.engine import Database, connect
from core.db.integrity import SchemaUnknown
from core.db.postgres_programs import find_program
from core.db.revisions import head_revision, upgrade
from tests.conftest import SERVER


@pytest.fixture
def empty_database() -> Iterator[Database]:
    """A database with nothing in it."""
    name = f"klad_{uuid.uuid4().hex[:12]}"
    url = make_url(os.environ[SERVER])
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    opened = connect(url.set(database=name))
    yield opened
    opened.close()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def schema_of(database: Database) -> list[str]:
    """Return the schema as pg_dump writes it, without what differs from dump to dump."""
    with database.engine.connect() as connection:
        major = connection.connection.driver_connection.info.server_version // 10000
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    program = find_program("pg_dump", major)
    done = subprocess.run(
        [program, "--schema-only", "--no-owner", "--exclude-table=alembic_version", url],
        capture_output=True,
        text=True,
        check=True,
    )
    blocks = re.split(r"\n\n+", done.stdout)
    kept = (re.sub(r"^--.*\n?", "", block, flags=re.MULTILINE).strip() for block in blocks)
    return sorted(_columns_sorted(b) for b in kept if b and not b.startswith(("\\", "SET ")))


def _columns_sorted(block: str) -> str:
    """Sort the columns of a table: their order is no part of what a schema means."""
    if not block.startswith("CREATE TABLE"):
        return block
    head, *rows = block.splitlines()
    return "\n".join([head, *sorted(row.rstrip(",") for row in rows)])


def test_migrations_and_models_make_the_same_schema(
    empty_database: Database, fresh_database: Database
) -> None:
    done = upgrade(empty_database.engine)
    assert done.before is None
    assert done.after == head_revision()
    assert schema_of(empty_database) == schema_of(fresh_database)


def test_the_database_of_another_klad_is_refused_and_stays_as_it_is(
    empty_database: Database,
) -> None:
    upgrade(empty_database.engine)
    with empty_database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(SchemaUnknown) as refusal:
        upgrade(empty_database.engine)
    assert refusal.value.facts == {"revision": "0001", "newest": head_revision()}
    with empty_database.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0001"


def test_upgrading_again_does_nothing(empty_database: Database) -> None:
    upgrade(empty_database.engine)
    assert upgrade(empty_database.engine).applied == ()
