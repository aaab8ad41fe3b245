"""Delivering one job to one printer: it is taken, or the error says what is known."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from printing.errors import (
    PrintCommandMissing,
    PrinterRefused,
    PrinterUnreachable,
    PrintFolderUnusable,
    PrintUncertain,
)
from printing.spool.ipp import IppAnswer, decode_answer, print_job
from printing.spool.settings import IPP_PORT, Printer, PrinterKind

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
"""A printer out of paper answers at once; a busy one may take its time."""
CLOSING_SECONDS = 5.0
_MOST_ANSWERS = 1000
_UNSAFE = re.compile(r"[^\w.№-]+")
_STEM_LENGTH = 80
_PDF = b"%PDF-"
_OK = 200


@dataclass(frozen=True, slots=True)
class Delivered:
    """The printer has the whole job."""

    printer: str
    where: str
    """The file, the queue's job number, or host and port."""
    size: int
    """Bytes of the document, one copy."""


def deliver(
    printer: Printer, payload: bytes, *, title: str, job_key: str, copies: int | None = None
) -> Delivered:
    """Hand one job over; blocks until the printer has it or has failed.

    The same *job_key* delivered twice to a directory replaces the same file. A network printer
    cannot tell a repeated job from a new one: after `PrintUncertain` a person decides.

    Args:
        copies: None: as many as the printer's settings say.
        job_key: identifies the job over restarts, such as the id of its row.

    Raises:
        PrintFailed: one of its kinds; nothing is retried here.
    """
    count = printer.copies if copies is None else copies
    match printer.kind:
        case PrinterKind.FILE:
            return _to_file(printer, payload, title, job_key)
        case PrinterKind.RAW:
            return _to_port(printer, payload, count)
        case PrinterKind.LP:
            return _to_lp(printer, payload, title, count)
        case PrinterKind.IPP:
            return _to_ipp(printer, payload, title, count)


def _facts(printer: Printer, detail: object) -> dict[str, object]:
    return {"printer": printer.name, "target": printer.target, "detail": str(detail)}


def _format(payload: bytes) -> str:
    return "application/pdf" if payload.startswith(_PDF) else "application/octet-stream"


def file_name(title: str, job_key: str, payload: bytes) -> str:
    """Return the name a job gets in a directory: readable, unique by key, safe to open."""
    stem = _UNSAFE.sub("_", title).strip("._")[:_STEM_LENGTH] or "document"
    key = _UNSAFE.sub("_", job_key)
    return f"{stem}_{key}{'.pdf' if payload.startswith(_PDF) else '.prn'}"


def _to_file(printer: Printer, payload: bytes, title: str, job_key: str) -> Delivered:
    folder = Path(printer.target).expanduser()
    target = folder / file_name(title, job_key, payload)
    unfinished: str | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=folder, prefix=".printing-", suffix=".tmp", delete=False
        ) as file:
            unfinished = file.name
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        # Whoever watches the directory sees whole documents only.
        Path(unfinished).replace(target)
    except OSError as error:
        if unfinished is not None:
            with contextlib.suppress(OSError):
                Path(unfinished).unlink(missing_ok=True)
        raise PrintFolderUnusable(**_facts(printer, error)) from error
    return Delivered(printer.name, str(target), len(payload))


def _to_port(printer: Printer, payload: bytes, copies: int) -> Delivered:
    address = printer.host_and_port()
    try:
        connection = socket.create_connection(address, timeout=CONNECT_SECONDS)
    except OSError as error:
        raise PrinterUnreachable(**_facts(printer, error)) from error
    with connection:
        try:
            connection.settimeout(ANSWER_SECONDS)
            for _ in range(copies):
                connection.sendall(payload)
            connection.shutdown(socket.SHUT_WR)
            _await_close(connection)
        except OSError as error:
            raise PrintUncertain(**_facts(printer, error)) from error
    return Delivered(printer.name, f"{address[0]}:{address[1]}", len(payload))


def _await_close(connection: socket.socket) -> None:
    """Wait a little for the printer to hang up: it does so when it has read everything.

    One that stays on the line has the bytes too: the system got them acknowledged.

    Raises:
        OSError: the printer broke off.
    """
    connection.settimeout(CLOSING_SECONDS)
    with contextlib.suppress(TimeoutError):
        for _ in range(_MOST_ANSWERS):
            if not connection.recv(4096):
                return


def _to_lp(printer: Printer, payload: bytes, title: str, copies: int) -> Delivered:
    command = shutil.which("lp")
    if command is None:
        raise PrintCommandMissing(**_facts(printer, "lp"))
    arguments = [command, "-n", str(copies), "-t", " ".join(title.split()) or "klad"]
    if printer.target:
        arguments += ["-d", printer.target]
    if printer.media:
        arguments += ["-o", f"media={printer.media}"]
    try:
        done = subprocess.run(
            arguments, input=payload, capture_output=True, timeout=ANSWER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PrintUncertain(**_facts(printer, error)) from error
    except OSError as error:
        raise PrintCommandMissing(**_facts(printer, error)) from error
    said = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode:
        refused = done.stderr.decode("utf-8", "replace").strip() or str(done.returncode)
        raise PrinterRefused(**_facts(printer, refused))
    return Delivered(printer.name, said or printer.target, len(payload))


def _to_ipp(printer: Printer, payload: bytes, title: str, copies: int) -> Delivered:
    parts = urlsplit(printer.target)
    secure = parts.scheme in {"ipps", "https"}
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else IPP_PORT)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    scheme = {"http": "ipp", "https": "ipps"}.get(parts.scheme, parts.scheme)
    uri = urlunsplit((scheme, parts.netloc.rpartition("@")[2], path, "", ""))
    header = print_job(
        uri, title, _format(payload), media=printer.media, copies=copies, user="klad"
    )
    connection: http.client.HTTPConnection
    if secure:
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(
            host, port, timeout=CONNECT_SECONDS, context=context
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    with contextlib.closing(connection):
        try:
            connection.connect()
        except OSError as error:
            raise PrinterUnreachable(**_facts(printer, error)) from error
        answer = _exchange(connection, printer, path, header + payload)
    if not answer.taken:
        told = answer.message or f"IPP 0x{answer.status:04x}"
        raise PrinterRefused(**_facts(printer, told))
    job = f"{printer.target}#{answer.job_id}" if answer.job_id is not None else printer.target
    return Delivered(printer.name, job, len(payload))


def _exchange(
    connection: http.client.HTTPConnection, printer: Printer, path: str, body: bytes
) -> IppAnswer:
    try:
        if connection.sock is not None:
            connection.sock.settimeout(ANSWER_SECONDS)
        connection.request("POST", path, body, {"Content-Type": "application/ipp"})
        response = connection.getresponse()
        data = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise PrintUncertain(**_facts(printer, error)) from error
    if response.status != _OK:
        raise PrinterRefused(**_facts(printer, f"HTTP {response.status} {response.reason}"))
    try:
        return decode_answer(data)
    except ValueError as error:
        raise PrintUncertain(**_facts(printer, error)) from error
