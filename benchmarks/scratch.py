"""A database to measure in: made for the run, dropped after it, durable like a real one."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from core.db.embedded import ensure_running, stop
from core.db.engine import Database, connect
from core.db.revisions import upgrade
from core.schema import whole_metadata


@contextmanager
def scratch_database() -> Iterator[Database]:
    """Yield an empty klad database on KLAD_DATABASE_URL's server, or on an embedded one."""
    whole_metadata()
    folder: Path | None = None
    given = os.environ.get("KLAD_DATABASE_URL")
    if not given:
        folder = Path(tempfile.mkdtemp(prefix="klad-bench-"))
        folder.chmod(0o755)
        given = ensure_running(folder / "data")
    name = f"klad_bench_{uuid.uuid4().hex[:8]}"
    url = make_url(given)
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    database = connect(url.set(database=name), application_name="klad bench", pool_size=20)
    try:
        upgrade(database.engine)
        yield database
    finally:
        database.close()
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        if folder is not None:
            stop(folder / "data")
            shutil.rmtree(folder, ignore_errors=True)


def plain_url(database: Database) -> str:
    """Return the address as psycopg and child processes take it."""
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)
