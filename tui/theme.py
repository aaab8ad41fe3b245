"""How klad looks: a theme of its own, one in the terminal's 16 colours, and none at all.

Whatever can be told by colour is told by a glyph or by reverse video too, so the monochrome
terminal loses nothing but the beauty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

from tui.terminal.profiles import profile_for

RICH = Theme(
    name="klad",
    primary="#2f6f9f",
    secondary="#3c8d7f",
    accent="#1d4f7a",
    warning="#d7a13a",
    error="#b8433f",
    success="#5f9f4f",
    foreground="#e4e4e4",
    background="#10161c",
    surface="#18212a",
    panel="#1e2a35",
    dark=True,
)

SIXTEEN = replace(BUILTIN_THEMES["ansi-dark"], name="klad-16", accent="ansi_cyan")

CSS = """
Screen { background: $background; color: $foreground; }
TitleBar { background: $primary; color: $foreground; text-style: bold; }
KeyBar { background: $surface; color: $foreground; }
KeyBar > .keybar--key { text-style: bold reverse; }
KeyBar > .keybar--label { background: $surface; color: $foreground; }
MessageLine { background: $surface; color: $foreground; }
MessageLine.-ok { background: $success 40%; }
MessageLine.-warn { background: $warning 40%; }
MessageLine.-wrong, MessageLine.-stop { background: $error; color: $foreground; text-style: bold; }
Grid { background: $background; color: $foreground; }
Grid > .grid--header { background: $panel; color: $foreground; text-style: bold; }
Grid > .grid--cursor { background: $accent; color: $foreground; text-style: bold; }
Grid > .grid--marked { background: $panel; color: $foreground; }
Grid > .grid--faint { color: $foreground 60%; }
Grid > .grid--work { color: $warning; }
Grid > .grid--good { color: $success; }
Grid > .grid--bad { color: $error; }
TextEntry, CellEntry { background: $surface; color: $foreground; }
TextEntry:focus, CellEntry:focus { background: $accent; text-style: bold; }
CellEntry.-wrong { background: $error; }
ChoiceEntry { background: $surface; color: $foreground; }
ChoiceEntry:focus { background: $accent; text-style: bold; }
EntryField > .label { color: $foreground 80%; }
EntryField:focus-within > .label { text-style: bold; color: $foreground; }
EntryField.-wrong > .label { color: $error; text-style: bold; }
EntryField.-wrong > TextEntry { background: $error; }
TabLine > .tabline--tab { background: $surface; color: $foreground 80%; }
TabLine > .tabline--active { background: $accent; color: $foreground; text-style: bold; }
.answer.-chosen { background: $accent; text-style: bold; }
.facts { background: $surface; text-style: bold; }
ListBody > .summary { background: $surface; }
.search > .filters { background: $warning 40%; }

Screen:ansi { background: ansi_default; color: ansi_default; }
TitleBar:ansi { background: ansi_blue; color: ansi_bright_white; }
MessageLine.-ok:ansi { background: ansi_green; color: ansi_black; }
MessageLine.-warn:ansi { background: ansi_yellow; color: ansi_black; }
MessageLine.-wrong:ansi, MessageLine.-stop:ansi { background: ansi_red; color: ansi_bright_white; }
Grid:ansi > .grid--header { background: ansi_default; text-style: bold underline; }
Grid:ansi > .grid--cursor { background: ansi_cyan; color: ansi_black; }
Grid:ansi > .grid--marked { text-style: bold; }
Grid:ansi > .grid--faint { color: ansi_default; text-style: dim; }
TextEntry:ansi, CellEntry:ansi, ChoiceEntry:ansi {
    background: ansi_default; text-style: underline;
}
TextEntry:focus:ansi, CellEntry:focus:ansi, ChoiceEntry:focus:ansi {
    background: ansi_cyan; color: ansi_black;
}
TabLine:ansi > .tabline--active { background: ansi_cyan; color: ansi_black; }
.answer.-chosen:ansi { background: ansi_cyan; color: ansi_black; }
.search > .filters:ansi { background: ansi_yellow; color: ansi_black; }
EntryField > .label:ansi { color: ansi_default; }

TitleBar:nocolor { text-style: reverse; }
MessageLine.-wrong:nocolor, MessageLine.-stop:nocolor { text-style: bold reverse; }
Grid:nocolor > .grid--cursor { text-style: reverse; }
Grid:nocolor > .grid--marked { text-style: bold; }
TextEntry:focus:nocolor, CellEntry:focus:nocolor, ChoiceEntry:focus:nocolor {
    text-style: underline bold;
}
TabLine:nocolor > .tabline--active { text-style: reverse; }
.answer.-chosen:nocolor { text-style: reverse; }
"""


def theme_for(env: Mapping[str, str]) -> Theme:
    """Return the theme that the terminal can show."""
    if env.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return RICH
    return RICH if profile_for(env.get("TERM", "")).name == "xterm-256" else SIXTEEN
