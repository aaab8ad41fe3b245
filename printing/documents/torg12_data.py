"""What a ТОРГ-12 is printed from: frozen plain values, filled by whoever reads the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from printing.documents.totals import LineAmounts

WITHOUT_VAT = "без НДС"
"""The rate text of a line without VAT."""


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as the form names it; empty strings are left out."""

    name: str
    inn: str = ""
    kpp: str = ""
    address: str = ""
    phone: str = ""
    bank: str = ""
    """Account, bank, BIC, correspondent account, as one text."""
    okpo: str = ""

    def requisites(self) -> str:
        """Return everything in one line, in the order the caption asks for."""
        return ", ".join(part for part in (self.named(), self.bank) if part)

    def named(self) -> str:
        """Return who and where it is in one line, without the bank."""
        told = [
            self.name,
            f"ИНН {self.inn}" if self.inn else "",
            f"КПП {self.kpp}" if self.kpp else "",
            self.address,
            f"тел.: {self.phone}" if self.phone else "",
        ]
        return ", ".join(part for part in told if part)


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs; empty strings leave a line to write on."""

    position: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Torg12Line:
    """One line of goods."""

    name: str
    quantity_thousandths: int
    """Of the unit, also called net mass by the form."""
    amounts: LineAmounts
    vat_rate: str
    """«22%», «10%», «без НДС»: see `totals.rate_text`."""
    unit: str = "шт"
    okei: str = "796"
    article: str = ""
    characteristic: str = ""
    """Variant, grade, lot: stands after the name."""
    code: str = ""
    packaging: str = ""
    """Kind of packaging; empty: none."""
    per_place_thousandths: int | None = None
    """Quantity in one place; None: unknown, printed empty."""
    places: int | None = None
    """Number of places; None: unknown."""
    gross_grams: int | None = None
    net_grams: int | None = None

    def described(self) -> str:
        """Return name, characteristic and article as column 2 wants them."""
        article = f"арт.\u00a0{self.article}" if self.article else ""
        return ", ".join(part for part in (self.name, self.characteristic, article) if part)


@dataclass(frozen=True, slots=True)
class Basis:
    """A contract, order or waybill the note refers to; empty values are left blank."""

    text: str = ""
    number: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Torg12:
    """A whole delivery note."""

    number: str
    date: dt.date
    shipper: Party
    consignee: Party
    supplier: Party
    payer: Party
    lines: tuple[Torg12Line, ...]
    document_code: str = ""
    """What the barcode says, ASCII; empty: no barcode."""
    department: str = ""
    okdp: str = ""
    operation: str = ""
    basis: Basis = Basis()
    waybill: Basis = Basis()
    """The transport waybill."""
    attachment_sheets: str = ""
    released_by: Signatory = Signatory()
    """Отпуск груза разрешил."""
    accountant: Signatory = Signatory()
    shipped_by: Signatory = Signatory()
    """Отпуск груза произвёл."""
    accepted_by: Signatory = Signatory()
    received_by: Signatory = Signatory()
    proxy: Basis = Basis()
    """Power of attorney: number and date; its text tells who issued it and to whom."""
    marks: tuple[str, ...] = ()
    """«ДУБЛИКАТ», «Экземпляр № 2»."""
