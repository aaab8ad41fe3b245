"""Which font a form is set in, and how wide a text is in it.

Order: the configured path, Debian's ParaType, DejaVu, the `font_roboto` package, and the
monospaced DejaVu that python-barcode carries. A font without Cyrillic is passed over: its
letters would print as empty boxes and nobody would be told.
"""

from __future__ import annotations

import importlib.util
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from printing.engine.form import Face
from printing.errors import FontUnusable

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

MM_PER_POINT = 25.4 / 72
_DEBIAN = Path("/usr/share/fonts/truetype")
_LETTERS = "".join(map(chr, range(0x410, 0x450)))
REQUIRED = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(_LETTERS + "Ёё№«»—–\u00a0")
"""What every form prints; a font that lacks one of these is not used."""
_SUBSTITUTES = {
    "₽": "руб.",
    "→": "->",
    "←": "<-",
    "×": "x",
    "…": "...",
    "−": "-",
    "☐": "[ ]",
    "☑": "[x]",
    "✓": "v",
    "\u2009": "\u00a0",
    "\u202f": "\u00a0",
    "\u2011": "-",
    "•": "-",
}
_BREAK_AFTER = "-/,.;:_)"
_registry = threading.Lock()


@dataclass(frozen=True, slots=True)
class FontFiles:
    """The four faces of one family; faces the family lacks repeat another."""

    regular: Path
    bold: Path
    italic: Path
    bold_italic: Path


def roboto() -> FontFiles:
    """Return the font that comes with klad's own dependencies.

    Raises:
        FontUnusable: the package is not installed.
    """
    found = importlib.util.find_spec("font_roboto")
    if found is None or found.origin is None:
        raise FontUnusable(path="font_roboto", missing="")
    folder = Path(found.origin).parent / "files"
    return _family(
        folder,
        "Roboto-Regular.ttf",
        "Roboto-Bold.ttf",
        "Roboto-Italic.ttf",
        "Roboto-BoldItalic.ttf",
    )


def find_fonts(configured: Path | None = None) -> FontFiles:
    """Return the first family on this machine that can print the forms.

    Args:
        configured: a TrueType file used for every face, or a directory with files named
            `*Regular*`, `*Bold*`, `*Italic*`, `*BoldItalic*`; None looks in the usual places.

    Raises:
        FontUnusable: the configured font is absent or lacks required characters, or none of
            the usual ones is there.
    """
    if configured is not None:
        files = _configured(configured)
        missing = missing_characters(files)
        if missing:
            raise FontUnusable(path=str(configured), missing=missing)
        return files
    for files in _candidates():
        if files.regular.is_file() and not missing_characters(files):
            return files
    raise FontUnusable(path="", missing="")


def missing_characters(files: FontFiles) -> str:
    """Return the required characters some face of the family lacks, sorted."""
    lacking: set[str] = set()
    for path in {files.regular, files.bold, files.italic, files.bold_italic}:
        lacking |= REQUIRED - _characters(_registered(path))
    return "".join(sorted(lacking))


def _family(folder: Path, regular: str, *others: str) -> FontFiles:
    found = [folder / name if (folder / name).is_file() else None for name in others]
    bold, italic, bold_italic = (*found, None, None, None)[:3]
    plain = folder / regular
    return FontFiles(plain, bold or plain, italic or plain, bold_italic or bold or plain)


def _configured(path: Path) -> FontFiles:
    if path.is_file():
        return FontFiles(path, path, path, path)
    by_name = {file.stem.lower(): file.name for file in sorted(path.glob("*.ttf"))}

    def face(*endings: str) -> str:
        return next((by_name[n] for end in endings for n in by_name if n.endswith(end)), "absent")

    plain = face("-regular", "regular")
    if plain == "absent":
        raise FontUnusable(path=str(path), missing="")
    return _family(
        path,
        plain,
        face("-bold", "bold"),
        face("-italic", "-oblique"),
        face("-bolditalic", "-boldoblique"),
    )


