"""Jobs reach a directory, a port and an IPP server byte for byte, or fail by name."""

from __future__ import annotations

import http.server
import socket
import socketserver
import stat
import struct
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from printing.documents.torg12 import torg12_form
from printing.errors import (
    PrintCommandMissing,
    PrinterRefused,
    PrinterUnreachable,
    PrintFolderUnusable,
    PrintReason,
    PrintUncertain,
)
from printing.spool.delivery import deliver
from printing.spool.settings import Printer, PrinterKind
from tests.printing.paper import pdf
from tests.printing.samples import torg12

PAYLOAD = pdf(torg12_form(torg12(1)))
ZPL = "^XA^CI28^FO50,50^FDЁлка^FS^XZ".encode()


# --- a directory -------------------------------------------------------------------------------


def folder_printer(path: Path) -> Printer:
    return Printer("folder", PrinterKind.FILE, str(path))


def test_a_file_has_the_exact_bytes_and_a_name_people_can_read(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "prints"
    done = deliver(
        folder_printer(target), PAYLOAD, title="ТОРГ-12 № КС00-000123 от 22.11.2026", job_key="42"
    )
    path = target / "ТОРГ-12_№_КС00-000123_от_22.11.2026_42.pdf"
    assert done.where == str(path)
    assert done.size == len(PAYLOAD)
    assert path.read_bytes() == PAYLOAD
    assert [entry.name for entry in target.iterdir()] == [path.name]


def test_the_same_job_again_replaces_its_file(tmp_path: Path) -> None:
    printer = folder_printer(tmp_path)
    deliver(printer, b"first", title="ярлык", job_key="7")
    deliver(printer, b"second", title="ярлык", job_key="7")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"ярлык_7.prn": b"second"}


def test_a_title_cannot_leave_the_directory(tmp_path: Path) -> None:
    folder = tmp_path / "prints"
    deliver(folder_printer(folder), b"x", title="../../etc/passwd\0\n", job_key="../1")
    assert [path.name for path in folder.iterdir()] == ["etc_passwd_.._1.prn"]
    assert [path.name for path in tmp_path.iterdir()] == ["prints"]


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "prints").write_text("a file stands in the way")
    with pytest.raises(PrintFolderUnusable) as failed:
        deliver(folder_printer(tmp_path / "prints"), b"x", title="t", job_key="1")
    assert failed.value.reason is PrintReason.NOT_WRITABLE
    assert failed.value.facts["target"] == str(tmp_path / "prints")
    assert (tmp_path / "prints").read_text() == "a file stands in the way"


def test_nothing_half_written_is_left_when_the_name_is_taken(tmp_path: Path) -> None:
    (tmp_path / "t_1.prn").mkdir()
    with pytest.raises(PrintFolderUnusable):
        deliver(folder_printer(tmp_path), b"x", title="t", job_key="1")
    assert [path.name for path in tmp_path.iterdir()] == ["t_1.prn"]


# --- a raw port --------------------------------------------------------------------------------


@dataclass
class Sink:
    """A printer on a port: keeps what came, once the sender has hung up."""

    server: socket.socket
    received: list[bytes] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    @property
    def printer(self) -> Printer:
        host, port = self.server.getsockname()
        return Printer("zebra", PrinterKind.RAW, f"{host}:{port}")

    def run(self) -> None:
        connection, _ = self.server.accept()
        with connection:
            whole = b""
            while chunk := connection.recv(65536):
                whole += chunk
            self.received.append(whole)
        self.closed.set()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Sink(server)
        thread = threading.Thread(target=made.run, daemon=True)
        thread.start()
        yield made


def test_a_raw_printer_gets_the_exact_bytes(sink: Sink) -> None:
    big = ZPL * 20_000
    done = deliver(sink.printer, big, title="этикетки", job_key="1")
    assert sink.closed.wait(30)
    assert sink.received == [big]
    assert done.where == sink.printer.target


def test_copies_on_a_raw_port_are_the_bytes_again(sink: Sink) -> None:
    deliver(sink.printer, ZPL, title="этикетки", job_key="1", copies=3)
    assert sink.closed.wait(30)
    assert sink.received == [ZPL * 3]


