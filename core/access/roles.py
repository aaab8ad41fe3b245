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
    LINE_PRICE = "line.price"
    """Type prices into lines of orders and quotations."""
    LINE_DISCOUNT = "line.discount"
    """Give manual discounts, within limits."""
    RESERVE_MOVE = "reserve.move"
    """Take reserves from one order and give them to another."""
    SUPPLY_READ = "supply.read"
    SUPPLY_EDIT = "supply.edit"
    """Expected receipts: what comes when."""
    QUOTATION_READ = "quotation.read"
    QUOTATION_EDIT = "quotation.edit"
    DEAL_READ = "deal.read"
    DEAL_EDIT = "deal.edit"
    """Deals, customer needs, tasks of sales representatives: one's own, or with `ORDER_READ` of
    everybody."""
    AGREEMENT_READ = "agreement.read"
    AGREEMENT_EDIT = "agreement.edit"
    """Standard agreements, contracts, payment schedules."""
    AGREEMENT_PROPOSE = "agreement.propose"
    """Individual agreements: whoever may not deviate sends them to approval."""
    TERMS_DEVIATE = "terms.deviate"
    """Отклонения от условий продаж: deviations need no approval."""
    SEGMENT_EDIT = "segment.edit"
    APPROVAL_READ = "approval.read"
    APPROVE_COMMERCIAL = "approve.commercial"
    APPROVE_FINANCIAL = "approve.financial"
    APPROVE_LOGISTIC = "approve.logistic"
    DISCOUNT_READ = "discount.read"
    DISCOUNT_EDIT = "discount.edit"
    LOYALTY_READ = "loyalty.read"
    LOYALTY_EDIT = "loyalty.edit"
    PAYMENT_READ = "payment.read"
    PAYMENT_EDIT = "payment.edit"
    DEBT_READ = "debt.read"
    OUTBOUND_READ = "outbound.read"
    OUTBOUND_CREATE = "outbound.create"
    OUTBOUND_RELEASE = "outbound.release"
    OUTBOUND_CHECK = "outbound.check"
    OUTBOUND_REDUCE = "outbound.reduce"
    OUTBOUND_SHIP = "outbound.ship"
    PICK_READ = "pick.read"
    PICK_WORK = "pick.work"
    PICK_REASSIGN = "pick.reassign"
    TRIP_READ = "trip.read"
    TRIP_PLAN = "trip.plan"
    """Form trips, move what is on them, take plans."""
    TRIP_RELEASE = "trip.release"
    """Give trips to loading, let vehicles leave, take either back."""
    TRIP_DRIVE = "trip.drive"
    """Tell what became of stops: one's own trips, with `TRIP_RELEASE` of everybody."""
    TRIP_CLOSE = "trip.close"
    FLEET_EDIT = "fleet.edit"
    """Vehicles, drivers, carriers' tariffs, zones, addresses."""
    INVOICE_READ = "invoice.read"
    INVOICE_CREATE = "invoice.create"
    REFERENCE_READ = "reference.read"
    REFERENCE_EDIT = "reference.edit"
    PRICE_READ = "price.read"
    PRICE_EDIT = "price.edit"
    PRICE_APPROVE = "price.approve"
    """Put price documents into force."""
    PRICE_QUERY = "price.query"
    """Price types computed by a query of the database's own language."""
    JOB_RUN = "job.run"
    """Start background work and stop it."""
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
    SALES_REPRESENTATIVE = "sales_representative"
    """Торговый представитель: his own deals, customer needs and visits; no orders of others."""
    SALES_HEAD = "sales_head"
    """Руководитель отдела продаж: terms, discounts, prices; deviates by right."""
    PURCHASER = "purchaser"
    """Менеджер по закупкам: what is expected, when."""
    APPROVER = "approver"
    """Согласующий: every kind of terms."""
    PRICE_APPROVER = "price_approver"
    """Согласующий ценовые условия."""
    FINANCE_APPROVER = "finance_approver"
    """Согласующий финансовые условия."""
    LOGISTICS_APPROVER = "logistics_approver"
    """Согласующий логистические условия."""
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

_CASHIER = frozenset(
    {P.REFERENCE_READ, P.PRICE_READ, P.STOCK_READ, P.DISCOUNT_READ, P.LOYALTY_READ, P.PRINT_RUN}
)

