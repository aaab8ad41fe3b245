"""Errors of goods, partners, warehouses and imports, and what is wrong with a row of a file."""

from __future__ import annotations

from dataclasses import dataclass

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "item-retired": ErrorText(
        N_("These goods are out of use"),
        N_("{barcode}: {item} ({article}) is retired."),
        N_("Put it aside and ask the shift lead; nothing was changed."),
        short=N_("Goods out of use"),
    ),
    "lot-needs-expiry": ErrorText(
        N_("The lot needs an expiry date"),
        N_("{item} is kept by expiry date, lot {lot} has none."),
        N_("Enter the date printed on the goods."),
        short=N_("Expiry date needed"),
    ),
    "lots-not-kept": ErrorText(
        N_("These goods have no lots"),
        N_("{item} is not kept by lot; lot {lot} came."),
        N_("Leave the lot empty, or change how the item is kept."),
        short=N_("No lots here"),
    ),
    "bad-requisite": ErrorText(
        N_("A number does not add up: {requisite}"),
        N_("“{value}” came, expected: {expected} with right check digits."),
        N_("Compare it with the paper and type it again; nothing was changed."),
        short=N_("Wrong {requisite}"),
    ),
    "stock-lines-wrong": ErrorText(
        N_("The stock does not fit the warehouse {warehouse}"),
        N_("Bad lines: {count}, the first is line {line}."),
        N_("Check its item, quantity, lot, packaging and cell; nothing was entered."),
        short=N_("Line {line} is wrong"),
    ),
    "cells-switch-refused": ErrorText(
        N_("Cells cannot be switched while goods lie there"),
        N_("{warehouse} holds {quantity:quantity} in all."),
        N_("Move the goods out, switch the cells, and enter the stock anew."),
        short=N_("Goods lie there"),
    ),
    "import-file-unreadable": ErrorText(
        N_("The file cannot be read"),
        N_("{file}: {detail}"),
        N_("Check that it is the right file; nothing was imported."),
        short=N_("Unreadable file"),
    ),
    "import-file-empty": ErrorText(
        N_("The file is empty"),
        N_("{file} has no row at all."),
        N_("Export it again; nothing was imported."),
        short=N_("File is empty"),
    ),
    "import-unknown-encoding": ErrorText(
        N_("The letters of the file cannot be read"),
        N_("{file} is in none of: {tried}."),
        N_("Save it as UTF-8 and try again; nothing was imported."),
        short=N_("Unknown encoding"),
    ),
    "import-not-text": ErrorText(
        N_("The file is no table"),
        N_("{file} is neither text nor a workbook of Excel 2007 or later."),
        N_("Save it as CSV or XLSX; nothing was imported."),
        short=N_("Not a table"),
    ),
    "import-quotes-unclosed": ErrorText(
        N_("A quote in the file has no pair"),
        N_("{file}, near row {row}: {detail}."),
        N_("Double the quotes inside a text, or save the file as XLSX; nothing was imported."),
        short=N_("Quotes in row {row}"),
    ),
    "import-not-workbook": ErrorText(
        N_("The workbook cannot be read"),
        N_("{file}: {detail}"),
        N_("Open it in a spreadsheet and save it as XLSX or CSV; nothing was imported."),
        short=N_("Bad workbook"),
    ),
    "import-workbook-too-large": ErrorText(
        N_("The workbook is too large"),
        N_("{file} would take {megabytes} MB, the most is {limit} MB."),
        N_("Split it, or save it as CSV; nothing was imported."),
        short=N_("Workbook too large"),
    ),
    "import-mapping-unreadable": ErrorText(
        N_("The file of column names cannot be read"),
        N_("{file}: {detail}"),
        N_('Write it as TOML: a table [columns] with lines such as name = "Title".'),
        short=N_("Bad column file"),
    ),
    "import-column-missing": ErrorText(
        N_("A column is missing: {column}"),
        N_("{target} needs a column called one of: {known}. The file has: {found}."),
        N_("Rename it in the file, or name it with --map {column}=…; nothing was imported."),
        short=N_("No column {column}"),
    ),
    "import-column-unknown": ErrorText(
        N_("There is no such column: {column}"),
        N_("{target} knows: {known}."),
        N_("Correct the mapping; nothing was imported."),
        short=N_("No column {column}"),
    ),
    "import-xml-broken": ErrorText(
        N_("The XML breaks off or is damaged"),
        N_("{file}, line {line}, column {column}: {detail}."),
        N_("Export it again and compare the size; nothing was imported."),
        short=N_("Broken XML, line {line}"),
    ),
    "import-xml-forbidden": ErrorText(
        N_("The XML has declarations that klad does not read"),
        N_("{file} declares entities or a document type."),
        N_("An export of goods has none: ask who sent it; nothing was imported."),
        Severity.STOP,
        N_("Dangerous XML"),
    ),
    "import-not-commerceml": ErrorText(
        N_("This is no CommerceML"),
        N_("{file} begins with “{found}”, expected: {expected}."),
        N_("Give import.xml first, offers.xml after it; nothing was imported."),
        short=N_("Not CommerceML"),
    ),
    "demo-database-not-empty": ErrorText(
        N_("The database is not empty"),
        N_("It has items: {items}, users: {users}, documents: {documents}."),
        N_("The demo company needs a database of its own: set KLAD_DATA_DIR to a new folder."),
        Severity.WARN,
        N_("Database not empty"),
    ),
}


