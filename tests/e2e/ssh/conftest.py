"""A warehouse behind a real SSH server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core.access.actor import SYSTEM
from core.access.roles import Role
from core.access.users import create_user
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import FixedClock
from tests.e2e.handheld.floor import Floor, lay_out
from tests.e2e.ssh.server import SSH, SSHD, Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests need OpenSSH, which not every machine has; `.ci/run` installs it."""
    if SSHD is not None and SSH is not None:
        return
    for item in items:
        if "tests/e2e/ssh" in item.path.as_posix():
            item.add_marker(pytest.mark.skip(reason="no OpenSSH: apt-get install openssh-server"))


@pytest.fixture(scope="module")
def floor(database: Database) -> Floor:
    """A warehouse with cells and a storekeeper whose badge is known."""
    return lay_out(database, FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)))


@pytest.fixture(scope="module")
def settings(floor: Floor) -> str:
    """The settings file of the terminals: where the data are."""
    url = floor.database.url.render_as_string(hide_password=False)
    return "\n".join(
        [
            'language = "en"',
            f"data_dir = {json.dumps(str(floor.folder))}",
            f"[database]\nurl = {json.dumps(url)}\n",
        ]
    )


@pytest.fixture(scope="module")
def server(settings: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The SSH server, with what is shipped."""
    with Server(tmp_path_factory.mktemp("sshd"), settings) as running:
        yield running


def person(floor: Floor, login: str) -> str:
    """Add a storekeeper; return the badge."""
    badge = f"BADGE-OF-{login.upper():*>12}"
    with transaction(floor.database.sessions) as session:
        create_user(
            session,
            SYSTEM,
            login=login,
            name=login.capitalize(),
            password=None,
            roles=[Role.STOREKEEPER],
            badge=badge,
        )
    return badge