def _candidates() -> list[FontFiles]:
    paratype, dejavu = _DEBIAN / "paratype", _DEBIAN / "dejavu"
    families = [
        _family(paratype, "PTN57F.ttf", "PTN77F.ttf", "PTS56F.ttf", "PTS76F.ttf"),
        _family(
            dejavu,
            "DejaVuSansCondensed.ttf",
            "DejaVuSansCondensed-Bold.ttf",
            "DejaVuSansCondensed-Oblique.ttf",
            "DejaVuSansCondensed-BoldOblique.ttf",
        ),
        _family(dejavu, "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ]
    if importlib.util.find_spec("font_roboto") is not None:
        families.append(roboto())
    found = importlib.util.find_spec("barcode")
    if found is not None and found.origin is not None:
        families.append(_family(Path(found.origin).parent / "fonts", "DejaVuSansMono.ttf"))
    return families


@cache
def _registered(path: Path) -> TTFont:
    """Read and register a font once per process: the registry of reportlab is global.

    Raises:
        FontUnusable: absent, or not a TrueType font.
    """
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - heavy, only when printing
    from reportlab.pdfbase.ttfonts import TTFError, TTFont  # noqa: PLC0415

    if not path.is_file():
        raise FontUnusable(path=str(path), missing="")
    with _registry:
        try:
            font = TTFont(f"klad:{path}", str(path))
        except TTFError as error:
            raise FontUnusable(path=str(path), missing="") from error
        pdfmetrics.registerFont(font)
    return font


@cache
def _characters(font: TTFont) -> frozenset[str]:
    """Return what the font draws; fonts map control characters too, to nothing."""
    drawn = map(chr, font.face.charToGlyph)
    return frozenset(char for char in drawn if unicodedata.category(char)[0] != "C")


class Typeface:
    """One family ready to measure with, and the caches of one rendering.

    Not shared between threads; make one for each rendering.
    """

    def __init__(self, files: FontFiles) -> None:
        paths = {
            Face.REGULAR: files.regular,
            Face.BOLD: files.bold,
            Face.ITALIC: files.italic,
            Face.BOLD_ITALIC: files.bold_italic,
        }
        self._fonts = {face: _registered(path) for face, path in paths.items()}
        self._known = {face: _characters(font) for face, font in self._fonts.items()}
        self._widths = {face: font.face.charWidths for face, font in self._fonts.items()}
        self._default = {face: font.face.defaultWidth for face, font in self._fonts.items()}
        self._clean: dict[tuple[str, Face], str] = {}
        self._wrapped: dict[tuple[str, Face, float, float], tuple[str, ...]] = {}
        self._measured: dict[tuple[str, Face], int] = {}

    def font_name(self, face: Face) -> str:
        """Return the name the face is registered under."""
        return str(self._fonts[face].fontName)

    def clean(self, text: str, face: Face) -> str:
        """Return *text* with what the face cannot draw replaced: «₽» becomes «руб.».

        Control characters become spaces; a letter nothing stands for becomes «?».
        """
        key = (text, face)
        cleaned = self._clean.get(key)
        if cleaned is None:
            known = self._known[face]
            if known.issuperset(text):
                cleaned = text
            else:
                cleaned = "".join(
                    char if char in known else _substitute(char, known) for char in text
                )
            self._clean[key] = cleaned
        return cleaned

    def width(self, text: str, face: Face, size: float) -> float:
        """Return the width of cleaned *text* in millimetres."""
        key = (text, face)
        units = self._measured.get(key)
        if units is None:
            widths, default = self._widths[face], self._default[face]
            units = sum(widths.get(ord(char), default) for char in text)
            self._measured[key] = units
        return units * size * MM_PER_POINT / 1000

    def wrap(self, text: str, face: Face, size: float, room: float) -> tuple[str, ...]:
        """Split into lines not wider than *room* millimetres; at least one line.

        Breaks at spaces, then after punctuation inside a word, then between letters.
        """
        key = (text, face, size, room)
        lines = self._wrapped.get(key)
        if lines is None:
            lines = tuple(
                line
                for part in text.split("\n")
                for line in self._wrap_line(self.clean(part, face), face, size, room)
            )
            self._wrapped[key] = lines
        return lines

    def _wrap_line(self, text: str, face: Face, size: float, room: float) -> list[str]:
        if self.width(text, face, size) <= room:
            return [text]
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            tried = f"{line} {word}" if line else word
            if self.width(tried, face, size) <= room:
                line = tried
                continue
            if line:
                lines.append(line)
            rest = word
            while self.width(rest, face, size) > room:
                cut = self._cut(rest, face, size, room)
                lines.append(rest[:cut])
                rest = rest[cut:]
            line = rest
        return [*lines, line]

    def _cut(self, word: str, face: Face, size: float, room: float) -> int:
        fits = 1
        while fits < len(word) and self.width(word[: fits + 1], face, size) <= room:
            fits += 1
        for cut in range(fits, fits // 2, -1):
            if word[cut - 1] in _BREAK_AFTER:
                return cut
        return fits


def _substitute(char: str, known: frozenset[str]) -> str:
    if char in _SUBSTITUTES:
        return _SUBSTITUTES[char]
    kind = unicodedata.category(char)
    if kind in {"Mn", "Cf"}:
        return ""
    if kind[0] in "CZ":
        return " "
    plain = unicodedata.normalize("NFKD", char)[0]
    return plain if plain in known else "?"
