"""What printing has to say: a code and facts, never a sentence.

    PrintError(code, **facts)
    ├── FontUnusable       the named font file is absent or lacks Cyrillic
    ├── BarcodeRefused     BarcodeCharacters, BarcodeCheckDigit, BarcodeTooWide
    ├── DoesNotFit         a block is taller than the page
    ├── BadPrinter         the settings of a printer are wrong
    └── PrintFailed        PrinterUnreachable, PrintUncertain, PrinterRefused,
                           PrintCommandMissing, PrintFolderUnusable

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
    """The text cannot become this barcode. Facts: kind, text."""

    code = "print-barcode"


class BarcodeCharacters(BarcodeRefused):
    """The symbology has no such characters, or not so many. Facts: kind, text."""

    code = "print-barcode-characters"


class BarcodeCheckDigit(BarcodeRefused):
    """The last digit does not follow from the others. Facts: kind, text, expected."""

    code = "print-barcode-check-digit"


class BarcodeTooWide(BarcodeRefused):
    """The narrowest readable symbol is wider than its place. Facts: kind, text, room_mm."""

    code = "print-barcode-too-wide"


class DoesNotFit(PrintError):
    """A block that may not be split is taller than the page. Facts: height_mm, room_mm."""

    code = "print-does-not-fit"


class BadPrinter(PrintError):
    """A printer's settings are wrong. Facts: printer, key, value, expected."""

    code = "print-bad-printer"


class PrintReason(StrEnum):
    """Why a job did not reach the printer, for whoever decides about a retry."""

    UNREACHABLE = "unreachable"
    """Nothing answers, or the connection broke before anything was sent: retry is safe."""
    UNCERTAIN = "uncertain"
    """The connection broke after the job had begun to go out: it may or may not print."""
    REFUSED = "refused"
    """The printer answered and said no: a retry without a change will fail again."""
    NO_COMMAND = "no-command"
    """The `lp` command is not installed."""
    NOT_WRITABLE = "not-writable"
    """The directory cannot be written."""


class PrintFailed(PrintError):
    """The job was not delivered. Facts: printer, target, detail (of the system or printer)."""

    code = "print-failed"
    reason: ClassVar[PrintReason] = PrintReason.REFUSED


class PrinterUnreachable(PrintFailed):
    """Nothing answers at the address; nothing was sent. Facts: printer, target, detail."""

    code = "printer-unreachable"
    reason = PrintReason.UNREACHABLE


class PrintUncertain(PrintFailed):
    """The connection broke while the job went out. Facts: printer, target, detail."""

    code = "print-uncertain"
    reason = PrintReason.UNCERTAIN


class PrinterRefused(PrintFailed):
    """The printer said no. Facts: printer, target, detail."""

    code = "printer-refused"
    reason = PrintReason.REFUSED


class PrintCommandMissing(PrintFailed):
    """The `lp` command is not installed. Facts: printer, target, detail."""

    code = "print-command-missing"
    reason = PrintReason.NO_COMMAND


class PrintFolderUnusable(PrintFailed):
    """The directory cannot be written. Facts: printer, target, detail."""

    code = "print-folder-unusable"
    reason = PrintReason.NOT_WRITABLE
