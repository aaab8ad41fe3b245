"""What can be wrong with one scan: a kind and facts, never a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ProblemKind(StrEnum):
    """Why a scan cannot be taken for what it pretends to be."""

    CHECK_DIGIT = "check-digit"
    """The number's last digit does not fit. Facts: number, found, expected, and ai in GS1 data.

    Without an AIM identifier the digits may be somebody's own numbering: whoever resolves codes
    may accept an exact match of `Code.text` and show this problem only when there is none.
    """

    WRONG_LENGTH = "wrong-length"
    """The symbology has fixed lengths and this is another. Facts: found, expected."""

    TOO_SHORT = "too-short"
    """A slip. Facts: found, expected (characters)."""

    BAD_GS1 = "bad-gs1"
    """No such application identifier, or a value it cannot have. Facts: at."""

    LOST_SEPARATOR = "lost-separator"
    """A value runs on where a separator had to stand: the gun drops GS. Facts: ai, value."""

    BAD_COMMAND = "bad-command"
    """`~W:` without a verb. Facts: text."""

    CONTROL_CHARACTERS = "control-characters"
    """Characters no code has. Facts: found (their codes in hexadecimal)."""

    NOISE = "noise"
    """Bytes that are no text: speed of the line, a bad cable. Facts: found."""

    OVERLONG = "overlong"
    """No end of the scan came in time. Facts: limit (bytes)."""

    INCOMPLETE = "incomplete"
    """The line broke in the middle of a scan. Facts: found (what came)."""

    NO_PREFIX = "no-prefix"
    """The prefix of the settings is missing. Facts: found, expected."""


@dataclass(frozen=True, slots=True)
class CodeProblem:
    """One thing wrong with a scan."""

    kind: ProblemKind
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)
