"""A database of its own for a day: made on the server at hand, filled with the demo, dropped."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import URL, text

from core.db.engine import Database, connect
from core.db.revisions import upgrade
from core.db.unit_of_work import transaction
from core.exchange.demo import seed_demo
from core.kernel.clock import Clock
from tui.flows.simulation.errors import NoGround

PREFIX = "klad_simulation_"


@contextmanager
def demo_ground(
    server: URL, *, users: int, clock: Clock, tell: Callable[[str], None] = lambda _what: None
) -> Iterator[Database]:
    """Yield a database with the demo company, on the server of *server*; gone afterwards.

    Args:
        users: people who will work at once; each gets a connection of his own.
        tell: told "schema" and "demo" when that begins.

    Raises:
        NoGround: the role may not make databases.
    """
    name = f"{PREFIX}{uuid.uuid4().hex[:8]}"
    administration = server.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(administration, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    except psycopg.Error as error:
        raise NoGround(database=str(server), reason=str(error).strip()) from error
    database = connect(
        server.set(database=name), application_name="klad simulate", pool_size=users * 2 + 2
    )
    try:
        tell("schema")
        upgrade(database.engine)
        tell("demo")
        with transaction(database.sessions) as session:
            session.execute(text("SET LOCAL statement_timeout = 0"))
            seed_demo(session, clock=clock)
        yield database
    finally:
        database.close()
        with psycopg.connect(administration, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
