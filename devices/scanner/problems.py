"""What can be wrong with one scan: a kind and facts, never a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from devices.errors import ProtocolError


class ProblemKind(StrEnum):
    """Why a scan cannot be taken for what it pretends to be; the facts are those of its error."""

    CHECK_DIGIT = "check-digit"
    """The number's last digit does not fit.

    Without an AIM identifier the digits may be somebody's own numbering: whoever resolves codes
    may accept an exact match of `Code.text` and show this problem only when there is none.
    """

    WRONG_LENGTH = "wrong-length"
    TOO_SHORT = "too-short"
    BAD_GS1 = "bad-gs1"
    LOST_SEPARATOR = "lost-separator"
    BAD_COMMAND = "bad-command"
    CONTROL_CHARACTERS = "control-characters"
    NOISE = "noise"
    OVERLONG = "overlong"
    INCOMPLETE = "incomplete"
    NO_PREFIX = "no-prefix"


class BadCode(ProtocolError):
    """A scan that cannot be read. Facts: those of the kinds below."""

    code = "code-bad"


class WrongCheckDigit(BadCode):
    """The number's last digit does not fit the rest. Facts: number, found, expected, ai."""

    code = "code-check-digit"


class WrongLength(BadCode):
    """The symbology has fixed lengths and this is another. Facts: found, expected."""

    code = "code-wrong-length"


class TooShort(BadCode):
    """A slip, not a scan. Facts: found, expected (characters)."""

    code = "code-too-short"


class BadElement(BadCode):
    """No such GS1 application identifier, or a value it cannot have. Facts: at."""

    code = "code-bad-gs1"


class LostSeparator(BadCode):
    """A value runs on where a separator had to stand: the gun drops GS. Facts: ai, value."""

    code = "code-lost-separator"


class BadCommand(BadCode):
    """A command barcode without a verb. Facts: text."""

    code = "code-bad-command"


class ControlCharacters(BadCode):
    """Characters no code has. Facts: found (their numbers, hexadecimal)."""

    code = "code-control-characters"


class Noise(BadCode):
    """Bytes that are no text: speed of the line, a bad cable. Facts: found (hexadecimal)."""

    code = "code-noise"


class Overlong(BadCode):
    """No end of the scan came in time. Facts: limit (bytes)."""

    code = "code-overlong"


class Incomplete(BadCode):
    """The line broke off in the middle of a scan. Facts: found (what came)."""

    code = "code-incomplete"


class NoPrefix(BadCode):
    """The prefix of the settings is missing. Facts: found, expected."""

    code = "code-no-prefix"


_ERRORS: Mapping[ProblemKind, type[BadCode]] = {
    ProblemKind.CHECK_DIGIT: WrongCheckDigit,
    ProblemKind.WRONG_LENGTH: WrongLength,
    ProblemKind.TOO_SHORT: TooShort,
    ProblemKind.BAD_GS1: BadElement,
    ProblemKind.LOST_SEPARATOR: LostSeparator,
    ProblemKind.BAD_COMMAND: BadCommand,
    ProblemKind.CONTROL_CHARACTERS: ControlCharacters,
    ProblemKind.NOISE: Noise,
    ProblemKind.OVERLONG: Overlong,
    ProblemKind.INCOMPLETE: Incomplete,
    ProblemKind.NO_PREFIX: NoPrefix,
}


@dataclass(frozen=True, slots=True)
class CodeProblem:
    """One thing wrong with a scan."""

    kind: ProblemKind
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def error(self) -> BadCode:
        """The same as an error: for raising it, or for the catalogue of texts."""
        return _ERRORS[self.kind](**self.facts)
