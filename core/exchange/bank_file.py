"""Reading bank statements in the format 1CClientBankExchange (kl_to_1c.txt): bytes in, values out.

Versions 1.01 to 1.03, in Windows-1251, DOS (866) or UTF-8, whatever the file claims: the letters
decide. Keys that klad does not know are kept. A file that breaks off or does not fit is refused
with the line, what was expected and what came; then nothing of it is taken.

Source: «Стандарт обмена с системами „Клиент банка“» of 1C.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from core.exchange.errors import BankFileBroken, BankFileVersion, FileEmpty, NotBankFile
from core.kernel.money import Money
from core.settlements.bank_document import BankDocument

MARK: Final = "1CClientBankExchange"
VERSIONS: Final = ("1.01", "1.02", "1.03")
_ENCODINGS: Final = ("utf-8-sig", "cp1251", "cp866")
_TELLING: Final = "ВерсияФормата"
"""Every file has this key, so only the right encoding shows it."""

_ACCOUNT: Final = "СекцияРасчСчет"
_ACCOUNT_END: Final = "КонецРасчСчет"
_DOCUMENT: Final = "СекцияДокумент"
_DOCUMENT_END: Final = "КонецДокумента"
_FILE_END: Final = "КонецФайла"
_PURPOSE: Final = "НазначениеПлатежа"

_PAIR = re.compile(r"([^=\s][^=]*)=(.*)")
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_SUM = re.compile(r"\d{1,15}(?:[.,\-]\d{1,2})?")
_LINE_END = re.compile(r"\r\n|\n|\r")
_THIN = str.maketrans("", "", " \u00a0'")
_LONGEST = 60
"""Letters of a wrong line that are shown."""


@dataclass(frozen=True, slots=True)
class BankAccount:
    """What the bank says of one account over the period."""

    account: str
    since: date | None
    until: date | None
    opening_minor: int | None
    received_minor: int | None
    spent_minor: int | None
    closing_minor: int | None
    other: Mapping[str, str]
    """Keys klad does not know."""


@dataclass(frozen=True, slots=True)
class BankFile:
    """A whole statement."""

    name: str
    version: str
    encoding: str
    """How it was read."""
    head: Mapping[str, str]
    """Keys above the sections, known or not."""
    accounts: tuple[BankAccount, ...]
    documents: tuple[BankDocument, ...]
    fields: tuple[Mapping[str, str], ...]
    """Of each document everything it says, known to klad or not."""

    @property
    def account(self) -> str:
        """The account the statement is of; the first when it is of several."""
        return self.head.get("РасчСчет") or next((one.account for one in self.accounts), "")

    @property
    def since(self) -> date | None:
        """First day of the period."""
        days = [one.since for one in self.accounts if one.since is not None]
        return min(days, default=None)

    @property
    def until(self) -> date | None:
        """Last day of the period."""
        days = [one.until for one in self.accounts if one.until is not None]
        return max(days, default=None)

    def unbalanced(self) -> list[tuple[str, int, int]]:
        """Return (account, received as the bank says, as its documents come to) where they differ.

        Only where the file has one section of an account and says what was received.
        """
        found = []
        for one in self.accounts:
            same = [other for other in self.accounts if other.account == one.account]
            if one.received_minor is None or len(same) > 1:
                continue
            came = sum(
                document.amount_minor
                for document in self.documents
                if document.payee_account == one.account
            )
            if came != one.received_minor:
                found.append((one.account, one.received_minor, came))
        return found


@dataclass(slots=True)
class _Section:
    """Lines between a beginning and its end."""

    row: int
    kind: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    """Key → the line it stands in."""
    last: str = ""
    """The key of the line before: a purpose may run over several lines."""


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self.head = _Section(1)
        self.accounts: list[BankAccount] = []
        self.documents: list[BankDocument] = []
        self.fields: list[Mapping[str, str]] = []

    def read(self, lines: list[str], mark: int) -> None:
        """Read everything below the mark, which stands in line number *mark*.

        Raises:
            BankFileBroken: with line, what was expected, what came.
        """
        inside: _Section | None = None
        ending = ""
        for row, line in enumerate(lines[mark:], start=mark + 1):
            text = line.strip()
            if not text:
                continue
            if inside is None:
                if text == _FILE_END:
                    self._nothing_after(lines, row)
                    return
                if text == _ACCOUNT:
                    inside, ending = _Section(row), _ACCOUNT_END
                elif text.partition("=")[0].strip() == _DOCUMENT:
                    kind = text.partition("=")[2].strip()
                    inside, ending = _Section(row, kind), _DOCUMENT_END
                else:
                    self._pair(self.head, row, text)
            elif text == ending:
                self._close(inside, ending)
                inside, ending = None, ""
            elif text in {_FILE_END, _ACCOUNT, _ACCOUNT_END, _DOCUMENT_END} or (
                text.partition("=")[0].strip() == _DOCUMENT
            ):
                raise self._broken(row, ending, text)
            else:
                self._pair(inside, row, text)
        raise self._broken(len(lines) + 1, ending or _FILE_END, "")

    def _close(self, section: _Section, ending: str) -> None:
        if ending == _ACCOUNT_END:
            self.accounts.append(self._account(section))
        else:
            self.documents.append(self._document(section))
            self.fields.append(dict(section.fields))

    def _pair(self, section: _Section, row: int, text: str) -> None:
        match = _PAIR.fullmatch(text)
        if match is None:
            if not section.last.startswith(_PURPOSE):
                raise self._broken(row, "…=…", text)
            section.fields[section.last] += f" {text}"
            return
        key, value = match[1].strip(), match[2].strip()
        section.fields[key] = value
        section.rows[key] = row
        section.last = key

    def _nothing_after(self, lines: list[str], row: int) -> None:
        for later, line in enumerate(lines[row:], start=row + 1):
            if line.strip():
                raise self._broken(later, "", line.strip())

    def _account(self, section: _Section) -> BankAccount:
        known = {
            "РасчСчет",
            "ДатаНачала",
            "ДатаКонца",
            "НачальныйОстаток",
            "ВсегоПоступило",
            "ВсегоСписано",
            "КонечныйОстаток",
        }
        return BankAccount(
            account=self._needed(section, "РасчСчет", "40702810…"),
            since=self._day(section, "ДатаНачала"),
            until=self._day(section, "ДатаКонца"),
            opening_minor=self._sum(section, "НачальныйОстаток"),
            received_minor=self._sum(section, "ВсегоПоступило"),
            spent_minor=self._sum(section, "ВсегоСписано"),
            closing_minor=self._sum(section, "КонечныйОстаток"),
            other={key: value for key, value in section.fields.items() if key not in known},
        )

    def _document(self, section: _Section) -> BankDocument:
        told = section.fields
        self._needed(section, "Номер", "123")
        self._needed(section, "Дата", "31.12.2026")
        self._needed(section, "Сумма", "1234.56")
        on = self._day(section, "Дата")
        amount = self._sum(section, "Сумма")
        if on is None or not amount:
            raise self._broken(section.rows["Сумма"], "Сумма > 0", told["Сумма"])
        booked = self._day(section, "ДатаПоступило") or self._day(section, "ДатаСписано")
        return BankDocument(
            row=section.row,
            number=told["Номер"],
            date=on,
            booked_on=booked or on,
            amount_minor=amount,
            payer=_first(told, "Плательщик1", "Плательщик"),
            payer_inn=told.get("ПлательщикИНН", ""),
            payer_kpp=told.get("ПлательщикКПП", ""),
            payer_account=_first(told, "ПлательщикСчет", "ПлательщикРасчСчет"),
            payee=_first(told, "Получатель1", "Получатель"),
            payee_account=_first(told, "ПолучательСчет", "ПолучательРасчСчет"),
            purpose=_purpose(told),
        )

    def _needed(self, section: _Section, key: str, example: str) -> str:
        value = section.fields.get(key, "")
        if not value:
            row = section.rows.get(key, section.row)
            raise self._broken(row, f"{key}={example}", f"{key}=" if key in section.rows else "")
        return value

    def _day(self, section: _Section, key: str) -> date | None:
        value = section.fields.get(key, "")
        if not value:
            return None
        match = _DAY.fullmatch(value)
        try:
            if match is not None:
                return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            pass  # no such day in the calendar: refused below, as any other text
        raise self._broken(section.rows[key], f"{key}=31.12.2026", f"{key}={value}")

    def _sum(self, section: _Section, key: str) -> int | None:
        value = section.fields.get(key, "").translate(_THIN)
        if not value:
            return None
        sign = value.startswith("-")
        if not _SUM.fullmatch(value.removeprefix("-")):
            came = f"{key}={section.fields[key]}"
            raise self._broken(section.rows[key], f"{key}=1234.56", came)
        minor = Money.parse(value.removeprefix("-").replace("-", ".")).minor
        return -minor if sign else minor

    def _broken(self, row: int, expected: str, came: str) -> BankFileBroken:
        told = came[:_LONGEST] or "—"
        return BankFileBroken(file=self._name, line=row, expected=expected or "—", came=told)


def read_bank_file(data: bytes, name: str) -> BankFile:
    """Read a statement, all of it or nothing.

    Args:
        name: of the file, for messages.

    Raises:
        FileEmpty: there is nothing in it.
        NotBankFile: it is something else.
        BankFileVersion: a version of the format that klad does not know.
        BankFileBroken: it breaks off, or a line does not fit.
    """
    if not data.strip():
        raise FileEmpty(file=name)
    text, encoding = _decoded(data, name)
    lines = _LINE_END.split(text.rstrip())
    mark = next(row for row, line in enumerate(lines, start=1) if line.strip())
    if lines[mark - 1].strip() != MARK:
        raise NotBankFile(file=name, expected=MARK, came=lines[mark - 1].strip()[:_LONGEST])
    reader = _Reader(name)
    reader.read(lines, mark)
    version = reader.head.fields.get(_TELLING, "")
    if version not in VERSIONS:
        row = reader.head.rows.get(_TELLING, 2)
        known = ", ".join(VERSIONS)
        raise BankFileVersion(file=name, line=row, came=version[:_LONGEST], known=known)
    return BankFile(
        name=name,
        version=version,
        encoding=encoding,
        head=dict(reader.head.fields),
        accounts=tuple(reader.accounts),
        documents=tuple(reader.documents),
        fields=tuple(reader.fields),
    )


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return the text and how it was read: the encoding in which the format's own words show."""
    readable = None
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _TELLING in text:
            return text, encoding.removesuffix("-sig")
        readable = readable or text
    first = (readable or "").lstrip().partition("\n")[0].strip()
    if first == MARK:
        raise BankFileBroken(file=name, line=2, expected=f"{_TELLING}=1.03", came="")
    raise NotBankFile(file=name, expected=MARK, came=first[:_LONGEST])


def _first(fields: Mapping[str, str], *keys: str) -> str:
    return next((fields[key] for key in keys if fields.get(key)), "")


def _purpose(fields: Mapping[str, str]) -> str:
    """Return the purpose, which may be cut into НазначениеПлатежа1 to 6."""
    if fields.get(_PURPOSE):
        return fields[_PURPOSE]
    parts = (fields.get(f"{_PURPOSE}{number}", "") for number in range(1, 7))
    return " ".join(part for part in parts if part)
