"""The assembler: a stream of characters becomes scans, typed text and keys.

It stands in front of every field of the screen. It has no clock: the caller says when the bytes
came and calls `tick` at `due`. However the bytes are cut into packets, the same scans come out.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from core.kernel.ids import uuid7
from devices.scanner.framing import MAX_LENGTH, RAPID_GAP, RAPID_LENGTH, FrameFault
from devices.scanner.layout import recover_layout
from devices.scanner.symbology import split_aim
from devices.settings import SUFFIX_BYTES, ScannerSettings, Suffix
from tui.scan.escapes import SEQUENCES, is_foreign, is_unfinished
from tui.scan.strokes import Pressed, Scan, Source, Stroke, Typed

TYPING_PAUSE = 0.05
"""Seconds after which one or two characters are taken for typing."""

STALL_PAUSE = 0.3
"""Seconds a quick run of characters may stand still: a packet held up on Wi-Fi."""

ESCAPE_PAUSE = 0.1
"""Seconds after which a lone ESC is the key, not the beginning of a sequence."""

SUFFIX_PAUSE = 1.0
"""Seconds within which the other half of a double suffix belongs to its scan."""

SAME_BURST = 0.01
"""Seconds within which no person presses a key after a gun."""

_QUICK_RUN = 3
_TIMES = frozenset("xXхХ")
"""Between two numbers: so many packs of so many, in either alphabet."""

_MARKED = ("~W:", "~w:", "~D:", "~d:")
"""Begin command barcodes and the barcodes of printed documents: nobody types them."""

_ENDS = "\r\n\t"
_DATA_CONTROLS = "\x1d\x1e\x04"
_NAMED = {"\r": "enter", "\n": "enter", "\t": "tab", "\x08": "backspace", "\x7f": "backspace"}


class KeyStream:
    """Bytes of a terminal in, strokes out. Not thread-safe: one stream per terminal."""

    def __init__(
        self,
        settings: ScannerSettings,
        now: Callable[[], datetime],
        *,
        encoding: str = "utf-8",
        new_id: Callable[[], UUID] = uuid7,
    ) -> None:
        self._settings = settings
        self._now = now
        self._new_id = new_id
        self._decode = codecs.getincrementaldecoder(encoding)("klad-keep-bytes").decode
        self._suffix = SUFFIX_BYTES.get(settings.suffix, b"").decode("latin-1")
        self._held = ""
        self._started = 0.0
        self._last = 0.0
        self._escape = ""
        self._ended_at = -SUFFIX_PAUSE
        self._ended_by = ""
        """When and by what the last scan ended: the rest of a double suffix is swallowed."""

    @property
    def due(self) -> float | None:
        """The moment `tick` must be called at, or None while nothing is pending."""
        if self._escape:
            return self._last + ESCAPE_PAUSE
        return self._last + self._patience() if self._held else None

    def feed(self, data: bytes, at: float) -> list[Stroke]:
        """Take *data* that came at moment *at*, in seconds; return what it completes."""
        done = self.tick(at)
        for character in self._decode(data):
            if self._escape or character == "\x1b":
                self._continue_escape(character, at, done)
            else:
                self._take(character, at, done)
        return done

    def tick(self, at: float) -> list[Stroke]:
        """Let the time be *at*: a pause may end what is pending."""
        due = self.due
        done: list[Stroke] = []
        if due is None or at < due:
            return done
        if self._escape:
            held, self._escape = self._escape, ""
            done.append(self._press("escape"))
            for character in held[1:]:
                self._take(character, self._last, done)
        else:
            self._pause(done)
        return done

    def _continue_escape(self, character: str, at: float, done: list[Stroke]) -> None:
        if character == "\x1b" and self._escape:
            done.append(self._press("escape"))
            self._escape = ""
        if not self._escape:
            self._flush(done)
        self._escape += character
        self._last = at
        if self._escape in SEQUENCES:
            done.append(self._press(SEQUENCES[self._escape]))
            self._escape = ""
        elif is_unfinished(self._escape):
            return
        elif is_foreign(self._escape):
            self._escape = ""
        else:  # a scan glued to the key ESC
            held, self._escape = self._escape, ""
            done.append(self._press("escape"))
            for each in held[1:]:
                self._take(each, at, done)

    def _take(self, character: str, at: float, done: list[Stroke]) -> None:
        if self._ends_here(character):
            self._end(character, at, done)
        elif self._is_data(character):
            self._hold(character, at, done)
        elif self._settings.prefix.startswith(character) and self._settings.prefix:
            self._flush(done)
            self._hold(character, at, done)
        else:
            self._flush(done)
            key = _NAMED.get(character)
            if key:
                done.append(self._press(key))
            elif "\x01" <= character <= "\x1a":
                done.append(self._press(f"ctrl+{chr(ord(character) + 96)}"))

    def _is_data(self, character: str) -> bool:
        if character < " ":  # separators are data inside a code only
            return character in _DATA_CONTROLS and bool(self._held)
        return not "\x7f" <= character <= "\x9f"

    def _ends_here(self, character: str) -> bool:
        if character in _ENDS:
            return True
        return bool(self._suffix) and self._suffix.endswith(character) and bool(self._held)

    def _hold(self, character: str, at: float, done: list[Stroke]) -> None:
        if self._held and self._is_slow(at):
            self._flush(done)
        if not self._held:
            self._started = at
        self._held += character
        self._last = at
        if len(self._held) > MAX_LENGTH:
            done.append(self._scan(self._held[:MAX_LENGTH], FrameFault.OVERLONG))
            self._held = ""

    def _is_slow(self, at: float) -> bool:
        """Return True when what is held was typed and the next character begins something else."""
        return at - self._last >= TYPING_PAUSE and len(self._held) < _QUICK_RUN

    def _end(self, character: str, at: float, done: list[Stroke]) -> None:
        if self._held:
            self._last = at
            scanned = self._is_scan()
            self._flush(done)
            if scanned:
                self._ended_at, self._ended_by = at, character
                return
        elif self._is_second_half(character, at):
            return
        done.append(self._press(_NAMED.get(character, "enter")))

    def _is_second_half(self, character: str, at: float) -> bool:
        """Return True for the rest of CR LF, CR TAB, TAB CR, and for an empty double trigger.

        The rest of a suffix may be held up on its way; the same character again is the gun's only
        at once, later it is the person's Enter.
        """
        patience = SAME_BURST if character == self._ended_by else SUFFIX_PAUSE
        ended, self._ended_at = self._ended_at, -SUFFIX_PAUSE
        return at - ended < patience

    def _is_scan(self) -> bool:
        held = self._held
        prefix = self._settings.prefix
        if prefix and held.startswith(prefix):
            return True
        if held.startswith(_MARKED) or self._has_aim(held):
            return True
        mean = (self._last - self._started) / max(1, len(held) - 1)
        return mean < RAPID_GAP and (len(held) >= RAPID_LENGTH or _is_short_code(held))

    def _has_aim(self, held: str) -> bool:
        if not self._settings.aim:
            return False
        if split_aim(held)[0]:
            return True
        latin = recover_layout(held) if held[0] in "ъЪ" else None
        return bool(latin and split_aim(latin)[0])

    def _patience(self) -> float:
        """Return how long the characters held may stand still before they are judged."""
        if self._settings.prefix and self._held.startswith(self._settings.prefix[:1]):
            return STALL_PAUSE
        if len(self._held) < _QUICK_RUN:
            return TYPING_PAUSE
        silence = self._settings.silence_ms
        if self._settings.suffix is Suffix.SILENCE and silence:
            return silence / 1000
        return STALL_PAUSE

    def _pause(self, done: list[Stroke]) -> None:
        """End what is held because the line went silent."""
        promised = self._settings.suffix not in {Suffix.ANY, Suffix.SILENCE}
        if self._is_scan() and promised:
            done.append(self._scan(self._held, FrameFault.INCOMPLETE))
            self._held = ""
        else:
            self._flush(done)

    def _flush(self, done: list[Stroke]) -> None:
        if not self._held:
            return
        held, scanned = self._held, self._is_scan()
        self._held = ""
        if scanned:
            done.append(self._scan(held.removeprefix(self._settings.prefix)))
        else:
            typed = "".join(each for each in held if each >= " ")
            if typed:
                done.append(Typed(typed))

    def _press(self, key: str) -> Pressed:
        return Pressed(key, self._new_id(), self._now())

    def _scan(self, text: str, fault: FrameFault | None = None) -> Scan:
        return Scan(self._new_id(), text, self._now(), Source.KEYS, fault and fault.value)


def _is_short_code(held: str) -> bool:
    """Tell whether a burst is a short label such as CS01.

    Digits alone, and 3x12, may be a quantity that a slow link delivers in one go; one letter over
    and over is a key held down.
    """
    letters = {each for each in held if each.isalpha()}
    if held[:1].isdigit():
        letters -= _TIMES
    return len(held) >= _QUICK_RUN and bool(letters) and len(set(held)) > 1


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that is no UTF-8 as Latin-1, so that no byte of a code is lost."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - the codec machinery promises it
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("klad-keep-bytes", _keep_bytes)
