"""A server that answers as OSRM does, or as one would rather it did not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MOST = 100 * 100
"""Ways a server tells in one answer."""


class Double:
    """What it was asked, and what it says."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.nowhere: set[tuple[float, float]] = set()
        """Longitude and latitude of points no road leads to."""
        self.spoil: Callable[[dict[str, Any]], object] = lambda answer: answer
        self.raw: bytes | None = None
        self.wait = threading.Event()
        self.hold: float = 0
        self.url = ""

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return status and body: metres and seconds follow from the coordinates."""
        self.asked.append(path)
        if self.raw is not None:
            return 200, self.raw
        parts = urlsplit(path)
        given = parse_qs(parts.query)
        points = [
            tuple(float(number) for number in point.split(","))
            for point in parts.path.rpartition("/")[2].split(";")
        ]
        every = range(len(points))
        chosen = {
            name: [int(n) for n in given[name][0].split(";")] if name in given else list(every)
            for name in ("sources", "destinations")
        }
        if len(chosen["sources"]) * len(chosen["destinations"]) > MOST:
            return 400, json.dumps(
                {"code": "TooBig", "message": "Too many table coordinates"}
            ).encode()
        found = {
            "code": "Ok",
            "data_version": "2026-10-01T00:00:00Z",
            "distances": self._rows(points, chosen, 1000.4),
            "durations": self._rows(points, chosen, 100.2),
        }
        return 200, json.dumps(self.spoil(found)).encode()

    def _rows(self, points: list[Any], chosen: dict[str, list[int]], by: float) -> list[list[Any]]:
        def way(here: tuple[float, float], there: tuple[float, float]) -> float | None:
            if here != there and self.nowhere & {here, there}:
                return None
            return by * (abs(here[0] - there[0]) + 2 * max(there[1] - here[1], 0))

        return [
            [way(points[s], points[d]) for d in chosen["destinations"]] for s in chosen["sources"]
        ]


@contextmanager
def osrm_double() -> Iterator[Double]:
    """Serve on loopback until the block ends."""
    double = Double()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body = double.answer(self.path)
            double.wait.wait(double.hold)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield double
    finally:
        double.wait.set()
        server.shutdown()
        server.server_close()
        thread.join()
