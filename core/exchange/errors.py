"""What a reader of files refuses. Nothing is written whenever one of these is raised."""

from __future__ import annotations

from core.kernel.errors import Refused


class FileUnreadable(Refused):
    """The file is not what it should be. Facts: file, reason (`Unreadable`), detail, row."""

    code = "import-file-unreadable"


class ColumnMissing(Refused):
    """A column the target cannot do without. Facts: target, column, known, found."""

    code = "import-column-missing"


class ColumnUnknown(Refused):
    """A mapping names a column that is not there. Facts: target, column, known."""

    code = "import-column-unknown"


class RowsRefused(Refused):
    """Rows are bad, so nothing was imported. Facts: target, bad, total, first (row), report."""

    code = "import-rows-refused"


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
