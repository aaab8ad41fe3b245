"""One reading of a scanner as `klad device test scanner` prints it."""

from __future__ import annotations

import json

from devices.errors import DeviceError
from devices.scanner.codes import Code
from devices.supervisor import PortBack, PortLost, Reading, ScanRead
from tui.error_text import explain
from tui.formatting import day, plain, quantity
from tui.locale import _


def as_text(reading: Reading) -> str:
    """Return *reading* for a person: one paragraph."""
    match reading:
        case PortBack():
            return _("Open: {url}. Scan something; Ctrl+C ends.").format(url=reading.address)
        case PortLost():
            return f"! {_said(reading.error)}"
        case ScanRead():
            return "\n".join(
                [f"> {reading.code.shown}", *(f"  {line}" for line in _lines(reading))]
            )


def as_object(reading: Reading) -> str:
    """Return *reading* for a program: one line of JSON."""
    told: dict[str, object] = {"at": reading.at.isoformat(), "source": reading.source}
    match reading:
        case PortBack():
            told |= {"event": "open", "url": reading.address}
        case PortLost():
            told |= {"event": "lost", "reason": reading.reason.value, **reading.error.facts}
        case ScanRead():
            told |= {"event": "scan", "id": str(reading.id), "raw": reading.raw.hex()}
            told |= _code_object(reading.code)
    return json.dumps(told, ensure_ascii=False, default=str)


def _lines(scan: ScanRead) -> list[str]:
    code = scan.code
    weight = None
    if code.weight_grams is not None:
        weight = _("{kilograms} kg").format(kilograms=quantity(code.weight_grams))
    command = code.command and " ".join(filter(None, [code.command.verb, code.command.argument]))
    rows: list[tuple[str, object]] = [
        (_("kind"), f"{code.symbology.value} {code.aim or ''}".strip()),
        (_("GTIN"), code.gtin),
        (_("lot"), code.lot),
        (_("serial number"), code.serial),
        (_("expiry"), code.expiry and day(code.expiry)),
        (_("produced"), code.production and day(code.production)),
        (_("count"), code.count),
        (_("weight"), weight),
        (_("SSCC"), code.sscc),
        (_("command"), command),
        (_("in the Latin layout"), code.alternative),
        (_("bytes"), scan.raw.hex(" ") if code.problem else None),
    ]
    lines = [f"{name}: {plain(str(value))}" for name, value in rows if value is not None]
    if code.recovered:
        lines.append(_("typed through a Russian layout: set the gun or the keyboard to Latin"))
    if code.problem:
        lines.append(f"! {_said(code.problem.error)}")
    return lines


def _said(error: DeviceError) -> str:
    told = explain(error)
    return " ".join(part for part in (f"{told.title}.", told.body, told.next_step) if part)


def _code_object(code: Code) -> dict[str, object]:
    command = code.command and {"verb": code.command.verb, "argument": code.command.argument}
    problem = code.problem and {"kind": code.problem.kind.value, **code.problem.facts}
    return {
        "text": code.text,
        "symbology": code.symbology.value,
        "aim": code.aim,
        "gtin": code.gtin,
        "lot": code.lot,
        "serial": code.serial,
        "expiry": code.expiry,
        "production": code.production,
        "count": code.count,
        "weight_grams": code.weight_grams,
        "sscc": code.sscc,
        "elements": code.elements,
        "command": command,
        "alternative": code.alternative,
        "recovered": code.recovered,
        "problem": problem,
    }
