"""What may be imported from tables: the columns of each target and the headings they go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.exchange import values
from core.exchange.values import Reader
from core.kernel.errors import NotFound
from core.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a target reads."""

    name: str
    """What a mapping calls it."""
    read: Reader
    aliases: tuple[str, ...] = ()
    """Headings that mean it, besides its name; compared without case and punctuation."""
    required: bool = False
    """The file must have it and every row must fill it."""
    instead: str = ""
    """A column that serves in its place when the file has none of its own."""


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of table."""

    name: str
    title: str
    """Marked with N_."""
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """Columns that tell one row from another: the same key twice in a file is a fault."""

    def column(self, name: str) -> Column | None:
        """Return the column called *name*, or None."""
        return next((found for found in self.columns if found.name == name), None)


_ITEM = Column(
    "item",
    values.code,
    (
        "товар",
        "номенклатура",
        "код товара",
        "код номенклатуры",
        "артикул",
        "код",
        "article",
        "sku",
        "item code",
    ),
    required=True,
)
_WAREHOUSE = Column("warehouse", values.text, ("склад", "код склада", "store"), required=True)
_VARIANT = Column("variant", values.text, ("характеристика", "вариант"))

ITEMS = Target(
    "items",
    N_("Items"),
    (
        Column(
            "code",
            values.code,
            ("код", "код товара", "код номенклатуры", "id", "item code"),
            required=True,
            instead="article",
        ),
        Column("article", values.code, ("артикул", "арт", "sku", "артикул товара", "vendor code")),
        Column(
            "name",
            values.text,
            (
                "наименование",
                "название",
                "номенклатура",
                "товар",
                "наименование товара",
                "item",
                "title",
                "рабочее наименование",
            ),
            required=True,
        ),
        Column("full_name", values.text, ("полное наименование", "наименование для печати")),
        Column(
            "unit",
            values.text,
            ("единица", "единица измерения", "ед", "ед изм", "базовая единица", "uom", "еи"),
        ),
        Column("group", values.text, ("группа", "категория", "раздел", "category", "папка")),
        Column(
            "weight",
            values.grams,
            ("вес", "вес кг", "масса", "масса кг", "weight kg", "вес брутто", "вес брутто кг"),
        ),
        Column("volume", values.whole, ("объем см3", "volume cm3", "объем")),
        Column("vat", values.vat, ("ндс", "ставка ндс", "vat rate")),
        Column("lots", values.lot_policy, ("серии", "учет серий", "lot policy", "политика серий")),
        Column("service", values.flag, ("услуга",)),
        Column(
            "barcode",
            values.barcodes,
            (
                "штрихкод",
                "штрих код",
                "шк",
                "ean",
                "ean13",
                "ean 13",
                "gtin",
                "баркод",
                "штрихкоды",
            ),
        ),
    ),
    ("code",),
)

UNITS = Target(
    "units",
    N_("Units"),
    (
        Column("code", values.code, ("код", "код по океи", "окей", "океи"), required=True),
        Column(
            "symbol",
            values.text,
            ("обозначение", "сокращение", "краткое наименование"),
            required=True,
        ),
        Column(
            "name", values.text, ("наименование", "название", "полное наименование"), required=True
        ),
    ),
    ("code",),
)

PACKAGINGS = Target(
    "packagings",
    N_("Packagings"),
    (
        _ITEM,
        Column(
            "name",
            values.text,
            ("упаковка", "наименование", "название", "packaging", "вид упаковки"),
            required=True,
        ),
        Column(
            "quantity",
            values.quantity,
            ("количество", "кол во", "в упаковке", "коэффициент", "количество в упаковке", "qty"),
            required=True,
        ),
        Column("weight", values.grams, ("вес", "вес кг", "масса", "вес упаковки", "weight kg")),
        Column("volume", values.whole, ("объем см3", "volume cm3", "объем")),
        Column("barcode", values.barcodes, ("штрихкод", "штрих код", "шк", "ean", "itf14", "gtin")),
    ),
    ("item", "name"),
)

BARCODES = Target(
    "barcodes",
    N_("Barcodes"),
    (
        Column(
            "barcode",
            values.barcode,
            ("штрихкод", "штрих код", "шк", "ean", "ean13", "gtin", "баркод"),
            required=True,
        ),
        _ITEM,
        Column("packaging", values.text, ("упаковка",)),
        _VARIANT,
    ),
    ("barcode", "item", "packaging", "variant"),
)

PARTNERS = Target(
    "partners",
    N_("Partners"),
    (
        Column(
            "code",
            values.code,
            ("код", "код партнера", "код контрагента"),
            required=True,
            instead="inn",
        ),
        Column(
            "name",
            values.text,
            ("наименование", "название", "партнер", "контрагент", "клиент"),
            required=True,
        ),
        Column(
            "full_name",
            values.text,
            ("полное наименование", "юридическое наименование", "юридическое лицо"),
        ),
        Column("inn", values.requisite("inn"), ("инн",)),
        Column("kpp", values.requisite("kpp"), ("кпп",)),
        Column("ogrn", values.requisite("ogrn"), ("огрн", "огрнип")),
        Column("okpo", values.code, ("окпо",)),
        Column("address", values.text, ("адрес", "юридический адрес")),
        Column("delivery_address", values.text, ("адрес доставки", "фактический адрес")),
        Column("phone", values.text, ("телефон", "тел")),
        Column("email", values.text, ("почта", "e mail", "электронная почта")),
        Column("bank_account", values.code, ("расчетный счет", "р с", "счет")),
        Column("bank_name", values.text, ("банк", "наименование банка")),
        Column("bik", values.requisite("bik"), ("бик",)),
        Column("corr_account", values.code, ("корреспондентский счет", "корр счет", "к с")),
        Column("client", values.flag, ("клиент да нет", "покупатель")),
        Column("supplier", values.flag, ("поставщик",)),
    ),
    ("code",),
)

ADDRESSES = Target(
    "addresses",
    N_("Addresses"),
    (
        Column("name", values.text, ("адрес", "адрес доставки", "address"), required=True),
        Column("partner", values.text, ("партнер", "клиент", "контрагент", "код партнера")),
        Column("place", values.place, ("координаты", "широта долгота", "coordinates")),
        Column("contact", values.text, ("контакт", "контактное лицо")),
        Column("phone", values.text, ("телефон", "тел")),
        Column("window_from", values.time_of_day, ("время с", "с")),
        Column("window_to", values.time_of_day, ("время до", "время по", "до")),
        Column("note", values.text, ("примечание", "для водителя", "комментарий")),
    ),
    ("partner", "name"),
)

CELLS = Target(
    "cells",
    N_("Cells"),
    (
        _WAREHOUSE,
        Column(
            "code", values.code, ("ячейка", "адрес", "код", "код ячейки", "cell"), required=True
        ),
        Column("barcode", values.code, ("штрихкод", "штрих код", "шк")),
        Column("kind", values.cell_kind, ("тип", "вид", "тип ячейки")),
        Column("walk_order", values.whole, ("порядок обхода", "порядок", "обход", "walk")),
        Column("section", values.text, ("рабочий участок", "участок", "секция")),
        Column("area", values.text, ("область", "область хранения", "зона")),
        Column("area_priority", values.whole, ("приоритет", "приоритет области")),
        Column("check_digits", values.digits, ("контрольные цифры", "контрольное число")),
    ),
    ("code", "warehouse"),
)

STOCK = Target(
    "stock",
    N_("Stock"),
    (
        _WAREHOUSE,
        _ITEM,
        Column(
            "quantity",
            values.quantity,
            ("количество", "кол во", "остаток", "qty", "в наличии"),
            required=True,
        ),
        Column("cell", values.code, ("ячейка", "место", "адрес")),
        Column("lot", values.code, ("серия", "партия", "номер серии", "batch")),
        Column("expires", values.day, ("годен до", "срок годности", "expiry", "срок")),
        Column("packaging", values.text, ("упаковка",)),
        Column("price", values.money, ("цена", "себестоимость", "учетная цена", "cost")),
        _VARIANT,
    ),
    ("item", "warehouse", "variant", "cell", "lot", "packaging"),
)

PRICES = Target(
    "prices",
    N_("Prices"),
    (
        Column(
            "price_type",
            values.text,
            ("вид цены", "вид цен", "тип цены", "тип цен", "прайс"),
            required=True,
        ),
        _ITEM,
        Column("price", values.money, ("цена", "стоимость", "цена руб"), required=True),
        Column("since", values.day, ("дата", "с", "действует с", "с даты", "дата начала")),
        _VARIANT,
    ),
    ("item", "price_type", "variant", "since"),
)

RATES = Target(
    "rates",
    N_("Currency rates"),
    (
        Column(
            "currency",
            values.currency,
            ("валюта", "код валюты", "букв код", "буквенный код", "charcode", "currency code"),
            required=True,
        ),
        Column("rate", values.rate, ("курс", "курс руб", "value"), required=True),
        Column("nominal", values.nominal, ("номинал", "единиц", "кратность", "за", "units")),
        Column("since", values.day, ("дата", "с", "действует с", "с даты", "дата курса", "date")),
    ),
    ("currency", "since"),
)

SOURCE_PRICES = Target(
    "source_prices",
    N_("Source prices"),
    (
        Column("kind", values.source_kind, ("вид", "источник", "вид исходной цены"), required=True),
        _ITEM,
        Column("price", values.money, ("цена", "стоимость", "цена руб"), required=True),
        Column(
            "partner",
            values.code,
            ("поставщик", "конкурент", "партнер", "код партнера", "контрагент"),
        ),
        Column("date", values.day, ("дата", "известна с", "с даты")),
        Column("currency", values.currency, ("валюта",)),
        Column("quantity", values.quantity, ("количество", "кол во", "qty")),
        Column("extra", values.money, ("доп расходы", "дополнительные расходы", "расходы")),
        _VARIANT,
    ),
    ("kind", "item", "variant", "partner", "date"),
)

TARGETS: Mapping[str, Target] = {
    found.name: found
    for found in (
        UNITS,
        ITEMS,
        PACKAGINGS,
        BARCODES,
        PARTNERS,
        ADDRESSES,
        CELLS,
        STOCK,
        PRICES,
        RATES,
        SOURCE_PRICES,
    )
}


def target(name: str) -> Target:
    """Return the target called *name*.

    Raises:
        NotFound: there is none.
    """
    found = TARGETS.get(name)
    if found is None:
        raise NotFound(what="import target", key=name)
    return found


def normal(heading: str) -> str:
    """Return a heading as it is compared: lower case, ё as е, punctuation as single spaces."""
    lowered = heading.lower().replace("ё", "е").replace("_", " ")
    return re.sub(r"[^0-9a-zа-я#]+", " ", lowered).strip()
