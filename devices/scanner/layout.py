"""Codes typed through a Russian keyboard layout, read by the position of the keys.

A gun that imitates a keyboard sends keys, and the layout of the workstation makes letters of them:
`LOT-7` comes as `ДЩЕ-7`, the `]` of an AIM identifier as `ъ`.
"""

from __future__ import annotations

_RUSSIAN = (
    "ёйцукенгшщзхъфывапролджэячсмитьбю"  # the letter keys
    "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"  # with Shift
    ".,"  # the key of the slash
    '"№;:?/'  # Shift with 2, 3, 4, 6, 7 and the backslash
)
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>/?@#$^&|"
_BY_KEY = str.maketrans(_RUSSIAN, _LATIN)
_CYRILLIC = frozenset(_RUSSIAN[:66])


def has_cyrillic(text: str) -> bool:
    """Return True when any letter of *text* is of the Russian alphabet."""
    return not _CYRILLIC.isdisjoint(text)


def recover_layout(text: str) -> str | None:
    """Return what the same keys give in the Latin layout.

    None when *text* has no Russian letter (nothing says the layout was Russian) or has Latin ones
    too (no single layout types both, so the text is what it is).
    """
    if not has_cyrillic(text) or any(each.isascii() and each.isalpha() for each in text):
        return None
    return text.translate(_BY_KEY)
