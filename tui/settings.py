"""What this workstation was told: one TOML file, then the environment, each value with its origin.

Unknown keys are errors, because a misspelt key that is silently ignored costs a morning. Entries of
scanners and printers stay plain mappings here and are checked where they are used, so that reading
the settings loads neither serial ports nor fonts.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.kernel.errors import Refused

SYSTEM_FILE: Final = Path("/etc/klad/klad.toml")
DEFAULT: Final = "default"
"""The origin of a value nobody set."""

LANGUAGES: Final = ("auto", "ru", "en")
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})


class UnknownSetting(Refused):
    """The file has a key klad does not know. Facts: file, key, allowed, nearest."""

    code = "unknown-setting"


class BadSetting(Refused):
    """A value of the file or the environment will not do. Facts: file, key, value, expected."""

    code = "bad-setting"


class SettingsUnreadable(Refused):
    """The settings file is missing or is not TOML. Facts: file, reason."""

    code = "settings-unreadable"


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where the data are."""

    url: str | None = None
    """A PostgreSQL URL; None means klad's own PostgreSQL in the data directory."""


@dataclass(frozen=True, slots=True)
class HandheldSettings:
    """How this terminal of a storekeeper behaves."""

    warehouse: str = ""
    """Code of the warehouse; empty asks at sign-in when there is a choice."""

    beep: bool = True
    mono: bool = False
    """No colours: reverse and bold only."""


@dataclass(frozen=True, slots=True)
class SecuritySettings:
    """Sign-in and its lock-out."""

    attempts: int = 5
    """Wrong passwords in a row before the user is locked out."""

    lock_minutes: int = 15
    idle_minutes: int = 0
    """Minutes without a key before signing out; 0 never."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a workstation is told, with where each value came from."""

    data_dir: Path
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    language: str = "auto"
    timezone: str = "Europe/Moscow"
    workplace: str = ""
    """Opened after sign-in; empty offers those the role has."""

    handheld: HandheldSettings = field(default_factory=HandheldSettings)
    security: SecuritySettings = field(default_factory=SecuritySettings)
    scanners: tuple[Mapping[str, object], ...] = ()
    """The ``[[scanner]]`` tables, for `devices.settings.ScannerSettings.from_mapping`."""

    printers: tuple[Mapping[str, object], ...] = ()
    """The ``[[printer]]`` tables, for the spool of `printing`."""

    file: Path | None = None
    """The file that was read; None when there is none."""

    origins: Mapping[str, str] = field(default_factory=dict)
    """Dotted key → "default", the file, or the name of the environment variable."""

    def rows(self) -> Iterator[tuple[str, object, str]]:
        """Yield (dotted key, value with passwords masked, origin) in the order of the manual."""
        for key in _SETTINGS:
            value: object = self
            for part in _ATTRIBUTES.get(key, key).split("."):
                value = getattr(value, part)
            yield key, masked(value), self.origins.get(key, DEFAULT)


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the file and the environment; the environment wins.

    Args:
        env: variables to read, `os.environ` when None.

    Raises:
        SettingsUnreadable: ``KLAD_CONFIG`` names no file, or the file is not TOML.
        UnknownSetting: a key of the file is not known.
        BadSetting: a value is of the wrong kind.
    """
    env = os.environ if env is None else env
    file = settings_file(env)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for key, value in _flat(file, _read_file(file) if file else {}):
        values[key] = _SETTINGS[key].check(str(file), key, value)
        origins[key] = str(file)
    for key, setting in _SETTINGS.items():
        told = env.get(setting.variable) if setting.variable else None
        if told:
            values[key] = setting.parse(setting.variable, key, told)
            origins[key] = setting.variable
    if env.get("NO_COLOR") and "handheld.mono" not in values:
        values["handheld.mono"], origins["handheld.mono"] = True, "NO_COLOR"
    return _built(values, file, origins)


def settings_file(env: Mapping[str, str]) -> Path | None:
    """Return the file to read: ``KLAD_CONFIG``, the user's own, the system's; None if none is."""
    named = env.get("KLAD_CONFIG")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path  # noqa: PLC0415 - not needed when the file is named

    for file in (user_config_path("klad", appauthor=False) / "klad.toml", SYSTEM_FILE):
        if file.is_file():
            return file
    return None


def unknown_variables(env: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (variable, nearest known or "") for every ``KLAD_…`` that nothing reads."""
    known = {setting.variable for setting in _SETTINGS.values()} | _OTHER_VARIABLES
    strangers = sorted(
        name
        for name in env
        if name.startswith("KLAD_") and not name.startswith("KLAD_TEST_") and name not in known
    )
    return [(name, _nearest(name, known)) for name in strangers]


def masked(value: object) -> object:
    """Return *value* with the passwords in its URLs replaced by asterisks."""
    if isinstance(value, str):
        hidden = re.sub(r"(://[^:/?#@]*:).*(@)", r"\1***\2", value)
        return re.sub(r"(?i)([?&]password=)[^&]*", r"\1***", hidden)
    if isinstance(value, Mapping):
        return {
            key: "***" if key == "password" and entry else masked(entry)
            for key, entry in value.items()
        }
    if isinstance(value, tuple):
        return tuple(masked(entry) for entry in value)
    return value


@dataclass(frozen=True, slots=True)
class _Setting:
    """One key: how a value of the file is checked and a text of the environment read."""

    expected: str
    fits: Callable[[object], bool]
    variable: str = ""
    read: Callable[[str], object] = str

    def check(self, place: str, key: str, value: object) -> object:
        if not self.fits(value):
            raise BadSetting(file=place, key=key, value=masked(value), expected=self.expected)
        return value

    def parse(self, place: str, key: str, told: str) -> object:
        try:
            value = self.read(told)
        except ValueError:
            value = None
        if value is None or not self.fits(value):
            raise BadSetting(file=place, key=key, value=masked(told), expected=self.expected)
        return value


