"""Errors of printing: fonts, barcodes, pages, printers."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "print": ErrorText(
        N_("Printing did not work"),
        "",
        N_("The document itself is safe. Try again, or look at it on the screen."),
    ),
    "print-font": ErrorText(
        N_("No font to print with"),
        N_("Font “{path}” is absent or lacks these letters: {missing}"),
        N_("Name another font in the settings, or remove the setting to use klad's own."),
        short=N_("No usable font"),
    ),
    "print-barcode": ErrorText(
        N_("This cannot be a barcode"),
        N_("{kind}: “{text}”."),
        N_("Correct the code in the reference book."),
        short=N_("Not a barcode"),
    ),
    "print-barcode-characters": ErrorText(
        N_("The barcode has characters it cannot carry"),
        N_("{kind}: “{text}”."),
        N_("Correct the code: Latin letters and digits only, 13 digits for EAN-13."),
        short=N_("Bad barcode letters"),
    ),
    "print-barcode-check-digit": ErrorText(
        N_("The check digit of the barcode is wrong"),
        N_("{kind}: “{text}” must end in {expected}."),
        N_("Compare it with the package and correct the barcode of the item."),
        short=N_("Wrong check digit"),
    ),
    "print-barcode-too-wide": ErrorText(
        N_("The barcode is too long for the paper"),
        N_("{kind} “{text}” does not fit in {room_mm} mm."),
        N_("Use a shorter code, or another form."),
        short=N_("Barcode too long"),
    ),
    "print-does-not-fit": ErrorText(
        N_("A part of the document is taller than the page"),
        N_("It takes {height_mm} mm, the page has {room_mm} mm."),
        N_("Shorten the longest text of the document, usually an address."),
        short=N_("Taller than a page"),
    ),
    "print-bad-printer": ErrorText(
        N_("A printer is set up wrongly"),
        N_("Printer “{printer}”, setting “{key}”: “{value}” came, expected: {expected}."),
        N_("Correct the settings file."),
        short=N_("Bad printer setting"),
    ),
    "print-failed": ErrorText(
        N_("The printer did not take the document"),
        N_("{printer} ({target}): {detail}"),
        N_("Look at the printer, then print again."),
        short=N_("Not printed"),
    ),
    "printer-unreachable": ErrorText(
        N_("The printer does not answer"),
        N_("{printer} ({target}): {detail}"),
        N_("Check that it is switched on and connected. Nothing was sent."),
        short=N_("Printer is away"),
    ),
    "print-uncertain": ErrorText(
        N_("It is not known whether the document was printed"),
        N_("The connection to {printer} ({target}) broke while sending: {detail}"),
        N_("Look at the printer. Print again only if nothing came out."),
        Severity.WARN,
        N_("Printed or not?"),
    ),
    "printer-refused": ErrorText(
        N_("The printer refused the document"),
        N_("{printer} ({target}): {detail}"),
        N_("Check paper and queue, or choose another printer."),
        short=N_("Printer refused"),
    ),
    "print-command-missing": ErrorText(
        N_("The lp command is not installed"),
        N_("Printer “{printer}” needs it: {detail}"),
        N_("Install the CUPS client, or set the printer up as kind = ipp."),
        short=N_("No lp command"),
    ),
    "print-folder-unusable": ErrorText(
        N_("The folder for printing cannot be written"),
        N_("{printer} ({target}): {detail}"),
        N_("Free space or correct the folder's rights, then print again."),
        short=N_("Folder not writable"),
    ),
}