@dataclass(frozen=True, slots=True)
class FaultText:
    """What is said of a bad row, as msgids; `{expected}` and `{came}` are filled in."""

    expected: str
    next_step: str


FAULTS: dict[str, FaultText] = {
    "empty": FaultText(N_("The cell is empty, a value was expected."), N_("Fill it.")),
    "number": FaultText(
        N_("A number such as {expected} was expected."),
        N_("Write digits with a decimal comma or point, without other signs."),
    ),
    "not-positive": FaultText(
        N_("A number above zero was expected."), N_("Correct it, or remove the row.")
    ),
    "date": FaultText(
        N_("A date such as {expected} was expected."), N_("Write day, month and year.")
    ),
    "flag": FaultText(
        N_("Yes or no was expected: {expected}."), N_("Write one of the two, or leave it empty.")
    ),
    "choice": FaultText(N_("One of these was expected: {expected}."), N_("Choose one of them.")),
    "vat": FaultText(
        N_("A VAT rate was expected: {expected}."),
        N_("Write the percentage alone, or the words for “without VAT”."),
    ),
    "text": FaultText(
        N_("Text of at most {expected} characters without control signs was expected."),
        N_("Shorten it, or type it again."),
    ),
    "scientific": FaultText(
        N_("A code was expected, a number rounded by the spreadsheet came."),
        N_("Format the column as text in the spreadsheet and enter the code again."),
    ),
    "check-digit": FaultText(
        N_("The last digit of this barcode should be {expected}."),
        N_("Scan or type the barcode again."),
    ),
    "requisite": FaultText(
        N_("A number with right check digits was expected: {expected}."),
        N_("Compare it with the paper."),
    ),
    "duplicate": FaultText(
        N_("The same stands in row {expected} already."), N_("Keep one of the two rows.")
    ),
    "unknown": FaultText(
        N_("Nothing in the books is called so."),
        N_("Check the spelling, or import it first."),
    ),
    "ambiguous": FaultText(
        N_("Several items have this article: {expected}."), N_("Write the code instead.")
    ),
    "taken": FaultText(
        N_("It already belongs to {expected}."), N_("Correct it here or in the books.")
    ),
    "misfit": FaultText(
        N_("These goods cannot lie there as the row says."),
        N_("Compare the row with the card of the item and of the warehouse."),
    ),
    "misfit cell-needed": FaultText(
        N_("The warehouse keeps goods in cells, and no cell is named."), N_("Name the cell.")
    ),
    "misfit cell-not-kept": FaultText(
        N_("The warehouse keeps no goods in cells."), N_("Leave the cell empty.")
    ),
    "misfit lot-needed": FaultText(
        N_("The item is kept by lot, and no lot is named."), N_("Name the lot.")
    ),
    "misfit lot-not-kept": FaultText(
        N_("The item is not kept by lot."), N_("Leave lot and date empty.")
    ),
    "misfit auxiliary-type": FaultText(
        N_("Prices of an auxiliary type are kept in price documents only."), N_("Remove the row.")
    ),
    "misfit outside-segment": FaultText(
        N_("The price type is not meant for this item."),
        N_("Take the item into the segment of the type, or remove the row."),
    ),
    "misfit service": FaultText(N_("A service is never on stock."), N_("Remove the row.")),
    "misfit partial-packaging": FaultText(
        N_("The quantity is no whole number of packs."),
        N_("Give base units that fill the packs, or split the row."),
    ),
    "unit-in-use": FaultText(
        N_("Stock of this item is counted in another unit: {expected}."),
        N_("Leave the unit as it is; a pack of several is a packaging, not a unit."),
    ),
    "new-needs": FaultText(
        N_("Something new comes with this row, and the column {expected} is empty."),
        N_("Fill that column."),
    ),
}
"""`core.exchange.faults.Fault` by value; with a space and `expected` where that says more."""
