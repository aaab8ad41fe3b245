"""`klad geocode`: what it prints and how it ends."""

from __future__ import annotations

import json

from click.testing import CliRunner

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.places.addresses import make_address
from core.delivery.places.geocoding import GEOCODER_URL
from core.delivery.places.geocoding_all import GEOCODER_PAUSE
from core.documents.preferences import put
from core.kernel.clock import SystemClock
from tests.integration.delivery.test_geocoding import places, served
from tui.commands.geocode import geocode


def _run(database: Database, *options: str) -> tuple[int, str, str]:
    url = database.url.render_as_string(hide_password=False)
    env = {"KLAD_DATABASE_URL": url, "KLAD_LANGUAGE": "en"}
    done = CliRunner().invoke(geocode, options, env=env)
    return done.exit_code, done.stdout, done.stderr


def test_what_is_not_found_is_listed(fresh_database: Database) -> None:
    with transaction(fresh_database.sessions) as session:
        make_address(session, None, "Китеж, 2")
    with served(places([])) as url:
        with transaction(fresh_database.sessions) as session:
            put(session, SYSTEM, GEOCODER_URL, url, clock=SystemClock())
            put(session, SYSTEM, GEOCODER_PAUSE, 0, clock=SystemClock())
        code, said, _ = _run(fresh_database)
        assert (code, said.splitlines()) == (
            0,
            [
                "Asked: 1. Still to be asked about: 0.",
                "Not known to the geocoder: 1.",
                "  Китеж, 2",
            ],
        )
        code, said, _ = _run(fresh_database, "--again", "--json")
    told = {"state": "done", "asked": 1, "left": 0, "not_found": ["Китеж, 2"], "error": ""}
    assert (code, json.loads(said)) == (0, told)


def test_without_a_geocoder_it_says_so(fresh_database: Database) -> None:
    code, said, error = _run(fresh_database)
    assert (code, said) == (1, "")
    assert "No geocoder is named" in error
