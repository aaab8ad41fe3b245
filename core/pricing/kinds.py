"""Words of prices that are stored and that rules and screens know too."""

from __future__ import annotations

from enum import StrEnum


class PriceTypeStatus(StrEnum):
    """Whether a price type may be used (domain §4.1)."""

    IN_FORCE = "in_force"
    """Действует."""
    NOT_IN_FORCE = "not_in_force"
    """Не действует: its prices stay, nothing new is priced or computed by it."""


class CalculationMethod(StrEnum):
    """How prices of a type come about (domain §4.1)."""

    MANUAL = "manual"
    """Ручное назначение."""
    MARKUP = "markup"
    """Наценка на другой вид цен."""
    RECEIPT = "receipt"
    """Наценка на цену поступления: the last price goods were received at."""
    OPENING = "opening"
    """Наценка на цену ввода остатков."""
    COST = "cost"
    """По себестоимости, без дополнительных расходов."""
    COST_FULL = "cost_full"
    """По себестоимости с дополнительными расходами."""
    SUPPLIER = "supplier"
    """По ценам поставщиков, зарегистрированным последними."""
    COMPETITOR = "competitor"
    """По ценам конкурентов, зарегистрированным последними."""
    FORMULA = "formula"
    """Произвольная формула от других видов цен."""
    QUERY = "query"
    """Произвольный запрос к данным, на языке базы данных."""
    EXTERNAL = "external"
    """Загружается: from a marketplace or another system."""

    @property
    def computed(self) -> bool:
        """Whether a recalculation finds the prices by itself."""
        return self not in {CalculationMethod.MANUAL, CalculationMethod.EXTERNAL}


class SourceKind(StrEnum):
    """Where a registered source price comes from."""

    RECEIPT = "receipt"
    """What was paid for goods received."""
    OPENING = "opening"
    """What goods were worth when the books were opened."""
    COST = "cost"
    """Moving weighted average, see `core.pricing.rules.moving_average`."""
    COST_FULL = "cost_full"
    """The same with extra expenses."""
    SUPPLIER = "supplier"
    """What a supplier asks."""
    COMPETITOR = "competitor"
    """What a competitor asks."""


class Aggregation(StrEnum):
    """Which of several registered prices counts, one per supplier or competitor."""

    LAST = "last"
    """The one registered last."""
    MIN = "min"
    MAX = "max"
    AVERAGE = "average"
    """The plain mean."""


class DocumentOrigin(StrEnum):
    """What a price document was made by."""

    MANUAL = "manual"
    """A person set prices."""
    SUPPLY = "supply"
    """Made on the basis of a document that brought goods in."""
    RECALCULATION = "recalculation"
    """A recalculation of dependent types: its prices are in the register only."""


class PriceDocumentStatus(StrEnum):
    """Статус установки цен (domain §4.1)."""

    NOT_AGREED = "not_agreed"
    """Не согласован: changes nothing yet."""
    AGREED = "agreed"
    """Согласован: its prices hold from its date on."""
