"""Printers as settings name them."""

from __future__ import annotations

import pytest

from printing.errors import BadPrinter
from printing.spool.settings import Printer, PrinterKind, parse_printers


def test_a_full_table_is_read() -> None:
    settings = {"kind": "ipp", "target": "ipp://print:631/printers/a4", "media": "A5", "copies": 2}
    assert Printer.parse("office", settings) == Printer(
        "office", PrinterKind.IPP, "ipp://print:631/printers/a4", "A5", 2
    )


def test_media_and_copies_have_defaults() -> None:
    printers = parse_printers({"folder": {"kind": "file", "target": "/srv/prints"}})
    assert printers == {"folder": Printer("folder", PrinterKind.FILE, "/srv/prints", "A4", 1)}


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("10.0.0.7", ("10.0.0.7", 9100)),
        ("zebra:6101", ("zebra", 6101)),
        ("[fe80::1]:9100", ("fe80::1", 9100)),
        ("[::1]", ("::1", 9100)),
    ],
)
def test_a_raw_printer_is_a_host_and_perhaps_a_port(target: str, where: tuple[str, int]) -> None:
    printer = Printer.parse("zebra", {"kind": "raw", "target": target})
    assert printer.host_and_port() == where


@pytest.mark.parametrize(
    ("settings", "key", "value"),
    [
        ({"kind": "file", "target": "/x", "colour": "yes"}, "colour", ""),
        ({"target": "/x"}, "kind", ""),
        ({"kind": "fax", "target": "/x"}, "kind", "fax"),
        ({"kind": 7, "target": "/x"}, "kind", "7"),
        ({"kind": "file"}, "target", ""),
        ({"kind": "file", "target": 5}, "target", "5"),
        ({"kind": "raw", "target": ""}, "target", ""),
        ({"kind": "raw", "target": "host:port"}, "target", "host:port"),
        ({"kind": "raw", "target": "host:0"}, "target", "host:0"),
        ({"kind": "raw", "target": "host:99999"}, "target", "host:99999"),
        ({"kind": "raw", "target": "tcp://host:9100"}, "target", "tcp://host:9100"),
        ({"kind": "raw", "target": "host name"}, "target", "host name"),
        ({"kind": "ipp", "target": "print/queue"}, "target", "print/queue"),
        ({"kind": "ipp", "target": "ftp://print/queue"}, "target", "ftp://print/queue"),
        ({"kind": "ipp", "target": "ipp://print/a\r\nX: y"}, "target", "ipp://print/a\r\nX: y"),
        ({"kind": "ipp", "target": "ipp://print:x/q"}, "target", "ipp://print:x/q"),
        ({"kind": "lp", "target": "-o raw"}, "target", "-o raw"),
        ({"kind": "lp", "target": "q", "media": "A4; rm"}, "media", "A4; rm"),
        ({"kind": "lp", "target": "q", "forms": "torg12"}, "forms", "torg12"),
        ({"kind": "lp", "target": "q", "forms": [7]}, "forms", "[7]"),
        ({"kind": "lp", "target": "q", "copies": 0}, "copies", "0"),
        ({"kind": "lp", "target": "q", "copies": 100}, "copies", "100"),
        ({"kind": "lp", "target": "q", "copies": "2"}, "copies", "2"),
        ({"kind": "lp", "target": "q", "copies": True}, "copies", "True"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_key_and_value(
    settings: dict[str, object], key: str, value: str
) -> None:
    with pytest.raises(BadPrinter) as refused:
        Printer.parse("office", settings)
    facts = refused.value.facts
    assert (facts["printer"], facts["key"], facts["value"]) == ("office", key, value)
    assert facts["expected"]


def test_a_printer_that_is_no_table_is_refused() -> None:
    with pytest.raises(BadPrinter) as refused:
        parse_printers({"office": "ipp://print/queue"})
    assert refused.value.facts["value"] == "ipp://print/queue"
