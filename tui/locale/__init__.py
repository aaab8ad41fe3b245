"""Two languages: English msgids, a complete Russian catalogue, switchable at run time.

The Russian texts live in `ru/*.po`, one fragment per area; `python -m tui.locale compile` merges
them into the catalogue that is read here.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable
from pathlib import Path

LANGUAGES = ("en", "ru")

FOLDER = Path(__file__).parent
CATALOGUE = FOLDER / "ru" / "LC_MESSAGES" / "klad.mo"

_loaded: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}
_language = "en"
_listeners: list[Callable[[], None]] = []


def preferred_language(asked: str | None = None) -> str:
    """Return "ru" or "en": what was asked for, else what the locale says, else English.

    Args:
        asked: "ru", "en", or None and "auto" for the locale's.
    """
    if asked in LANGUAGES:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "ru" if value.lower().startswith("ru") else "en"
    return "en"


def use_language(asked: str | None = None) -> str:
    """Switch the language of everything said from now on; return the one chosen."""
    global _language  # noqa: PLW0603 - one process serves one person
    _language = preferred_language(asked)
    translations(_language)
    for listener in _listeners:
        listener()
    return _language


def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogue of "ru" or "en", for what is printed in a language of its own."""
    if language not in _loaded:
        _loaded[language] = _load()
    return _loaded[language]


def current_language() -> str:
    """Return "ru" or "en"."""
    return _language


def on_language_change(listener: Callable[[], None]) -> None:
    """Call *listener* after every switch, for those who keep rendered text."""
    _listeners.append(listener)


def _load() -> gettext.NullTranslations:
    if not CATALOGUE.exists():
        from tui.locale.catalogue import compile_catalogue  # noqa: PLC0415 - once, when unbuilt

        compile_catalogue()
    with CATALOGUE.open("rb") as file:
        return gettext.GNUTranslations(file)


def _(message: str) -> str:
    """Return *message* in the current language."""
    return _loaded[_language].gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form for *n* in the current language."""
    return _loaded[_language].ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """Return *message* as meant in *context*, in the current language."""
    return _loaded[_language].pgettext(context, message)