def _yes_or_no(told: str) -> bool:
    word = told.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(told)
    return word in _TRUE


def _whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_database(value: object) -> bool:
    return isinstance(value, str) and re.match(r"postgres(ql)?(\+psycopg)?://", value) is not None


def _is_zone(value: object) -> bool:
    """Tell whether *value* names a time zone; on a system without zone files any name may."""
    if not isinstance(value, str):
        return False
    for name, verdict in ((value, True), ("Europe/Moscow", False)):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
        return verdict
    return True


def _are_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(entry, Mapping) for entry in value)


def _one_scanner(told: str) -> tuple[Mapping[str, object], ...]:
    return ({"url": told},)


def _one_printer(told: str) -> tuple[Mapping[str, object], ...]:
    """Read `ipp://…`, `HOST:PORT` of a raw printer, or else a folder."""
    kind = "file"
    if re.match(r"ipps?://", told):
        kind = "ipp"
    elif re.fullmatch(r"[\w.-]{2,}:\d+", told):  # one letter would be a drive
        kind = "raw"
    return ({"name": "printer", "kind": kind, "target": told},)


_SETTINGS: Final[Mapping[str, _Setting]] = {
    "database.url": _Setting("postgresql://user@host/klad", _is_database, "KLAD_DATABASE_URL"),
    "data_dir": _Setting("a folder", _is_text, "KLAD_DATA_DIR"),
    "language": _Setting("auto, ru, en", lambda value: value in LANGUAGES, "KLAD_LANGUAGE"),
    "timezone": _Setting("Europe/Moscow, Asia/Yekaterinburg…", _is_zone, "KLAD_TIMEZONE"),
    "workplace": _Setting("a name of a workplace", _is_text, "KLAD_WORKPLACE"),
    "handheld.warehouse": _Setting("a code of a warehouse", _is_text, "KLAD_WAREHOUSE"),
    "handheld.beep": _Setting(
        "true, false", lambda value: isinstance(value, bool), "KLAD_BEEP", _yes_or_no
    ),
    "handheld.mono": _Setting(
        "true, false", lambda value: isinstance(value, bool), "KLAD_MONO", _yes_or_no
    ),
    "security.attempts": _Setting("1..100", _whole(1, 100), "KLAD_ATTEMPTS", int),
    "security.lock_minutes": _Setting("1..1440", _whole(1, 1440), "KLAD_LOCK_MINUTES", int),
    "security.idle_minutes": _Setting("0..1440", _whole(0, 1440), "KLAD_IDLE_MINUTES", int),
    "scanner": _Setting("[[scanner]]", _are_tables, "KLAD_SCANNER", _one_scanner),
    "printer": _Setting("[[printer]]", _are_tables, "KLAD_PRINTER", _one_printer),
}
"""Every key of the file, in the order of the manual."""

_ATTRIBUTES: Final = {"scanner": "scanners", "printer": "printers"}
"""Keys that are called differently in `Settings`: a table of the file is one of several."""

_OTHER_VARIABLES: Final = frozenset({"KLAD_CONFIG", "KLAD_PG_BIN"})
_SECTIONS: Final = frozenset(key.partition(".")[0] for key in _SETTINGS if "." in key)


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsUnreadable(file=str(file), reason=error.strerror or str(error)) from error
    except ValueError as error:
        # Both "not UTF-8" and "not TOML"; tomllib says line and column.
        raise SettingsUnreadable(file=str(file), reason=str(error)) from error


def _flat(file: Path | None, told: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield (dotted key, value) of the file.

    Raises:
        UnknownSetting, BadSetting: a key is unknown, a section is not a table.
    """
    for name, value in told.items():
        if name not in _SECTIONS:
            yield _known(file, name), value
            continue
        if not isinstance(value, Mapping):
            raise BadSetting(file=str(file), key=name, value=masked(value), expected=f"[{name}]")
        for inner, entry in value.items():
            yield _known(file, f"{name}.{inner}"), entry


def _known(file: Path | None, key: str) -> str:
    if key not in _SETTINGS:
        section = key.partition(".")[0]
        allowed = [name for name in _SETTINGS if name.startswith(f"{section}.")] or list(_SETTINGS)
        raise UnknownSetting(
            file=str(file), key=key, allowed=", ".join(allowed), nearest=_nearest(key, _SETTINGS)
        )
    return key


def _nearest(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, list(known), 1, cutoff=0.75)), "")


def _built(values: dict[str, Any], file: Path | None, origins: Mapping[str, str]) -> Settings:
    """Return the settings of flat *values*."""

    def section(name: str) -> dict[str, Any]:
        prefix = f"{name}."
        return {key[len(prefix) :]: values[key] for key in values if key.startswith(prefix)}

    plain = {key: values[key] for key in ("language", "timezone", "workplace") if key in values}
    return Settings(
        data_dir=_data_dir(values.get("data_dir")),
        database=DatabaseSettings(**section("database")),
        handheld=HandheldSettings(**section("handheld")),
        security=SecuritySettings(**section("security")),
        scanners=tuple(values.get("scanner", ())),
        printers=tuple(values.get("printer", ())),
        file=file,
        origins=origins,
        **plain,
    )


def _data_dir(told: str | None) -> Path:
    if told:
        return Path(told).expanduser()
    from core.db.embedded import default_data_dir  # noqa: PLC0415 - only when nobody named one

    return default_data_dir()
