"""A workstation's file may not say nonsense about a scanner."""

from __future__ import annotations

import pytest

from devices.errors import BadDeviceSetting, DeviceError
from devices.inventory import SerialPort, configured
from devices.settings import ScannerSettings, Suffix


def test_a_table_of_the_file_becomes_settings() -> None:
    told = {"name": "gate", "url": "/dev/ttyACM0", "suffix": "crlf", "gs_alternatives": ["~1"]}
    assert ScannerSettings.from_mapping(told) == ScannerSettings(
        name="gate", url="/dev/ttyACM0", suffix=Suffix.CRLF, gs_alternatives=("~1",)
    )


def test_an_unknown_key_is_named_with_those_that_exist() -> None:
    with pytest.raises(BadDeviceSetting) as refused:
        ScannerSettings.from_mapping({"name": "gate", "sufix": "cr"})
    facts = refused.value.facts
    assert (facts["device"], facts["key"], facts["value"]) == ("gate", "sufix", "cr")
    assert "suffix" in str(facts["allowed"]).split(", ")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", ""),
        ("url", "tcp://nowhere"),
        ("url", "tcp://127.0.0.1:99999"),
        ("url", "http://127.0.0.1:80"),
        ("name", " "),
        ("name", 7),
        ("baud", 10),
        ("baud", "9600"),
        ("suffix", "return"),
        ("suffix", 1),
        ("prefix", "\r"),
        ("prefix", "x" * 17),
        ("silence_ms", -1),
        ("silence_ms", 6000),
        ("silence_ms", True),
        ("gs_alternatives", "#"),
        ("gs_alternatives", [""]),
        ("recover_layout", 1),
        ("aim", "yes"),
        ("min_length", 0),
    ],
)
def test_a_value_out_of_its_range_is_refused_by_key(key: str, value: object) -> None:
    with pytest.raises(BadDeviceSetting) as refused:
        ScannerSettings.from_mapping({key: value})
    assert refused.value.facts["key"] == key


def test_silence_alone_needs_a_pause() -> None:
    with pytest.raises(BadDeviceSetting):
        ScannerSettings(suffix=Suffix.SILENCE, silence_ms=0)


def test_the_pause_depends_on_the_kind_of_link_unless_set() -> None:
    assert ScannerSettings(url="/dev/ttyUSB0").silence == 0.05
    assert ScannerSettings(url="tcp://127.0.0.1:4001").silence == 0.3
    assert ScannerSettings(url="tcp://127.0.0.1:4001", silence_ms=80).silence == 0.08
    assert ScannerSettings(silence_ms=0).silence is None


def test_configured_scanners_are_compared_with_the_ports_that_are_there() -> None:
    port = SerialPort("/dev/ttyACM0", "Gun", "", "05e0:1701", "")
    scanners = [
        ScannerSettings(url="/dev/ttyACM0"),
        ScannerSettings(url="/dev/ttyACM1"),
        ScannerSettings(),
    ]
    found = [each.present for each in configured(scanners, [port])]
    assert found == [True, False, None]


def _below(kind: type[DeviceError]) -> list[type[DeviceError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in _below(child))]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in _below(DeviceError)]
    assert len(codes) == len(set(codes))
