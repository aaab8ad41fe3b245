"""Reading CommerceML 2 (import.xml, offers.xml): bytes in, frozen records out, no database.

With and without the namespace `urn:1C.ru:commerceml_2`, UTF-8 with BOM and Windows-1251, versions
2.03 to 2.10. Read as a stream: one record is in memory at a time besides the results. Entities and
document types are refused: nothing an export of goods needs, and a way to read other files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from core.exchange import values
from core.exchange.errors import NotCommerceMl, XmlBroken, XmlForbidden
from core.exchange.faults import BadRow, Fault, Misread
from core.exchange.values import Reader
from core.kernel.money import divide_half_up
from core.kernel.vat import VatKind

ROOT: Final = "КоммерческаяИнформация"
_CHUNK: Final = 64 * 1024
_RECORDS: Final = {
    "Группа": "Группы",
    "Товар": "Товары",
    "ТипЦены": "ТипыЦен",
    "Склад": "Склады",
    "Предложение": "Предложения",
}
"""Element that is a record → the element it must stand in."""
_DEEPEST: Final = 100


@dataclass(slots=True)
class Node:
    """An element inside a record."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def child(self, tag: str) -> Node | None:
        """Return the first child called *tag*, or None."""
        return next((node for node in self.children if node.tag == tag), None)

    def all(self, *path: str) -> Iterator[Node]:
        """Yield the descendants at *path*."""
        for node in self.children:
            if node.tag == path[0]:
                if len(path) == 1:
                    yield node
                else:
                    yield from node.all(*path[1:])

    def said(self, tag: str) -> str:
        """Return the text of the child called *tag*, "" without one."""
        node = self.child(tag)
        return "" if node is None else node.text.strip()


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A folder of goods."""

    external_id: str
    name: str
    parent: str
    """Empty: at the top."""


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A base unit as the file has it."""

    code: str
    """OKEI; may be empty."""
    symbol: str
    name: str


@dataclass(frozen=True, slots=True)
class GoodsRecord:
    """An item."""

    file: str
    line: int
    external_id: str
    code: str
    """Empty: the other system tells none."""
    article: str
    name: str
    full_name: str
    unit: UnitRecord
    group: str
    barcode: str
    vat: VatKind
    vat_known: bool
    """False: the file says nothing about VAT."""
    weight_grams: int
    """0: unknown."""
    service: bool
    retired: bool


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """Prices and stock of an item or of one variant of it."""

    file: str
    line: int
    item: str
    """Identifier of the item."""
    variant: str
    """Whole identifier "item#variant"; empty: the item itself."""
    variant_name: str
    barcode: str
    prices: tuple[tuple[str, int], ...]
    """(identifier of the price type, kopecks per base unit)."""
    quantities: tuple[tuple[str, int], ...]
    """(identifier of the warehouse, thousandths)."""
    total: int | None
    """Thousandths in all warehouses together; None: not told."""


@dataclass(frozen=True, slots=True)
class PriceTypeRecord:
    """A kind of price."""

    external_id: str
    name: str
    currency: str
    includes_vat: bool


@dataclass(slots=True)
class Exchange:
    """Everything read from one or two files."""

    groups: list[GroupRecord] = field(default_factory=list)
    goods: list[GoodsRecord] = field(default_factory=list)
    offers: list[OfferRecord] = field(default_factory=list)
    price_types: list[PriceTypeRecord] = field(default_factory=list)
    warehouses: dict[str, str] = field(default_factory=dict)
    """Identifier → name."""
    bad: list[BadRow] = field(default_factory=list)
    """`row` is the line of the element in its file."""


def read_commerceml(stream: IO[bytes], name: str, into: Exchange | None = None) -> Exchange:
    """Read a file, adding to what an earlier one gave.

    Raises:
        XmlBroken: the XML breaks off or does not nest: with line and column.
        XmlForbidden: it declares entities or a document type.
        NotCommerceMl: the root is another.
    """
    found = into or Exchange()
    target = _Target(found, name)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.parser = parser
    try:
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
        parser.close()
    except ParseError as error:
        line, column = error.position
        detail = str(error).partition(":")[0]
        raise XmlBroken(file=name, line=line, column=column + 1, detail=detail) from error
    except DefusedXmlException as error:
        raise XmlForbidden(file=name) from error
    except (LookupError, UnicodeDecodeError) as error:
        raise XmlBroken(file=name, line=1, column=1, detail=str(error)) from error
    return found


