"""Travel from a map that OSRM reads inside this process: no server, no network.

The wheel `osrm-bindings` is optional (`pip install klad[roads]`) and needs Python 3.12. The map is
made once from an extract of OpenStreetMap with the tools in the wheel: `osrm-extract`, then
`osrm-contract`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from routing.travel.osrm_answer import block_of, degrees, garbage
from routing.travel.provider import Block, MatrixUnavailable, Place
from routing.travel.reasons import Reason

PACKAGE = "osrm-bindings"
PYTHON = (3, 12)
"""The first the wheel is made for."""


class OsrmLibrary:
    """A map of one's own, opened when it is first asked."""

    def __init__(self, map_file: Path) -> None:
        """Remember where the map is.

        Args:
            map_file: `roads.osrm`; the files of the map are `roads.osrm.*` beside it.
        """
        self._map = map_file
        self._engine: Any = None

    @property
    def name(self) -> str:
        """`osrm-file`."""
        return "osrm-file"

    @property
    def as_of(self) -> datetime | None:
        """When the map was made; None: there is none."""
        times = [part.stat().st_mtime for part in self._parts()]
        return datetime.fromtimestamp(max(times), UTC) if times else None

    def block(self, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
        """Return the ways from every source to every target.

        Raises:
            MatrixUnavailable: the library or the map is not there, or a place cannot be reached.
        """
        here, there = degrees(self.name, sources), degrees(self.name, targets)
        library = self._library()
        engine = self._opened(library)
        asked = library.TableParameters(annotations=["duration", "distance"], **_sides(here, there))
        try:
            answer = engine.Table(asked)
            found = {
                name: [list(row) for row in answer[name]] for name in ("durations", "distances")
            }
        except (RuntimeError, ValueError) as error:
            raise MatrixUnavailable(
                provider=self.name, reason=Reason.REFUSED, detail=str(error)[:200]
            ) from error
        except (KeyError, TypeError) as error:
            raise garbage(self.name, str(error)) from error
        return block_of(self.name, found, len(here), len(there))

    def _library(self) -> Any:  # noqa: ANN401 - a module without types
        try:
            return importlib.import_module("osrm")
        except ImportError as error:
            old = sys.version_info < PYTHON
            raise MatrixUnavailable(
                provider=self.name,
                reason=Reason.OLD_PYTHON if old else Reason.NOT_INSTALLED,
                detail=".".join(map(str, PYTHON)) if old else PACKAGE,
            ) from error

    def _opened(self, library: Any) -> Any:  # noqa: ANN401 - as above
        if self._engine is None:
            if not self._parts():
                raise MatrixUnavailable(
                    provider=self.name, reason=Reason.FILE, detail=str(self._map)
                )
            try:
                self._engine = library.OSRM(
                    storage_config=str(self._map), algorithm="CH", use_shared_memory=False
                )
            except RuntimeError as error:
                raise MatrixUnavailable(
                    provider=self.name, reason=Reason.FILE, detail=f"{self._map}: {error}"
                ) from error
        return self._engine

    def _parts(self) -> list[Path]:
        return list(self._map.parent.glob(f"{self._map.name}.*"))


def _sides(here: list[tuple[float, float]], there: list[tuple[float, float]]) -> dict[str, Any]:
    """Return every point once where the ways lead between the same ones: each is looked up."""
    if here == there:
        return {"coordinates": here}
    return {
        "coordinates": [*here, *there],
        "sources": list(range(len(here))),
        "destinations": list(range(len(here), len(here) + len(there))),
    }
