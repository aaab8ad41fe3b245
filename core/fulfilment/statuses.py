"""Statuses of expense orders and actions of their lines: words that screens may know too."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class OutboundStatus(StrEnum):
    """The seven statuses of an expense order, in their order (domain §1.2)."""

    PREPARED = "prepared"
    """Подготовлено: the storekeeper may still change what leaves."""
    TO_PICK = "to_pick"
    """К отбору: demand for pick tasks."""
    TO_CHECK = "to_check"
    """К проверке: everything was picked, a second pair of eyes is wanted."""
    CHECKING = "checking"
    """В процессе проверки: a checker counts."""
    CHECKED = "checked"
    """Проверен."""
    TO_SHIP = "to_ship"
    """К отгрузке: stands in the shipping zone."""
    SHIPPED = "shipped"
    """Отгружен: the goods have left, stock is written off."""


class LineAction(StrEnum):
    """What happens to a line of table B."""

    PICK = "pick"
    """Отобрать: still to be brought to the shipping zone."""
    SHIP = "ship"
    """Отгрузить: brought, leaves with the order."""
    KEEP = "keep"
    """Не отгружать: was brought to the zone, must stay; outside the sum of the invariant."""


OUTBOUND_TRANSITIONS: Transitions[OutboundStatus] = Transitions(
    "outbound_order",
    {
        OutboundStatus.PREPARED: (OutboundStatus.TO_PICK, OutboundStatus.SHIPPED),
        OutboundStatus.TO_PICK: (
            OutboundStatus.PREPARED,
            OutboundStatus.TO_CHECK,
            OutboundStatus.TO_SHIP,
        ),
        OutboundStatus.TO_CHECK: (OutboundStatus.CHECKING, OutboundStatus.TO_PICK),
        OutboundStatus.CHECKING: (
            OutboundStatus.CHECKED,
            OutboundStatus.TO_SHIP,
            OutboundStatus.TO_PICK,
            OutboundStatus.TO_CHECK,
        ),
        OutboundStatus.CHECKED: (OutboundStatus.TO_SHIP, OutboundStatus.TO_CHECK),
        OutboundStatus.TO_SHIP: (OutboundStatus.SHIPPED, OutboundStatus.TO_CHECK),
        OutboundStatus.SHIPPED: (OutboundStatus.TO_SHIP, OutboundStatus.PREPARED),
    },
)
"""Events of domain §1.2. `prepared → shipped` and back is the one step of a warehouse without
statuses; `shipped → to_ship` takes back a shipment that was not invoiced."""
