"""The lists of discounts, conditions, limits, kinds of cards, cards and bonus programmes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import aliased

from core.access.models import AppUser
from core.access.roles import ROLE_TITLES, Permission
from core.catalog.models import PriceGroup
from core.discounts.kinds import ConditionKind, DiscountKind, JoinRule, Standing
from core.discounts.ledgers import ACCUMULATED
from core.discounts.loyalty_models import (
    BonusProgramme,
    CardCarrier,
    CardKind,
    CardStatus,
    LoyaltyCard,
)
from core.discounts.models import DiscountCondition, DiscountNode, DiscountWhen, ManualLimit
from core.documents.listing import Column, Kind, Listing, register_listing
from core.kernel.i18n import N_
from core.partners.models import Partner

DISCOUNT_KINDS = {
    DiscountKind.PERCENT: N_("Percentage"),
    DiscountKind.SUM_DOCUMENT: N_("Sum on the document"),
    DiscountKind.SUM_LINE: N_("Sum on every line"),
    DiscountKind.QUANTITY: N_("Some units free"),
    DiscountKind.GIFT: N_("Gift"),
    DiscountKind.SPECIAL_PRICE: N_("Special price"),
    DiscountKind.MESSAGE: N_("Message"),
    DiscountKind.ISSUE_CARD: N_("Issue of a card"),
    DiscountKind.ROUNDING: N_("Rounding of the document"),
    DiscountKind.BONUS_PERCENT: N_("Points, percentage"),
    DiscountKind.BONUS_SUM: N_("Points, sum"),
    DiscountKind.PLUGIN: N_("Plug-in"),
}

JOIN_RULES = {
    JoinRule.MAX: N_("Greatest"),
    JoinRule.MIN: N_("Least"),
    JoinRule.SUM: N_("Addition"),
    JoinRule.MULTIPLY: N_("Multiplication"),
    JoinRule.DISPLACE: N_("Displacement"),
}

CONDITION_KINDS = {
    ConditionKind.VOLUME: N_("Volume of the sale"),
    ConditionKind.ACCUMULATED: N_("Accumulated volume"),
    ConditionKind.TIME: N_("Time of the sale"),
    ConditionKind.PAYMENT_FORM: N_("Form of payment"),
    ConditionKind.SCHEDULE: N_("Payment schedule"),
    ConditionKind.NO_CARD: N_("No card shown"),
    ConditionKind.HAS_CARD: N_("Card shown"),
    ConditionKind.USER_GROUP: N_("Group of users"),
    ConditionKind.CLIENT_SEGMENT: N_("Client in segment"),
    ConditionKind.BIRTHDAY: N_("Birthday"),
    ConditionKind.PLUGIN: N_("Plug-in"),
}

STANDINGS = {
    Standing.RESTRICTED: N_("Where switched on"),
    Standing.IN_FORCE: N_("For everybody"),
}

CARD_CARRIERS = {
    CardCarrier.BARCODE: N_("Barcode"),
    CardCarrier.MAGNETIC: N_("Magnetic code"),
    CardCarrier.BOTH: N_("Both codes"),
}

CARD_STATUSES = {
    CardStatus.INACTIVE: N_("Not active"),
    CardStatus.ACTIVE: N_("Active"),
    CardStatus.ANNULLED: N_("Card annulled"),
}

_Parent = aliased(DiscountNode)


def _discounts() -> Select[Any]:
    return (
        select(DiscountNode.id)
        .outerjoin(_Parent, _Parent.id == DiscountNode.parent_id)
        .where(DiscountNode.is_group.is_(False))
    )


DISCOUNTS = register_listing(
    Listing(
        name="discounts",
        title=N_("Discounts and markups"),
        columns=(
            Column("code", N_("Code"), DiscountNode.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), DiscountNode.name, Kind.TEXT, 34, searchable=True),
            Column("group", N_("Group"), _Parent.name, Kind.TEXT, 20, searchable=True),
            Column("kind", N_("Kind"), DiscountNode.kind, Kind.WORD, 20, titles=DISCOUNT_KINDS),
            Column("standing", N_("Acts"), DiscountNode.standing, Kind.WORD, 16, titles=STANDINGS),
            Column("starts", N_("From"), DiscountNode.starts, Kind.DATE, 10),
            Column("ends", N_("To"), DiscountNode.ends, Kind.DATE, 10),
            Column("retired", N_("Retired"), DiscountNode.retired, Kind.BOOL, 3),
        ),
        source=_discounts,
        key=DiscountNode.id,
        default_sort=("name", False),
        read=Permission.DISCOUNT_READ,
    )
)

_USES = (
    select(func.count())
    .select_from(DiscountWhen)
    .where(DiscountWhen.condition_id == DiscountCondition.id)
    .correlate(DiscountCondition)
    .scalar_subquery()
)

CONDITIONS = register_listing(
    Listing(
        name="discount_conditions",
        title=N_("Conditions of discounts"),
        columns=(
            Column("code", N_("Code"), DiscountCondition.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), DiscountCondition.name, Kind.TEXT, 40, searchable=True),
            Column(
                "kind", N_("Kind"), DiscountCondition.kind, Kind.WORD, 20, titles=CONDITION_KINDS
            ),
            Column("uses", N_("Used"), _USES, Kind.NUMBER, 6, sortable=False),
            Column("retired", N_("Retired"), DiscountCondition.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(DiscountCondition.id),
        key=DiscountCondition.id,
        default_sort=("name", False),
        read=Permission.DISCOUNT_READ,
    )
)

PROGRAMMES = register_listing(
    Listing(
        name="bonus_programmes",
        title=N_("Bonus programmes"),
        columns=(
            Column("code", N_("Code"), BonusProgramme.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), BonusProgramme.name, Kind.TEXT, 36, searchable=True),
            Column("rate", N_("A point pays"), BonusProgramme.rate_minor, Kind.MONEY, 12),
            Column("delay", N_("Delay, days"), BonusProgramme.delay_days, Kind.NUMBER, 6),
            Column("life", N_("Life, days"), BonusProgramme.life_days, Kind.NUMBER, 6),
            Column("retired", N_("Retired"), BonusProgramme.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(BonusProgramme.id),
        key=BonusProgramme.id,
        default_sort=("name", False),
        read=Permission.LOYALTY_READ,
    )
)


def _card_kinds() -> Select[Any]:
    return select(CardKind.id).outerjoin(BonusProgramme, BonusProgramme.id == CardKind.programme_id)


CARD_KINDS = register_listing(
    Listing(
        name="card_kinds",
        title=N_("Kinds of loyalty cards"),
        columns=(
            Column("code", N_("Code"), CardKind.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), CardKind.name, Kind.TEXT, 30, searchable=True),
            Column("named", N_("Named"), CardKind.named, Kind.BOOL, 4),
            Column("carrier", N_("Read by"), CardKind.carrier, Kind.WORD, 14, titles=CARD_CARRIERS),
            Column("programme", N_("Bonus programme"), BonusProgramme.name, Kind.TEXT, 20),
            Column("retired", N_("Retired"), CardKind.retired, Kind.BOOL, 3),
        ),
        source=_card_kinds,
        key=CardKind.id,
        default_sort=("name", False),
        read=Permission.LOYALTY_READ,
    )
)

_POINTS = (
    select(cast(func.coalesce(func.sum(ACCUMULATED.balance.c.points), 0), BigInteger))
    .where(ACCUMULATED.balance.c.card_id == LoyaltyCard.id)
    .correlate(LoyaltyCard)
    .scalar_subquery()
)


def _cards() -> Select[Any]:
    return (
        select(LoyaltyCard.id)
        .join(CardKind, CardKind.id == LoyaltyCard.kind_id)
        .outerjoin(Partner, Partner.id == LoyaltyCard.partner_id)
    )


CARDS = register_listing(
    Listing(
        name="loyalty_cards",
        title=N_("Loyalty cards"),
        columns=(
            Column("code", N_("Barcode"), LoyaltyCard.barcode, Kind.TEXT, 14, searchable=True),
            Column(
                "magnetic",
                N_("Magnetic code"),
                LoyaltyCard.magnetic_code,
                Kind.TEXT,
                16,
                searchable=True,
            ),
            Column(
                "owner",
                N_("Owner"),
                func.nullif(LoyaltyCard.owner, ""),
                Kind.TEXT,
                24,
                searchable=True,
            ),
            Column("kind", N_("Kind"), CardKind.name, Kind.TEXT, 16),
            Column(
                "status", N_("Status"), LoyaltyCard.status, Kind.STATUS, 10, titles=CARD_STATUSES
            ),
            Column("points", N_("Points"), _POINTS, Kind.MONEY, 10, sortable=False),
            Column("partner", N_("Partner"), Partner.name, Kind.TEXT, 20, searchable=True),
            Column("phone", N_("Phone"), LoyaltyCard.phone, Kind.TEXT, 16, searchable=True),
        ),
        source=_cards,
        key=LoyaltyCard.id,
        default_sort=("owner", False),
        read=Permission.LOYALTY_READ,
    )
)


def _limits() -> Select[Any]:
    return (
        select(ManualLimit.id)
        .outerjoin(AppUser, AppUser.id == ManualLimit.user_id)
        .outerjoin(PriceGroup, PriceGroup.id == ManualLimit.price_group_id)
    )


ROLE_WORDS = {"": N_("—"), **{role.value: title for role, title in ROLE_TITLES.items()}}

LIMITS = register_listing(
    Listing(
        name="manual_limits",
        title=N_("Limits of discounts by hand"),
        columns=(
            Column("user", N_("User"), AppUser.name, Kind.TEXT, 20, searchable=True),
            Column(
                "role",
                N_("Role"),
                func.nullif(ManualLimit.role, ""),
                Kind.WORD,
                20,
                titles=ROLE_WORDS,
            ),
            Column("discount", N_("Discount, %"), ManualLimit.max_discount, Kind.MONEY, 10),
            Column("markup", N_("Markup, %"), ManualLimit.max_markup, Kind.MONEY, 10),
            Column("group", N_("Price group"), PriceGroup.name, Kind.TEXT, 16),
            Column(
                "agreement",
                N_("Agreement"),
                func.nullif(ManualLimit.agreement_id, 0),
                Kind.NUMBER,
                9,
            ),
        ),
        source=_limits,
        key=ManualLimit.id,
        default_sort=("user", False),
        read=Permission.DISCOUNT_READ,
    )
)
