"""Profiles: what a kind of terminal understands, chosen by `TERM` or by a setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from core.kernel.errors import BadValue


class Ink(IntEnum):
    """What a cell means; a profile says how it looks. Never colour alone: see the glyphs."""

    PLAIN = 0
    BRIGHT = 1
    """The prompt, what was typed."""

    KEY = 2
    """The one thing to look at: reversed."""

    FAINT = 3
    """Labels, keys."""

    GOOD = 4
    ATTENTION = 5
    ALARM = 6
    """The whole screen while something is wrong."""

    ALARM_KEY = 7


@dataclass(frozen=True, slots=True)
class Profile:
    """How to speak to one kind of terminal."""

    name: str
    start: str
    """Sent once: takes the screen over. Nothing here asks the terminal for an answer."""

    stop: str
    """Sent once at the end: gives the screen back."""

    inks: Mapping[Ink, str]
    """Ink → parameters of SGR after a reset; empty for the terminal's own look."""

    links: bool = False
    """It understands OSC 8, or swallows it: a telephone number can be touched."""

    def sgr(self, ink: Ink) -> str:
        """Return the sequence that switches to *ink* from anything."""
        return f"\x1b[{self.inks[ink]}m" if self.inks[ink] else "\x1b[m"


_TAKE = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[m\x1b[2J"
_GIVE = "\x1b[m\x1b[2J\x1b[?7h\x1b[?25h\x1b[?1049l"

XTERM_256 = Profile(
    "xterm-256",
    _TAKE,
    _GIVE,
    {
        Ink.PLAIN: "",
        Ink.BRIGHT: "0;1",
        Ink.KEY: "0;1;7",
        Ink.FAINT: "0;38;5;248",
        Ink.GOOD: "0;38;5;114",
        Ink.ATTENTION: "0;1;38;5;221",
        Ink.ALARM: "0;1;38;5;226;48;5;88",
        Ink.ALARM_KEY: "0;1;38;5;88;48;5;226",
    },
    links=True,
)
ANSI_16 = Profile(
    "ansi-16",
    _TAKE,
    _GIVE,
    {
        Ink.PLAIN: "",
        Ink.BRIGHT: "0;1",
        Ink.KEY: "0;7",
        Ink.FAINT: "0;36",
        Ink.GOOD: "0;32",
        Ink.ATTENTION: "0;1;33",
        Ink.ALARM: "0;1;33;41",
        Ink.ALARM_KEY: "0;31;43",
    },
)
_MONO: Mapping[Ink, str] = {
    Ink.PLAIN: "",
    Ink.BRIGHT: "0;1",
    Ink.KEY: "0;7",
    Ink.FAINT: "",
    Ink.GOOD: "",
    Ink.ATTENTION: "0;1",
    Ink.ALARM: "0;7",
    Ink.ALARM_KEY: "0;1",
}
MONO = Profile("mono", _TAKE, _GIVE, _MONO)
VT220 = Profile(
    "vt220",
    "\x1b[m\x1b[?25l\x1b[?7l\x1b[2J",
    "\x1b[m\x1b[2J\x1b[H\x1b[?7h\x1b[?25h",
    _MONO,
)
"""No alternate screen, no colour: nothing a DEC terminal of 1983 does not know."""

PROFILES: Mapping[str, Profile] = {
    profile.name: profile for profile in (XTERM_256, ANSI_16, MONO, VT220)
}

_COLOURED = ("xterm", "screen", "tmux", "rxvt", "linux", "putty", "cygwin", "konsole", "gnome")
_MONO_ENDINGS = ("-mono", "-m")


def profile_for(term: str, wanted: str | None = None) -> Profile:
    """Return the profile called *wanted*, or with None the one that fits the terminal type *term*.

    Raises:
        BadValue: there is no such profile.
    """
    if wanted is not None:
        if wanted not in PROFILES:
            raise BadValue(what="terminal", value=wanted, expected=", ".join(PROFILES))
        return PROFILES[wanted]
    name = term.lower()
    if name.endswith(_MONO_ENDINGS):
        return MONO
    if "256color" in name or "direct" in name or "kitty" in name or "alacritty" in name:
        return XTERM_256
    return ANSI_16 if name.startswith(_COLOURED) else VT220