class _Target:
    """What the parser calls: builds the tree of one record, hands it over, forgets it."""

    def __init__(self, found: Exchange, name: str) -> None:
        self.parser: DefusedXMLParser | None = None
        self._found = found
        self._name = name
        self._open: list[str] = []
        self._nodes: list[Node] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        plain = _local(tag)
        if not self._open and plain != ROOT:
            raise NotCommerceMl(file=self._name, expected=ROOT, found=plain)
        if len(self._open) > _DEEPEST:
            raise XmlBroken(
                file=self._name, line=self._line(), column=1, detail=f"> {_DEEPEST} levels"
            )
        if self._nodes or (self._open and _RECORDS.get(plain) == self._open[-1]):
            named = {_local(key): value for key, value in attributes.items()}
            self._nodes.append(Node(plain, named, self._line()))
        self._open.append(plain)

    def data(self, text: str) -> None:
        if self._nodes:
            self._nodes[-1].text += text

    def end(self, _tag: str) -> None:
        self._open.pop()
        if not self._nodes:
            return
        node = self._nodes.pop()
        if self._nodes:
            self._nodes[-1].children.append(node)
        else:
            _take(self._found, self._name, node)

    def close(self) -> None:
        """Do nothing: the results are in place."""

    def _line(self) -> int:
        return 0 if self.parser is None else int(self.parser.parser.CurrentLineNumber)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _take(found: Exchange, file: str, node: Node) -> None:
    match node.tag:
        case "Группа":
            found.groups += _groups(node, "")
        case "Товар":
            _take_goods(found, file, node)
        case "Предложение":
            _take_offer(found, file, node)
        case "ТипЦены":
            found.price_types.append(_price_type(node))
        case "Склад":
            found.warehouses[node.said("Ид")] = node.said("Наименование")


def _groups(node: Node, parent: str) -> Iterator[GroupRecord]:
    own = node.said("Ид")
    if own:
        yield GroupRecord(own, node.said("Наименование") or own, parent)
        for below in node.all("Группы", "Группа"):
            yield from _groups(below, own)


def _price_type(node: Node) -> PriceTypeRecord:
    taxes = [tax.said("УчтеноВСумме") for tax in node.all("Налог")]
    currency = node.said("Валюта").strip(". ").upper()
    return PriceTypeRecord(
        external_id=node.said("Ид"),
        name=node.said("Наименование"),
        currency="RUB" if currency in {"", "РУБ", "RUR", "643"} else currency,
        includes_vat="false" not in {tax.lower() for tax in taxes},
    )


def place_of(file: str, tag: str) -> str:
    """Return what a fault's column says: two files have a line 10 each."""
    return f"{file}: {tag}"


class _Cells:
    """Reads the parts of one record, noting what cannot be read."""

    def __init__(self, found: Exchange, file: str, node: Node) -> None:
        self._found = found
        self._file = file
        self._node = node
        self.bad = False

    def read(self, tag: str, text: str, reader: Reader, otherwise: object) -> object:
        """Return *text* read, *otherwise* when it is empty or bad."""
        if not text:
            return otherwise
        try:
            return reader(text)
        except Misread as error:
            self.refuse(tag, error.fault, error.expected, text)
            return otherwise

    def number(self, tag: str, text: str, reader: Reader) -> int:
        """Return a number read; 0 when it is empty or bad."""
        read = self.read(tag, text, reader, 0)
        return read if isinstance(read, int) else 0

    def text(self, tag: str, text: str, reader: Reader = values.text) -> str:
        """Return text read; "" when it is empty or bad."""
        return str(self.read(tag, text, reader, ""))

    def refuse(self, tag: str, fault: Fault, expected: str, came: str) -> None:
        """Note a fault."""
        self.bad = True
        place = place_of(self._file, tag)
        self._found.bad.append(BadRow(self._node.line, place, fault, expected, came))

    def required(self, tag: str) -> str:
        """Return the text of a child that must be there."""
        said = self._node.said(tag)
        if not said:
            self.refuse(tag, Fault.EMPTY, "", "")
        return said