_APPROVER = frozenset(
    {
        P.ORDER_READ,
        P.QUOTATION_READ,
        P.AGREEMENT_READ,
        P.APPROVAL_READ,
        P.REFERENCE_READ,
        P.PRICE_READ,
        P.DISCOUNT_READ,
    }
)

_SALES_MANAGER = frozenset(
    {
        P.ORDER_READ,
        P.ORDER_EDIT,
        P.ORDER_CONFIRM,
        P.ORDER_CLOSE,
        P.LINE_DISCOUNT,
        P.RESERVE_MOVE,
        P.SUPPLY_READ,
        P.QUOTATION_READ,
        P.QUOTATION_EDIT,
        P.DEAL_READ,
        P.DEAL_EDIT,
        P.AGREEMENT_READ,
        P.AGREEMENT_PROPOSE,
        P.APPROVAL_READ,
        P.DISCOUNT_READ,
        P.LOYALTY_READ,
        P.PAYMENT_READ,
        P.DEBT_READ,
        P.OUTBOUND_READ,
        P.INVOICE_READ,
        P.INVOICE_CREATE,
        P.REFERENCE_READ,
        P.PRICE_READ,
        P.STOCK_READ,
        P.PRINT_RUN,
    }
)

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
        Role.SALES_MANAGER: _SALES_MANAGER,
        Role.SALES_REPRESENTATIVE: frozenset(
            {
                P.DEAL_READ,
                P.DEAL_EDIT,
                P.REFERENCE_READ,
                P.PRICE_READ,
                P.STOCK_READ,
                P.PRINT_RUN,
            }
        ),
        Role.SALES_HEAD: _SALES_MANAGER
        | {
            P.LINE_PRICE,
            P.AGREEMENT_EDIT,
            P.TERMS_DEVIATE,
            P.SEGMENT_EDIT,
            P.DISCOUNT_EDIT,
            P.LOYALTY_EDIT,
            P.PRICE_EDIT,
            P.PRICE_APPROVE,
            P.JOB_RUN,
        },
        Role.PURCHASER: frozenset(
            {
                P.SUPPLY_READ,
                P.SUPPLY_EDIT,
                P.ORDER_READ,
                P.REFERENCE_READ,
                P.PRICE_READ,
                P.STOCK_READ,
                P.PRINT_RUN,
            }
        ),
        Role.APPROVER: _APPROVER | {P.APPROVE_COMMERCIAL, P.APPROVE_FINANCIAL, P.APPROVE_LOGISTIC},
        Role.PRICE_APPROVER: _APPROVER | {P.APPROVE_COMMERCIAL},
        Role.FINANCE_APPROVER: _APPROVER | {P.APPROVE_FINANCIAL, P.DEBT_READ},
        Role.LOGISTICS_APPROVER: _APPROVER | {P.APPROVE_LOGISTIC, P.STOCK_READ},
        Role.DISPATCHER: frozenset(
            {
                P.ORDER_READ,
                P.OUTBOUND_READ,
                P.REFERENCE_READ,
                P.STOCK_READ,
                P.PRINT_RUN,
                P.TRIP_READ,
                P.TRIP_PLAN,
                P.TRIP_RELEASE,
                P.TRIP_DRIVE,
                P.TRIP_CLOSE,
                P.FLEET_EDIT,
            }
        ),
        Role.DRIVER: frozenset({P.TRIP_READ, P.TRIP_DRIVE, P.PRINT_RUN}),
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
                P.AGREEMENT_READ,
                P.AGREEMENT_EDIT,
                P.PAYMENT_READ,
                P.PAYMENT_EDIT,
                P.DEBT_READ,
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
        Role.SALES_REPRESENTATIVE: N_("Sales representative"),
        Role.SALES_HEAD: N_("Head of sales"),
        Role.PURCHASER: N_("Purchaser"),
        Role.APPROVER: N_("Approver"),
        Role.PRICE_APPROVER: N_("Approver of commercial terms"),
        Role.FINANCE_APPROVER: N_("Approver of financial terms"),
        Role.LOGISTICS_APPROVER: N_("Approver of logistic terms"),
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
