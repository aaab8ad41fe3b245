"""A real CUPS server of our own takes a job over IPP and through `lp` and passes it on whole.

Runs where cupsd is installed; the RFC-reading server of `test_delivery` stands in elsewhere.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from printing.documents.torg12 import torg12_form
from printing.spool.delivery import deliver
from printing.spool.settings import Printer, PrinterKind
from tests.printing.paper import pdf
from tests.printing.samples import torg12

SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
CUPSD = shutil.which("cupsd", path=SEARCHED)
LPADMIN = shutil.which("lpadmin", path=SEARCHED)

PREFIX = Path(CUPSD or "/usr/sbin/cupsd").resolve().parent.parent
BACKEND = PREFIX / "lib" / "cups" / "backend" / "socket"

pytestmark = pytest.mark.skipif(
    CUPSD is None or LPADMIN is None or not BACKEND.exists(),
    reason="no CUPS server with its socket backend on this machine",
)


@dataclass
class Cups:
    """A private server with one raw queue that ends at our own port."""

    port: int
    received: list[bytes] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> bytes:
        """Return the next document that came out of the queue."""
        assert self.arrived.wait(60)
        self.arrived.clear()
        return self.received[-1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def configure(folder: Path, port: int) -> list[str]:
    """Write a configuration that touches nothing of the system's; return the command."""
    for name in ("root", "spool", "cache", "state", "tmp"):
        (folder / name).mkdir()
        (folder / name).chmod(0o755)
    (folder / "cupsd.conf").write_text(
        f"Listen 127.0.0.1:{port}\nBrowsing Off\nDefaultAuthType None\nWebInterface No\n"
        "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
        "<Location /admin>\nOrder allow,deny\nAllow all\n</Location>\n"
        "<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n"
    )
    assert CUPSD is not None
    binaries, data = PREFIX / "lib" / "cups", PREFIX / "share" / "cups"
    (folder / "cups-files.conf").write_text(
        f"ServerRoot {folder}/root\nRequestRoot {folder}/spool\nCacheDir {folder}/cache\n"
        f"StateDir {folder}/state\nTempDir {folder}/tmp\nServerBin {binaries}\nDataDir {data}\n"
        f"AccessLog {folder}/access\nErrorLog {folder}/error\nPageLog {folder}/page\n"
    )
    return [CUPSD, "-f", "-c", f"{folder}/cupsd.conf", "-s", f"{folder}/cups-files.conf"]


def serve(server: socket.socket, cups: Cups) -> None:
    """Keep every document the queue sends to our port."""
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            whole = b""
            while chunk := connection.recv(65536):
                whole += chunk
        if whole:
            cups.received.append(whole)
            cups.arrived.set()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a directory that CUPS can enter as another user, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="klad-cups-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def cups(folder: Path) -> Iterator[Cups]:
    made = Cups(free_port())
    with socket.create_server(("127.0.0.1", 0)) as sink:
        threading.Thread(target=serve, args=(sink, made), daemon=True).start()
        process = subprocess.Popen(configure(folder, made.port))
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", made.port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            device = f"socket://127.0.0.1:{sink.getsockname()[1]}"
            queue = ["-p", "a4", "-E", "-v", device, "-m", "raw"]
            subprocess.run(
                [str(LPADMIN), "-h", f"127.0.0.1:{made.port}", *queue],
                check=True,
                capture_output=True,
                timeout=60,
            )
            yield made
        finally:
            process.terminate()
            process.wait(60)


def test_cups_passes_the_document_on_whole(cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    payload = pdf(torg12_form(torg12(3)))
    uri = f"ipp://127.0.0.1:{cups.port}/printers/a4"
    done = deliver(Printer("a4", PrinterKind.IPP, uri), payload, title="ТОРГ-12 № 1", job_key="1")
    assert done.where == f"{uri}#1"
    assert cups.wait() == payload
    if shutil.which("lp") is not None:
        monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{cups.port}")
        deliver(Printer("a4", PrinterKind.LP, "a4"), payload, title="ТОРГ-12 № 2", job_key="2")
        assert cups.wait() == payload