def _take_goods(found: Exchange, file: str, node: Node) -> None:
    cells = _Cells(found, file, node)
    details = {
        detail.said("Наименование"): detail.said("Значение")
        for detail in node.all("ЗначенияРеквизитов", "ЗначениеРеквизита")
    }
    rates = [
        tax.said("Ставка")
        for tax in node.all("СтавкиНалогов", "СтавкаНалога")
        if tax.said("Наименование").upper() == "НДС"
    ]
    vat = cells.read("Ставка", rates[0] if rates else "", values.vat, VatKind.STANDARD)
    status = node.attributes.get("Статус") or node.said("Статус")
    group = next(node.all("Группы", "Ид"), None)
    record = GoodsRecord(
        file=file,
        line=node.line,
        external_id=cells.required("Ид"),
        code=cells.text("Код", node.said("Код") or details.get("Код", ""), values.code),
        article=cells.text("Артикул", node.said("Артикул"), values.code),
        name=cells.text("Наименование", cells.required("Наименование")),
        full_name=cells.text("Полное наименование", details.get("Полное наименование", "")),
        unit=_unit(node),
        group="" if group is None else group.text.strip(),
        barcode=cells.text("Штрихкод", _barcode(node), values.barcode),
        vat=vat if isinstance(vat, VatKind) else VatKind.STANDARD,
        vat_known=bool(rates and rates[0]),
        weight_grams=cells.number("Вес", details.get("Вес", ""), values.grams),
        service=details.get("ТипНоменклатуры", "").lower() == "услуга",
        retired=status.lower() == "удален" or node.said("ПометкаУдаления").lower() == "true",
    )
    if not cells.bad:
        found.goods.append(record)


def _unit(node: Node) -> UnitRecord:
    unit = node.child("БазоваяЕдиница")
    if unit is None:
        return UnitRecord("", "", "")
    code = unit.attributes.get("Код", "").strip()
    return UnitRecord(
        code=code.zfill(3) if code.isdigit() else code,
        symbol=unit.text.strip() or unit.attributes.get("НаименованиеКраткое", "").strip(),
        name=unit.attributes.get("НаименованиеПолное", "").strip(),
    )


def _barcode(node: Node) -> str:
    """Return the barcode: files write the element in two ways."""
    return node.said("Штрихкод") or node.said("ШтрихКод")


def _take_offer(found: Exchange, file: str, node: Node) -> None:
    cells = _Cells(found, file, node)
    own = cells.required("Ид")
    item, mark, _variant = own.partition("#")
    apart = node.said("ИдХарактеристики")
    if apart and not mark:
        own, mark = f"{item}#{apart}", "#"
    features = [
        feature.said("Значение")
        for feature in node.all("ХарактеристикиТовара", "ХарактеристикаТовара")
    ]
    prices = tuple(
        (price.said("ИдТипаЦены"), kopecks)
        for price in node.all("Цены", "Цена")
        if (kopecks := _per_unit(cells, price)) is not None
    )
    total = node.said("Количество")
    record = OfferRecord(
        file=file,
        line=node.line,
        item=item,
        variant=own if mark else "",
        variant_name=cells.text("Характеристика", ", ".join(filter(None, features)))
        or cells.text("Наименование", node.said("Наименование")),
        barcode=cells.text("Штрихкод", _barcode(node), values.barcode),
        prices=prices,
        quantities=tuple(_quantities(cells, node)),
        total=cells.number("Количество", total, values.quantity_or_zero) if total else None,
    )
    if not cells.bad:
        found.offers.append(record)


def _per_unit(cells: _Cells, price: Node) -> int | None:
    """Return kopecks per base unit: a price for a box of 12 has the coefficient 12."""
    said = price.said("ЦенаЗаЕдиницу")
    if not said:
        return None
    kopecks = cells.number("ЦенаЗаЕдиницу", said, values.money)
    coefficient = cells.number("Коэффициент", price.said("Коэффициент"), values.quantity)
    return divide_half_up(kopecks * 1000, coefficient or 1000)


def _quantities(cells: _Cells, node: Node) -> Iterator[tuple[str, int]]:
    """Yield stock per warehouse: attributes of Склад or Склады, or elements (1C from 2.08)."""
    for place in (*node.all("Склад"), *node.all("Склады")):
        if "ИдСклада" not in place.attributes:
            continue
        said = place.attributes.get("КоличествоНаСкладе", "")
        yield (
            place.attributes.get("ИдСклада", ""),
            cells.number("КоличествоНаСкладе", said, values.quantity_or_zero),
        )
    for place in node.all("Остатки", "Остаток", "Склад"):
        said = place.said("Количество")
        yield place.said("Ид"), cells.number("Количество", said, values.quantity_or_zero)
