"""What a reader of files refuses. Nothing is written whenever one of these is raised."""

from __future__ import annotations

from core.kernel.errors import Refused


class FileUnreadable(Refused):
    """The file is not what it should be. Facts: file, detail."""

    code = "import-file-unreadable"


class FileEmpty(FileUnreadable):
    """There is nothing in it. Facts: file."""

    code = "import-file-empty"


class UnknownEncoding(FileUnreadable):
    """Neither UTF-8 nor Windows-1251. Facts: file, tried."""

    code = "import-unknown-encoding"


class NotText(FileUnreadable):
    """Zero bytes: neither a table in text nor a workbook. Facts: file."""

    code = "import-not-text"


class QuotesUnclosed(FileUnreadable):
    """A quote that is never closed, or text after a closing one. Facts: file, row, detail."""

    code = "import-quotes-unclosed"


class NotWorkbook(FileUnreadable):
    """Not a workbook of Excel 2007 or later, or a damaged one. Facts: file, detail."""

    code = "import-not-workbook"


class WorkbookTooLarge(FileUnreadable):
    """It would unpack to more than klad reads. Facts: file, megabytes, limit."""

    code = "import-workbook-too-large"


class MappingUnreadable(FileUnreadable):
    """A file of column names that is not TOML. Facts: file, detail."""

    code = "import-mapping-unreadable"


class ColumnMissing(Refused):
    """A column the target cannot do without. Facts: target, column, known, found."""

    code = "import-column-missing"


class ColumnUnknown(Refused):
    """A mapping names a column that is not there. Facts: target, column, known."""

    code = "import-column-unknown"


class XmlBroken(Refused):
    """XML that breaks off or does not nest. Facts: file, line, column, detail."""

    code = "import-xml-broken"


class XmlForbidden(Refused):
    """XML with entities or a document type: a known way to read other files. Facts: file."""

    code = "import-xml-forbidden"


class NotCommerceMl(Refused):
    """XML, but not this one. Facts: file, expected, found."""

    code = "import-not-commerceml"


class DatabaseNotEmpty(Refused):
    """The demo company goes into an empty database only. Facts: items, users, documents."""

    code = "demo-database-not-empty"


class NotBankFile(FileUnreadable):
    """The first line is not 1CClientBankExchange. Facts: file, expected, came."""

    code = "import-not-bank-file"


class BankFileVersion(FileUnreadable):
    """A version of the format that klad does not know. Facts: file, line, came, known."""

    code = "import-bank-version"


class BankFileBroken(FileUnreadable):
    """A bank file that does not say what its format wants. Facts: file, line, expected, came."""

    code = "import-bank-broken"
