"""What printing has to say: a code and facts, never a sentence.

    PrintError(code, **facts)
    ├── FontUnusable       the named font file is absent or lacks Cyrillic
    ├── BarcodeRefused     the symbology cannot carry the text, or the place is too narrow
    ├── DoesNotFit         a block is taller than the page
    ├── BadPrinter         the settings of a printer are wrong
    └── PrintFailed        the printer did not take the job

The tree stands beside the one of `core.kernel.errors`, because the engine is a library of
geometry and must not know the core. What the user reads is kept with the other texts of the
shell.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class PrintError(Exception):
    """Something paper has to say to whoever asked for it."""

    code: ClassVar[str] = "print"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        """Return code and facts for logs; never shown to a user."""
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class FontUnusable(PrintError):
    """No usable font. Facts: path (empty when none was named), missing (characters)."""

    code = "print-font"


class BarcodeRefused(PrintError):
    """The text cannot become this barcode. Facts: kind, text, reason (a `BarcodeReason`)."""

    code = "print-barcode"


class BarcodeReason(StrEnum):
    """Why a barcode was refused."""

    CHARACTERS = "characters"
    """The symbology has no such characters, or too few of them came."""
    CHECK_DIGIT = "check-digit"
    """The last digit does not follow from the others."""
    TOO_WIDE = "too-wide"
    """The narrowest readable symbol is wider than its place."""


class DoesNotFit(PrintError):
    """A block that may not be split is taller than the page. Facts: height_mm, room_mm."""

    code = "print-does-not-fit"


class BadPrinter(PrintError):
    """A printer's settings are wrong. Facts: printer, key, value, expected."""

    code = "print-bad-printer"


class PrintReason(StrEnum):
    """Why a job did not reach the printer."""

    UNREACHABLE = "unreachable"
    """Nothing answers at the address, or the connection broke before the job was taken."""
    UNCERTAIN = "uncertain"
    """The connection broke after the job had been sent: it may or may not print."""
    REFUSED = "refused"
    """The printer answered and said no."""
    NO_COMMAND = "no-command"
    """The `lp` command is not installed."""
    NOT_WRITABLE = "not-writable"
    """The directory cannot be written."""


class PrintFailed(PrintError):
    """The job was not delivered. Facts: printer, target, reason (a `PrintReason`), detail."""

    code = "print-failed"
