"""Roles and what each may do, as one table (domain §8.2). What is not in the table is denied."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from core.kernel.i18n import N_


class Permission(StrEnum):
    """A verb on a kind of object."""

    ORDER_READ = "order.read"
    ORDER_EDIT = "order.edit"
    ORDER_CONFIRM = "order.confirm"
    ORDER_CLOSE = "order.close"
    OUTBOUND_READ = "outbound.read"
    OUTBOUND_CREATE = "outbound.create"
    OUTBOUND_RELEASE = "outbound.release"
    OUTBOUND_CHECK = "outbound.check"
    OUTBOUND_REDUCE = "outbound.reduce"
    OUTBOUND_SHIP = "outbound.ship"
    PICK_READ = "pick.read"
    PICK_WORK = "pick.work"
    PICK_REASSIGN = "pick.reassign"
    INVOICE_READ = "invoice.read"
    INVOICE_CREATE = "invoice.create"
    REFERENCE_READ = "reference.read"
    REFERENCE_EDIT = "reference.edit"
    PRICE_READ = "price.read"
    PRICE_EDIT = "price.edit"
    STOCK_READ = "stock.read"
    STOCK_ENTER = "stock.enter"
    PERIOD_CLOSE = "period.close"
    USER_READ = "user.read"
    USER_EDIT = "user.edit"
    AUDIT_READ = "audit.read"
    IMPORT_RUN = "import.run"
    PRINT_RUN = "print.run"
    VERIFY_RUN = "verify.run"


class Role(StrEnum):
    """A place of work; a user may have several, and rights add up."""

    STOREKEEPER = "storekeeper"
    """Кладовщик: works on tasks, sees no prices."""
    SHIFT_LEAD = "shift_lead"
    """Старший смены: releases, reassigns, reduces."""
    SALES_MANAGER = "sales_manager"
    APPROVER = "approver"
    DISPATCHER = "dispatcher"
    DRIVER = "driver"
    CASHIER = "cashier"
    SENIOR_CASHIER = "senior_cashier"
    ACCOUNTANT = "accountant"
    CLIENT = "client"
    """External: nothing outside the portal, so nothing here."""
    ADMIN = "admin"


P = Permission

_STOREKEEPER = frozenset(
    {
        P.OUTBOUND_READ,
        P.OUTBOUND_CHECK,
        P.OUTBOUND_SHIP,
        P.PICK_READ,
        P.PICK_WORK,
        P.REFERENCE_READ,
        P.STOCK_READ,
        P.PRINT_RUN,
    }
)

_CASHIER = frozenset({P.REFERENCE_READ, P.PRICE_READ, P.STOCK_READ, P.PRINT_RUN})

ROLES: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.STOREKEEPER: _STOREKEEPER,
        Role.SHIFT_LEAD: _STOREKEEPER
        | {
            P.OUTBOUND_CREATE,
            P.OUTBOUND_RELEASE,
            P.OUTBOUND_REDUCE,
            P.PICK_REASSIGN,
            P.STOCK_ENTER,
        },
        Role.SALES_MANAGER: frozenset(
            {
                P.ORDER_READ,
                P.ORDER_EDIT,
                P.ORDER_CONFIRM,
                P.ORDER_CLOSE,
                P.OUTBOUND_READ,
                P.INVOICE_READ,
                P.INVOICE_CREATE,
                P.REFERENCE_READ,
                P.PRICE_READ,
                P.STOCK_READ,
                P.PRINT_RUN,
            }
        ),
        Role.APPROVER: frozenset({P.ORDER_READ, P.REFERENCE_READ, P.PRICE_READ}),
        Role.DISPATCHER: frozenset(
            {P.ORDER_READ, P.OUTBOUND_READ, P.REFERENCE_READ, P.STOCK_READ, P.PRINT_RUN}
        ),
        Role.DRIVER: frozenset(),
        Role.CASHIER: _CASHIER,
        Role.SENIOR_CASHIER: _CASHIER,
        Role.ACCOUNTANT: frozenset(
            {
                P.ORDER_READ,
                P.OUTBOUND_READ,
                P.INVOICE_READ,
                P.INVOICE_CREATE,
                P.REFERENCE_READ,
                P.PRICE_READ,
                P.STOCK_READ,
                P.PERIOD_CLOSE,
                P.VERIFY_RUN,
                P.PRINT_RUN,
            }
        ),
        Role.CLIENT: frozenset(),
        Role.ADMIN: frozenset(Permission),
    }
)
"""Role → permissions. Drivers and clients get theirs with trips and the portal."""


ROLE_TITLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.STOREKEEPER: N_("Storekeeper"),
        Role.SHIFT_LEAD: N_("Shift lead"),
        Role.SALES_MANAGER: N_("Sales manager"),
        Role.APPROVER: N_("Approver"),
        Role.DISPATCHER: N_("Dispatcher"),
        Role.DRIVER: N_("Driver"),
        Role.CASHIER: N_("Cashier"),
        Role.SENIOR_CASHIER: N_("Senior cashier"),
        Role.ACCOUNTANT: N_("Accountant"),
        Role.CLIENT: N_("Client"),
        Role.ADMIN: N_("Administrator"),
    }
)


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Return everything *roles* allow together; nothing for no role."""
    return frozenset().union(*(ROLES[role] for role in roles))