def test_a_silent_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    printer = Printer("zebra", PrinterKind.RAW, f"127.0.0.1:{port}")
    with pytest.raises(PrinterUnreachable) as failed:
        deliver(printer, ZPL, title="t", job_key="1")
    assert failed.value.reason is PrintReason.UNREACHABLE
    assert failed.value.facts["printer"] == "zebra"


def test_a_connection_broken_half_way_is_uncertain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def reset() -> None:
            connection, _ = server.accept()
            connection.recv(1000)
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.close()

        threading.Thread(target=reset, daemon=True).start()
        printer = Printer("zebra", PrinterKind.RAW, f"127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(PrintUncertain) as failed:
            deliver(printer, ZPL * 200_000, title="t", job_key="1")
    assert failed.value.reason is PrintReason.UNCERTAIN


# --- IPP ---------------------------------------------------------------------------------------


@dataclass
class Ipp:
    """An IPP server that reads requests by its own lights, straight from RFC 8010."""

    status: int = 0x0000
    http_status: int = 200
    hang_up: bool = False
    garbage: bool = False
    requests: list[dict[str, object]] = field(default_factory=list)
    documents: list[bytes] = field(default_factory=list)
    port: int = 0

    @property
    def printer(self) -> Printer:
        uri = f"ipp://127.0.0.1:{self.port}/printers/склад%20A4".replace("склад", "sklad")
        return Printer("office", PrinterKind.IPP, uri, "A4", 2)

    def answer(self, body: bytes) -> bytes:
        major, minor, operation, request = struct.unpack(">BBHI", body[:8])
        fields: dict[str, object] = {"version": (major, minor), "operation": operation}
        at, group = 8, 0
        while True:
            tag = body[at]
            at += 1
            if tag == 3:
                break
            if tag < 16:
                group = tag
                continue
            size = int.from_bytes(body[at : at + 2], "big")
            name = body[at + 2 : at + 2 + size].decode()
            at += 2 + size
            size = int.from_bytes(body[at : at + 2], "big")
            fields[f"{group}:{tag:#x}:{name}"] = body[at + 2 : at + 2 + size]
            at += 2 + size
        self.requests.append(fields)
        self.documents.append(body[at:])
        message = "принтер занят".encode()
        return (
            struct.pack(">BBHI", 2, 0, self.status, request)
            + b"\x01"
            + b"\x47\x00\x12attributes-charset\x00\x05utf-8"
            + b"\x41\x00\x0estatus-message"
            + struct.pack(">H", len(message))
            + message
            + b"\x02"
            + b"\x21\x00\x06job-id\x00\x04\x00\x00\x01\x02"
            + b"\x03"
        )


@pytest.fixture
def ipp() -> Iterator[Ipp]:
    made = Ipp()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.requests.append({"path": self.path, "type": self.headers["Content-Type"]})
            if made.hang_up:
                self.close_connection = True
                return
            data = b"<html>" if made.garbage else made.answer(body)
            self.send_response(made.http_status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output clean."""

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        made.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield made
        server.shutdown()
        thread.join(30)


def test_ipp_gets_the_document_its_title_and_its_options(ipp: Ipp) -> None:
    done = deliver(ipp.printer, PAYLOAD, title="ТОРГ-12 № 1", job_key="1")
    assert ipp.documents == [PAYLOAD]
    assert ipp.requests == [
        {"path": "/printers/sklad%20A4", "type": "application/ipp"},
        {
            "version": (2, 0),
            "operation": 2,
            "1:0x47:attributes-charset": b"utf-8",
            "1:0x48:attributes-natural-language": b"en",
            "1:0x45:printer-uri": ipp.printer.target.encode(),
            "1:0x42:requesting-user-name": b"klad",
            "1:0x42:job-name": "ТОРГ-12 № 1".encode(),
            "1:0x49:document-format": b"application/pdf",
            "2:0x21:copies": b"\x00\x00\x00\x02",
            "2:0x44:media": b"A4",
        },
    ]
    assert done.where == f"{ipp.printer.target}#258"


def test_what_is_not_pdf_goes_as_plain_bytes(ipp: Ipp) -> None:
    deliver(ipp.printer, ZPL, title="x", job_key="1", copies=1)
    assert ipp.requests[1]["1:0x49:document-format"] == b"application/octet-stream"
    assert ipp.documents == [ZPL]


def test_a_long_title_is_cut_between_letters(ipp: Ipp) -> None:
    deliver(ipp.printer, ZPL, title="Я" * 200 + "\n", job_key="1")
    assert ipp.requests[1]["1:0x42:job-name"] == ("Я" * 127).encode()


def test_a_refusal_tells_what_the_printer_said(ipp: Ipp) -> None:
    ipp.status = 0x0507
    with pytest.raises(PrinterRefused) as failed:
        deliver(ipp.printer, PAYLOAD, title="x", job_key="1")
    assert failed.value.facts["detail"] == "принтер занят"
    assert failed.value.reason is PrintReason.REFUSED


def test_an_http_error_is_a_refusal(ipp: Ipp) -> None:
    ipp.http_status = 404
    with pytest.raises(PrinterRefused) as failed:
        deliver(ipp.printer, PAYLOAD, title="x", job_key="1")
    assert failed.value.facts["detail"] == "HTTP 404 Not Found"


@pytest.mark.parametrize("fault", ["hang_up", "garbage"])
def test_an_answer_that_never_came_or_cannot_be_read_is_uncertain(ipp: Ipp, fault: str) -> None:
    setattr(ipp, fault, True)
    with pytest.raises(PrintUncertain):
        deliver(ipp.printer, PAYLOAD, title="x", job_key="1")


def test_a_server_that_is_away_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    printer = Printer("office", PrinterKind.IPP, f"ipp://127.0.0.1:{port}/printers/a4")
    with pytest.raises(PrinterUnreachable):
        deliver(printer, PAYLOAD, title="x", job_key="1")


# --- lp ----------------------------------------------------------------------------------------


def fake_lp(folder: Path, *, code: int = 0) -> None:
    """Put a program named lp on the path that keeps its arguments and its input."""
    script = folder / "lp"
    script.write_text(
        # A path with spaces will not do behind "#!": the shell starts Python.
        f"#!/bin/sh\n'''exec' \"{sys.executable}\" \"$0\" \"$@\"\n' '''\n"
        "import pathlib, sys\n"
        f"here = pathlib.Path({str(folder)!r})\n"
        "here.joinpath('arguments').write_text(chr(10).join(sys.argv[1:]), encoding='utf-8')\n"
        "here.joinpath('input').write_bytes(sys.stdin.buffer.read())\n"
        f"print('request id is A4-17 (1 file(s))') if not {code} else "
        f"sys.exit('lp: The printer does not exist.')\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)


def test_lp_gets_the_bytes_and_the_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    printer = Printer("a4", PrinterKind.LP, "A4", "A5", 2)
    done = deliver(printer, PAYLOAD, title="ТОРГ-12\n№ 1", job_key="1")
    assert (tmp_path / "input").read_bytes() == PAYLOAD
    arguments = (tmp_path / "arguments").read_text(encoding="utf-8").split("\n")
    assert arguments == ["-n", "2", "-t", "ТОРГ-12 № 1", "-d", "A4", "-o", "media=A5"]
    assert done.where == "request id is A4-17 (1 file(s))"


def test_lp_saying_no_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path, code=1)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterRefused) as failed:
        deliver(Printer("a4", PrinterKind.LP, ""), PAYLOAD, title="x", job_key="1")
    assert failed.value.facts["detail"] == "lp: The printer does not exist."


def test_a_machine_without_lp_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrintCommandMissing) as failed:
        deliver(Printer("a4", PrinterKind.LP, ""), PAYLOAD, title="x", job_key="1")
    assert failed.value.reason is PrintReason.NO_COMMAND
    assert list(tmp_path.iterdir()) == []
