"""Scanners of this workstation, serial and TCP, feeding the same tape as the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from core.kernel.clock import Clock
from core.kernel.ids import uuid7
from devices.scanner.codes import ProblemKind
from devices.settings import ScannerSettings
from devices.supervisor import PortBack, PortLost, Reading, ScannerSupervisor
from devices.transport import opener
from tui.scan.strokes import Noticed, Scan, Source, Stroke

_FAULTS = frozenset({ProblemKind.OVERLONG, ProblemKind.INCOMPLETE, ProblemKind.NO_PREFIX})


def listen(
    tables: Iterable[Mapping[str, object]], put: Callable[[list[Stroke]], None], clock: Clock
) -> Callable[[], None]:
    """Start to read every scanner of the settings; return what stops them all.

    Args:
        put: takes strokes, from any thread.

    Raises:
        BadDeviceSetting: a table makes no sense.
    """
    wanted = [ScannerSettings.from_mapping(table) for table in tables]
    supervisors = [
        ScannerSupervisor(
            opener(settings),
            settings,
            _Ear(put, settings.name).hear,
            id_factory=uuid7,
            now=clock.now,
        )
        for settings in wanted
    ]
    for supervisor in supervisors:
        supervisor.start()

    def stop() -> None:
        for supervisor in supervisors:
            supervisor.stop(1.0)

    return stop


class _Ear:
    """Turns readings of one scanner into strokes."""

    def __init__(self, put: Callable[[list[Stroke]], None], name: str) -> None:
        self._put = put
        self._name = name
        self._lost = False

    def hear(self, reading: Reading) -> None:
        """Take one reading; the first "it is there" is no news."""
        match reading:
            case PortLost():
                self._lost = True
                self._put([Noticed("handheld-scanner-lost", (("name", self._name),))])
            case PortBack():
                if self._lost:
                    self._put([Noticed("handheld-scanner-back", (("name", self._name),))])
                self._lost = False
            case _:
                self._put([_scan(reading)])


def _scan(reading: Reading) -> Scan:
    assert not isinstance(reading, PortLost | PortBack)  # noqa: S101 - matched by the caller
    code = reading.code
    problem = code.problem
    if problem is not None:
        fault = problem.kind.value if problem.kind in _FAULTS else None
        return Scan(reading.id, code.raw, reading.at, Source.DEVICE, fault)
    return Scan(reading.id, f"{code.aim or ''}{code.text}", reading.at, Source.DEVICE)
