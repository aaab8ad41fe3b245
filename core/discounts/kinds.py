"""The words of discounts: what is given, how discounts meet, when they hold, where they act.

Values are stored and stand in files for `klad price try`, so they never change; Russian names are
those of 1C.
"""

from __future__ import annotations

from enum import StrEnum


class DiscountKind(StrEnum):
    """What a discount gives (Способ предоставления, domain §4.3)."""

    PERCENT = "percent"
    """Процент: of the line; negative is a markup."""
    SUM_DOCUMENT = "sum_document"
    """Сумма: an amount spread over the qualifying lines."""
    SUM_LINE = "sum_line"
    """Сумма для каждой строки: an amount for every qualifying line."""
    QUANTITY = "quantity"
    """Количество: of every N units of one item some are free."""
    GIFT = "gift"
    """Подарок: an item that stands in the document costs nothing."""
    SPECIAL_PRICE = "special_price"
    """Специальная цена: the price of another price type."""
    MESSAGE = "message"
    """Выдача сообщения."""
    ISSUE_CARD = "issue_card"
    """Выдача карты лояльности."""
    ROUNDING = "rounding"
    """Округление суммы документа."""
    BONUS_PERCENT = "bonus_percent"
    """Бонусы: points for a percentage of what is charged."""
    BONUS_SUM = "bonus_sum"
    """Бонусы: points for the document as a whole."""
    PLUGIN = "plugin"
    """Внешняя обработка: an installed package computes it."""

    @property
    def channel(self) -> Channel:
        """What it is counted in."""
        if self in {DiscountKind.BONUS_PERCENT, DiscountKind.BONUS_SUM}:
            return Channel.POINTS
        if self in {DiscountKind.MESSAGE, DiscountKind.ISSUE_CARD}:
            return Channel.NOTICE
        return Channel.MONEY


class Channel(StrEnum):
    """What a discount is counted in; only discounts of one channel are compared by amount."""

    MONEY = "money"
    POINTS = "points"
    NOTICE = "notice"
    """Counted in nothing: it only says something, so it never competes."""


class JoinRule(StrEnum):
    """How the children of a group meet (Вариант совместного применения)."""

    MIN = "min"
    """Минимум: the least amount among those that apply."""
    MAX = "max"
    """Максимум: the greatest."""
    SUM = "sum"
    """Сложение: the sum, each computed from the price the group begins with."""
    MULTIPLY = "multiply"
    """Умножение: one after another, each from what the former left."""
    DISPLACE = "displace"
    """Вытеснение: only the first that applies."""


class Compare(StrEnum):
    """What minimum, maximum and displacement look at."""

    LINE = "line"
    """Every line by itself."""
    DOCUMENT = "document"
    """The whole document: one child wins on all lines."""


class ScopeKind(StrEnum):
    """Which items a discount or a condition is about."""

    ANY = "any"
    SEGMENT = "segment"
    """In any of the segments."""
    NOT_SEGMENT = "not_segment"
    """In none of the segments."""
    LIST = "list"
    """One of the listed items."""
    FILTER = "filter"
    """What a composed filter says."""


class Assignment(StrEnum):
    """Who decides that a discount is given (Способ применения)."""

    AUTOMATIC = "automatic"
    CHOSEN = "chosen"
    """Вручную из списка: a person picks it."""


class Standing(StrEnum):
    """Where a discount acts (Статус действия)."""

    IN_FORCE = "in_force"
    """Действует: for everybody."""
    RESTRICTED = "restricted"
    """Не действует: only where it was switched on."""


class Place(StrEnum):
    """What a restricted discount can be switched on for."""

    WAREHOUSE = "warehouse"
    """Склад (магазин)."""
    AGREEMENT = "agreement"
    """Соглашение."""
    CARD_KIND = "card_kind"
    """Вид карты лояльности."""


class ConditionKind(StrEnum):
    """What a condition looks at (Условие предоставления)."""

    VOLUME = "volume"
    """Разовый объём продаж."""
    ACCUMULATED = "accumulated"
    """Накопленный объём продаж."""
    TIME = "time"
    """Время продажи."""
    PAYMENT_FORM = "payment_form"
    """Форма оплаты."""
    SCHEDULE = "schedule"
    """График оплаты."""
    NO_CARD = "no_card"
    """Карта не зарегистрирована."""
    HAS_CARD = "has_card"
    """За наличие карты."""
    USER_GROUP = "user_group"
    """Группа пользователей: of the responsible person of the document."""
    CLIENT_SEGMENT = "client_segment"
    """Вхождение клиента в сегмент."""
    BIRTHDAY = "birthday"
    """День рождения: of the owner of the card."""
    PLUGIN = "plugin"
    """Внешняя обработка: an installed package decides."""


class Criterion(StrEnum):
    """What the volume of one sale is measured in."""

    QUANTITY = "quantity"
    """Количество, thousandths of the base unit."""
    SUM = "sum"
    """Сумма before any discount, minor units."""
    ITEMS = "items"
    """Количество разных товаров."""
    EQUAL = "equal"
    """Количество одинаковых товаров: of the item of the line, in all lines; thousandths."""


class Within(StrEnum):
    """Where the volume of one sale is measured."""

    DOCUMENT = "document"
    """All lines together."""
    LINE = "line"
    """Every line by itself: the discount is given on those that satisfy it."""


class Comparison(StrEnum):
    """How what is measured meets what is asked for."""

    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    EQ = "eq"

    @property
    def sign(self) -> str:
        """The mathematical sign."""
        return {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}[self.value]

    def holds(self, measured: int, wanted: int) -> bool:
        """Tell whether *measured* stands so to *wanted*."""
        match self:
            case Comparison.GE:
                return measured >= wanted
            case Comparison.GT:
                return measured > wanted
            case Comparison.LE:
                return measured <= wanted
            case Comparison.LT:
                return measured < wanted
            case Comparison.EQ:
                return measured == wanted


class Accumulates(StrEnum):
    """Whose purchases add up."""

    PARTNER = "partner"
    CARD = "card"
    """Карта лояльности: in retail only a registered card remembers."""


class Period(StrEnum):
    """Over which time purchases add up; every period ends the day before the sale."""

    ALL = "all"
    MONTH = "month"
    """The calendar month of the sale."""
    LAST_MONTH = "last_month"
    """The calendar month before."""
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"
    """So many days back."""


class PaymentForm(StrEnum):
    """How the document is paid (Форма оплаты)."""

    CASH = "cash"
    """Наличная."""
    CASHLESS = "cashless"
    """Безналичная."""
    CARD = "card"
    """Платёжная карта."""


class RoundingMode(StrEnum):
    """Which way the total of a document is rounded."""

    DOWN = "down"
    NEAREST = "nearest"
    """Half up."""
    UP = "up"
