"""Travel from a server of OSRM over HTTP: `/table/v1`, in pieces no server finds too large."""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from routing.travel.osrm_answer import block_of, degrees, garbage
from routing.travel.provider import Block, MatrixUnavailable, Place
from routing.travel.reasons import Reason

PIECE = 100
"""Sources and targets of one question: what a server answers unless it was told more."""

TIMEOUT = 10.0
"""Seconds for one answer, and to connect."""

LARGEST = 64 * 2**20
"""Bytes of an answer; more is garbage."""


class OsrmServer:
    """An OSRM on a machine of one's own; not the public one, whose rules forbid such use."""

    def __init__(
        self,
        url: str,
        *,
        profile: str = "driving",
        piece: int = PIECE,
        timeout: float = TIMEOUT,
    ) -> None:
        """Remember where it is; nothing is asked yet.

        Args:
            url: `http://roads:5000`, with a path where a proxy adds one.
            profile: as the server calls the kind of vehicle.
            piece: sources and targets of one question.
            timeout: seconds for one whole answer, and to connect.
        """
        self._url = urlsplit(url if "//" in url else f"http://{url}")
        self._profile = profile
        self._piece = piece
        self._timeout = timeout
        self._as_of: datetime | None = None

    @property
    def name(self) -> str:
        """`osrm`."""
        return "osrm"

    @property
    def as_of(self) -> datetime | None:
        """The day of its map, once it has answered and told it."""
        return self._as_of

    def block(self, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
        """Return the ways from every source to every target.

        Raises:
            MatrixUnavailable: nobody answers, not in time, with a refusal or with garbage.
        """
        here, there = degrees(self.name, sources), degrees(self.name, targets)
        distances = [array("q") for _ in sources]
        durations = [array("q") for _ in sources]
        connection = self._connection()
        try:
            for rows in _pieces(len(here), self._piece):
                for columns in _pieces(len(there), self._piece):
                    found = self._ask(connection, here[rows], there[columns])
                    for index, row in enumerate(range(*rows.indices(len(here)))):
                        distances[row].extend(found.distances[index])
                        durations[row].extend(found.durations[index])
        finally:
            connection.close()
        return Block(tuple(distances), tuple(durations))

    def _connection(self) -> HTTPConnection:
        try:
            port = self._url.port
        except ValueError as error:
            raise self._failed(Reason.UNREACHED, self._url.netloc) from error
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        return kind(self._url.hostname or "", port, timeout=self._timeout)

    def _ask(
        self,
        connection: HTTPConnection,
        here: Sequence[tuple[float, float]],
        there: Sequence[tuple[float, float]],
    ) -> Block:
        points = [*here] if here == there else [*here, *there]
        question = f"{self._url.path.rstrip('/')}/table/v1/{self._profile}/"
        question += ";".join(f"{longitude:.6f},{latitude:.6f}" for longitude, latitude in points)
        question += "?annotations=duration,distance"
        if here != there:
            numbers = [str(number) for number in range(len(points))]
            question += f"&sources={';'.join(numbers[: len(here)])}"
            question += f"&destinations={';'.join(numbers[len(here) :])}"
        answer = self._answer(connection, question)
        if isinstance(answer, dict):
            self._as_of = _day(answer.get("data_version")) or self._as_of
        return block_of(self.name, answer, len(here), len(there))

    def _answer(self, connection: HTTPConnection, question: str) -> object:
        try:
            connection.request("GET", question, headers={"Accept": "application/json"})
            response = connection.getresponse()
            said = self._whole(response)
        except TimeoutError as error:
            raise self._failed(Reason.SLOW, f"{self._timeout:g} s") from error
        except HTTPException as error:
            raise garbage(self.name, type(error).__name__) from error
        except OSError as error:
            raise self._failed(Reason.UNREACHED, error.strerror or str(error)) from error
        try:
            return json.loads(said)
        except (ValueError, RecursionError) as error:
            raise garbage(self.name, f"HTTP {response.status}") from error

    def _whole(self, response: HTTPResponse) -> bytes:
        """Return the body, in the time one answer may take: a trickle is no answer.

        Raises:
            TimeoutError: it takes longer.
        """
        until = time.monotonic() + self._timeout
        body = b""
        while part := response.read1(2**16):
            body += part
            if time.monotonic() > until:
                raise TimeoutError
            if len(body) > LARGEST:
                raise garbage(self.name, f"> {LARGEST} B")
        # read1 leaves an answer open though it is read to its end; the next question needs it shut.
        response.close()
        return body

    def _failed(self, reason: Reason, detail: str) -> MatrixUnavailable:
        address = self._url.netloc.rpartition("@")[2]
        return MatrixUnavailable(provider=self.name, reason=reason, detail=f"{address}: {detail}")


def _pieces(count: int, size: int) -> Iterator[slice]:
    return (slice(at, min(at + size, count)) for at in range(0, count, size))


def _day(version: object) -> datetime | None:
    """Return the day a map is of, where its version is one."""
    if not isinstance(version, str):
        return None
    try:
        found = datetime.fromisoformat(version)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
