"""The ways in and out: a database that goes away, scanners on TCP, a user nobody knows."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy.engine import make_url

from tests.e2e.handheld.floor import Floor
from tests.e2e.handheld.test_pick import scan
from tests.e2e.handheld.test_streams import finish, open_task
from tests.e2e.terminal import PATIENCE


class Cable:
    """A TCP line to the database that a test can pull."""

    def __init__(self, target: str | tuple[str, int]) -> None:
        self._target = target
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._plugged = True
        threading.Thread(target=self._serve, daemon=True).start()

    def pull(self) -> None:
        """Cut every connection and accept no new one."""
        self._plugged = False
        for end in self._ends:
            end.close() if end.fileno() < 0 else end.shutdown(socket.SHUT_RDWR)

    def plug(self) -> None:
        """Let connections through again."""
        self._plugged = True

    def close(self) -> None:
        self._server.close()
        for end in self._ends:
            end.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            if not self._plugged:
                near.close()
                continue
            if isinstance(self._target, str):
                far = socket.socket(socket.AF_UNIX)
            else:
                far = socket.socket()
            far.connect(self._target)
            self._ends += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


@pytest.fixture
def cable(warehouse: Floor) -> Iterator[Cable]:
    url = make_url(warehouse.database.url)
    folder = url.query.get("host")
    if isinstance(folder, str) and folder.startswith("/"):
        target: str | tuple[str, int] = (
            f"{folder}/.s.PGSQL.{url.query.get('port') or url.port or 5432}"
        )
    else:
        target = (url.host or "127.0.0.1", url.port or 5432)
    made = Cable(target)
    yield made
    made.close()


def test_a_dead_database_shows_on_line_one_and_loses_no_scan(
    warehouse: Floor, cable: Cable
) -> None:
    """The cable is pulled in the middle: NO LINK; scans wait in order and count when it is back."""
    task = warehouse.task("GLOVES 3")
    plain = warehouse.database.url.difference_update_query(["host", "port"])
    url = plain.set(host="127.0.0.1", port=cable.port)
    told = url.render_as_string(hide_password=False)
    with warehouse.open("--user", "ivan", KLAD_DATABASE_URL=told) as handheld:
        open_task(handheld)
        scan(handheld, "CELLA-01", "SCAN ITEM")
        cable.pull()
        handheld.feed("CODE-GLOVES\r")
        handheld.wait_for("~1 NO LINK")
        handheld.feed("CELLSHIP\r")
        handheld.wait_for("~2 NO LINK")
        assert warehouse.picked(task) == [(3, 0)]
        cable.plug()
        finish(handheld)
    assert warehouse.picked(task) == [(3, 3)]
    assert warehouse.journal()[-4:] == ["CELLA-01", "CODE-GLOVES", "CELLSHIP", "<enter>"]


def test_a_tcp_scanner_and_its_unplugging(warehouse: Floor) -> None:
    """Scans of a network scanner count like keys; when it goes away the screen says so."""
    task = warehouse.task("GLOVES 1")
    with closing(socket.create_server(("127.0.0.1", 0))) as gun:
        port = gun.getsockname()[1]
        gun.settimeout(PATIENCE)
        with warehouse.open(
            "--user", "ivan", KLAD_SCANNER=f"tcp-connect://127.0.0.1:{port}"
        ) as seen:
            line, _ = gun.accept()
            open_task(seen)
            line.sendall(b"CELLA-01\r\n")
            seen.wait_for("SCAN ITEM")
            line.sendall(b"CODE-GLOVES\r")
            seen.wait_for("QUANTITY")
            line.close()
            seen.wait_for("Scanner scanner is gone")
            line, _ = gun.accept()
            seen.wait_for("is back")
            line.sendall(b"CELLSHIP\r")
            finish(seen)
            line.close()
    assert warehouse.picked(task) == [(1, 1)]


def test_an_unknown_user_of_a_forced_command_is_told(warehouse: Floor) -> None:
    """`--user nobody` ends with a sentence and exit code 1, the terminal restored."""
    with warehouse.open("--user", "nobody", size=(80, 24)) as handheld:
        assert handheld.wait_end() == 1
        handheld.read()
        assert "nobody" in handheld.text
        assert "Traceback" not in handheld.text
