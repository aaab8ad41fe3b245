"""A handheld pays at its start for nothing it has not used yet."""

from __future__ import annotations

import subprocess
import sys

import pytest


def loaded_after(statement: str) -> set[str]:
    """Return the names of the modules a fresh interpreter has after *statement*."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{statement}\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module", ["devices.scanner.codes", "devices.scanner.framing", "devices.scanner.weighed"]
)
def test_codecs_import_no_port_no_socket_no_thread_and_no_gs1_tables(module: str) -> None:
    loaded = loaded_after(f"import {module}")
    assert loaded & {"serial", "socket", "asyncio", "biip", "core", "tui", "textual"} == set()


def test_a_plain_code_is_understood_without_gs1_tables() -> None:
    loaded = loaded_after(
        "from devices.scanner.codes import parse_code\n"
        "from devices.settings import ScannerSettings\n"
        "assert parse_code('4600439931256', ScannerSettings()).gtin"
    )
    assert "biip" not in loaded


def test_the_emulated_gun_shares_no_codec_with_what_reads_it() -> None:
    loaded = loaded_after("import devices.emulators.scanner")
    assert {name for name in loaded if name.startswith("devices")} == {
        "devices",
        "devices.emulators",
        "devices.emulators.scanner",
        "devices.errors",
    }


def test_supervisors_do_not_know_the_core() -> None:
    loaded = loaded_after("import devices.supervisor, devices.inventory")
    assert {name.partition(".")[0] for name in loaded} & {"core", "tui", "printing"} == set()
