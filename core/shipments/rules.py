"""Where warehouse and accounts disagree: labels of mismatch control (domain §1.10), pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Mismatch(StrEnum):
    """What has to be done about an item of a disposition, and by whom."""

    ASSEMBLE = "assemble"
    """Собрать: no expense order yet; the storekeeper."""
    ASSEMBLING = "assembling"
    """Собирается; the storekeeper."""
    ASSEMBLED = "assembled"
    """Собрано: stands in the shipping zone; the storekeeper."""
    TO_INVOICE = "to_invoice"
    """К оформлению: shipped, not invoiced; the manager."""
    INVOICED_AHEAD = "invoiced_ahead"
    """Оформлено раньше отгрузки: expense orders are still open, wait for them."""
    REISSUE_INVOICE = "reissue_invoice"
    """Требуется переоформить накладную: invoiced more than has left, all orders closed."""
    MIX_UP = "mix_up"
    """Пересорт: one item left in place of another."""
    OVER_DISPOSITION = "over_disposition"
    """Оформлено больше, чем указано в распоряжении: a hard stop."""


BILLING = frozenset(
    {
        Mismatch.TO_INVOICE,
        Mismatch.INVOICED_AHEAD,
        Mismatch.REISSUE_INVOICE,
        Mismatch.MIX_UP,
    }
)
"""Labels of the difference between invoiced and shipped: a row carries at most one."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """One item of one disposition, thousandths of the base unit."""

    disposition_id: int
    """The document that let the goods go."""
    item_id: int
    variant_id: int
    disposed: int
    """D: what may leave."""
    ordered: int
    """O: in expense orders of any status."""
    standing: int
    """Of these, brought to the shipping zone (status `to_ship`)."""
    shipped: int
    """S: in shipped expense orders."""
    invoiced: int
    """N: in posted invoices."""

    @property
    def closed(self) -> bool:
        """No expense order of it is still open."""
        return self.ordered == self.shipped


def mismatches(rows: Iterable[Quantities]) -> dict[Quantities, frozenset[Mismatch]]:
    """Return the labels of each row; an empty set where the layers agree."""
    by_disposition: dict[int, list[Quantities]] = defaultdict(list)
    for row in rows:
        by_disposition[row.disposition_id].append(row)
    return {
        row: _of_warehouse(row) | _of_billing(row, swapped=row in swapped)
        for together in by_disposition.values()
        for swapped in (_mixed_up(together),)
        for row in together
    }


def _of_warehouse(row: Quantities) -> frozenset[Mismatch]:
    found = set()
    if row.ordered > row.disposed or row.invoiced > row.disposed:
        found.add(Mismatch.OVER_DISPOSITION)
    if row.ordered < row.disposed:
        found.add(Mismatch.ASSEMBLE)
    if row.shipped + row.standing < row.ordered:
        found.add(Mismatch.ASSEMBLING)
    if row.standing:
        found.add(Mismatch.ASSEMBLED)
    return frozenset(found)


def _of_billing(row: Quantities, *, swapped: bool) -> frozenset[Mismatch]:
    if row.invoiced == row.shipped:
        return frozenset()
    if swapped:
        return frozenset({Mismatch.MIX_UP})
    if row.invoiced < row.shipped:
        return frozenset({Mismatch.TO_INVOICE})
    return frozenset({Mismatch.REISSUE_INVOICE if row.closed else Mismatch.INVOICED_AHEAD})


def _mixed_up(rows: list[Quantities]) -> frozenset[Quantities]:
    """Return the rows where too much of one item was invoiced and as much of another shipped."""
    over = [row for row in rows if row.closed and row.invoiced > row.shipped]
    under = [row for row in rows if row.closed and row.invoiced < row.shipped]
    swapped: set[Quantities] = set()
    for row in over:
        for other in under:
            same = row.invoiced - row.shipped == other.shipped - other.invoiced
            if other not in swapped and same:
                swapped |= {row, other}
                break
    return frozenset(swapped)
