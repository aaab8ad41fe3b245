"""The reference books of discounts and loyalty, and what their rows must satisfy.

The tree and the conditions are changed by the verbs of `editing` and `condition_editing`, which
write what hangs on a row together with it.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.discounts.errors import CardNeedsCode, CardNeedsOwner
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    Compare,
    Comparison,
    Criterion,
    PaymentForm,
    Period,
    RoundingMode,
    ScopeKind,
    Within,
)
from core.discounts.listings import (
    CARD_CARRIERS,
    CARD_KINDS,
    CARD_STATUSES,
    CARDS,
    CONDITION_KINDS,
    CONDITIONS,
    DISCOUNT_KINDS,
    DISCOUNTS,
    JOIN_RULES,
    LIMITS,
    PROGRAMMES,
    ROLE_WORDS,
    STANDINGS,
)
from core.discounts.loyalty_models import (
    CARD_TRANSITIONS,
    BonusProgramme,
    CardCarrier,
    CardKind,
    CardStatus,
    LoyaltyCard,
)
from core.discounts.models import DiscountCondition, DiscountNode, ManualLimit
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.errors import BadValue, NotFound
from core.kernel.i18n import N_
from core.kernel.money import require_no_less

COMPARES = {
    Compare.LINE: N_("On every line"),
    Compare.DOCUMENT: N_("Over the document"),
}

SCOPES = {
    ScopeKind.ANY: N_("All items"),
    ScopeKind.SEGMENT: N_("In segments"),
    ScopeKind.NOT_SEGMENT: N_("Not in segments"),
    ScopeKind.LIST: N_("Listed items"),
    ScopeKind.FILTER: N_("Composed filter"),
}

ASSIGNMENTS = {
    Assignment.AUTOMATIC: N_("Automatically"),
    Assignment.CHOSEN: N_("Picked from a list"),
}

MODES = {
    RoundingMode.DOWN: N_("Down"),
    RoundingMode.NEAREST: N_("To the nearest"),
    RoundingMode.UP: N_("Up"),
}

CRITERIA = {
    Criterion.QUANTITY: N_("Quantity"),
    Criterion.SUM: N_("Sum"),
    Criterion.ITEMS: N_("Different items"),
    Criterion.EQUAL: N_("Equal items"),
}

WITHINS = {
    Within.DOCUMENT: N_("In the document"),
    Within.LINE: N_("In the line"),
}

COMPARISONS = {
    Comparison.GE: N_("at least"),
    Comparison.GT: N_("more than"),
    Comparison.LE: N_("at most"),
    Comparison.LT: N_("less than"),
    Comparison.EQ: N_("exactly"),
}

ACCUMULATES = {
    Accumulates.PARTNER: N_("Of the client"),
    Accumulates.CARD: N_("By the card"),
}

PERIODS = {
    Period.ALL: N_("All the time"),
    Period.MONTH: N_("This month"),
    Period.LAST_MONTH: N_("Last month"),
    Period.QUARTER: N_("This quarter"),
    Period.YEAR: N_("This year"),
    Period.DAYS: N_("So many days"),
}

PAYMENT_FORMS = {
    "": N_("—"),
    PaymentForm.CASH: N_("Cash"),
    PaymentForm.CASHLESS: N_("Bank transfer"),
    PaymentForm.CARD: N_("Payment card"),
}

_CODE = Field("code", N_("Code"), required=True, width=8)
_NAME = Field("name", N_("Name"), required=True, width=36)

DISCOUNT = register_book(
    Book(
        name="discount",
        model=DiscountNode,
        title=N_("Discounts and markups"),
        fields=(
            _CODE,
            Field("name", N_("Name"), width=36),
            Field("parent_id", N_("Group"), FieldKind.ROW, of="discount", width=30),
            Field("position", N_("Position"), FieldKind.NUMBER, width=4),
            Field("is_group", N_("Group"), FieldKind.FLAG, width=3),
            Field("rule", N_("Joined by"), FieldKind.CHOICE, choices=JOIN_RULES, width=14),
            Field("compare", N_("Compared"), FieldKind.CHOICE, choices=COMPARES, width=16),
            Field("kind", N_("Kind"), FieldKind.CHOICE, choices=DISCOUNT_KINDS, width=20),
            Field("value", N_("Value"), FieldKind.NUMBER, width=10),
            Field("every", N_("Of every"), FieldKind.QUANTITY, width=10),
            Field("mode", N_("Rounding"), FieldKind.CHOICE, choices=MODES, width=12),
            Field("price_type_id", N_("Price type"), FieldKind.ROW, of="price_type", width=20),
            Field("card_kind_id", N_("Kind of card"), FieldKind.ROW, of="card_kind", width=20),
            Field(
                "programme_id", N_("Bonus programme"), FieldKind.ROW, of="bonus_programme", width=20
            ),
            Field("message", N_("Message"), width=60),
            Field("plugin", N_("Plug-in"), width=20),
            Field("parameters", N_("Parameters"), width=60),
            Field("multiple", N_("Per multiple"), FieldKind.FLAG, width=3),
            Field("assignment", N_("Given"), FieldKind.CHOICE, choices=ASSIGNMENTS, width=18),
            Field("standing", N_("Acts"), FieldKind.CHOICE, choices=STANDINGS, width=18),
            Field("starts", N_("From"), FieldKind.DATE, width=10),
            Field("ends", N_("To"), FieldKind.DATE, width=10),
            Field("scope", N_("Items"), FieldKind.CHOICE, choices=SCOPES, width=16),
            Field("scope_filter", N_("Filter"), width=60),
        ),
        read=Permission.DISCOUNT_READ,
        edit=Permission.DISCOUNT_EDIT,
        listing=DISCOUNTS.name,
    )
)

DISCOUNT_CONDITION = register_book(
    Book(
        name="discount_condition",
        model=DiscountCondition,
        title=N_("Conditions of discounts"),
        fields=(
            _CODE,
            _NAME,
            Field("kind", N_("Kind"), FieldKind.CHOICE, choices=CONDITION_KINDS, width=20),
            Field("criterion", N_("Measured"), FieldKind.CHOICE, choices=CRITERIA, width=16),
            Field("within", N_("Where"), FieldKind.CHOICE, choices=WITHINS, width=16),
            Field("comparison", N_("Wanted"), FieldKind.CHOICE, choices=COMPARISONS, width=10),
            Field("wanted", N_("How much"), FieldKind.NUMBER, width=12),
            Field("scope", N_("Items"), FieldKind.CHOICE, choices=SCOPES, width=16),
            Field("scope_filter", N_("Filter"), width=60),
            Field("accumulates", N_("Purchases"), FieldKind.CHOICE, choices=ACCUMULATES, width=14),
            Field("period", N_("Period"), FieldKind.CHOICE, choices=PERIODS, width=14),
            Field("days", N_("Days"), FieldKind.NUMBER, width=6),
            Field("segment_id", N_("Segment of items"), FieldKind.ROW, of="item_segment", width=24),
            Field(
                "payment_form",
                N_("Form of payment"),
                FieldKind.CHOICE,
                choices=PAYMENT_FORMS,
                width=16,
            ),
            Field("schedule_id", N_("Payment schedule"), FieldKind.ROW, of="payment_schedule"),
            Field("card_kind_id", N_("Kind of card"), FieldKind.ROW, of="card_kind", width=20),
            Field("user_group", N_("Role"), FieldKind.CHOICE, choices=ROLE_WORDS, width=24),
            Field(
                "client_segment_id",
                N_("Segment of clients"),
                FieldKind.ROW,
                of="partner_segment",
                width=24,
            ),
            Field("before", N_("Days before"), FieldKind.NUMBER, width=5),
            Field("after", N_("Days after"), FieldKind.NUMBER, width=5),
            Field("plugin", N_("Plug-in"), width=20),
            Field("parameters", N_("Parameters"), width=60),
        ),
        read=Permission.DISCOUNT_READ,
        edit=Permission.DISCOUNT_EDIT,
        listing=CONDITIONS.name,
    )
)


def _check_programme(_session: Session, row: BonusProgramme) -> None:
    """Refuse figures that make no sense.

    Raises:
        BadValue: the first of them.
    """
    require_no_less("rate_minor", row.rate_minor, 1)
    for name in ("delay_days", "life_days"):
        if not 0 <= getattr(row, name) <= _LONGEST:
            raise BadValue(what=name, value=getattr(row, name), expected=f"0 … {_LONGEST}")
    if row.max_share is None or not 0 <= row.max_share <= _WHOLE:
        share = None if row.max_share is None else Decimal(row.max_share) / 100
        raise BadValue(what="max_share", value=share, expected="0 … 100 %")


_LONGEST = 36_500
_WHOLE = 10_000

BONUS_PROGRAMME = register_book(
    Book(
        name="bonus_programme",
        model=BonusProgramme,
        title=N_("Bonus programmes"),
        fields=(
            _CODE,
            _NAME,
            Field("rate_minor", N_("A point pays"), FieldKind.MONEY, required=True, width=10),
            Field("delay_days", N_("Can be spent after, days"), FieldKind.NUMBER, width=6),
            Field("life_days", N_("Live, days (0: for ever)"), FieldKind.NUMBER, width=6),
            Field("max_share", N_("Pay at most"), FieldKind.PERCENT, width=8),
        ),
        read=Permission.LOYALTY_READ,
        edit=Permission.LOYALTY_EDIT,
        listing=PROGRAMMES.name,
        check=_check_programme,
    )
)

CARD_KIND = register_book(
    Book(
        name="card_kind",
        model=CardKind,
        title=N_("Kinds of loyalty cards"),
        fields=(
            _CODE,
            _NAME,
            Field("named", N_("Named"), FieldKind.FLAG, width=3),
            Field("carrier", N_("Read by"), FieldKind.CHOICE, choices=CARD_CARRIERS, width=16),
            Field(
                "programme_id", N_("Bonus programme"), FieldKind.ROW, of="bonus_programme", width=24
            ),
        ),
        read=Permission.LOYALTY_READ,
        edit=Permission.LOYALTY_EDIT,
        listing=CARD_KINDS.name,
    )
)


def _check_card(session: Session, row: LoyaltyCard) -> None:
    """Hold a card to its kind: the codes it is read by, and an owner where the kind is named.

    Raises:
        CardNeedsCode, CardNeedsOwner: something is missing.
        IllegalTransition: its status may not change so.
        NotFound: no such kind.
    """
    turned = inspect(row).attrs["status"].history
    if turned.deleted and turned.added:
        CARD_TRANSITIONS.check(turned.deleted[0], turned.added[0])
    kind = session.get(CardKind, row.kind_id)
    if kind is None:
        raise NotFound(what="card_kind", key=row.kind_id)
    row.barcode = (row.barcode or "").strip() or None
    row.magnetic_code = (row.magnetic_code or "").strip("%;? \t\r\n") or None
    wanted = {
        CardCarrier.BARCODE: (row.barcode,),
        CardCarrier.MAGNETIC: (row.magnetic_code,),
        CardCarrier.BOTH: (row.barcode, row.magnetic_code),
    }
    if not all(wanted[kind.carrier]):
        raise CardNeedsCode(kind=kind.name)
    owned = bool(row.owner and row.owner.strip()) or bool(row.partner_id)
    if kind.named and row.status is CardStatus.ACTIVE and not owned:
        raise CardNeedsOwner(card=row.barcode or row.magnetic_code, kind=kind.name)


LOYALTY_CARD = register_book(
    Book(
        name="loyalty_card",
        model=LoyaltyCard,
        title=N_("Loyalty cards"),
        fields=(
            Field("kind_id", N_("Kind"), FieldKind.ROW, required=True, of="card_kind", width=24),
            Field("barcode", N_("Barcode"), width=20),
            Field("magnetic_code", N_("Magnetic code"), width=24),
            Field("owner", N_("Owner"), width=32),
            Field("birthday", N_("Birthday"), FieldKind.DATE, width=10),
            Field("phone", N_("Phone"), width=18),
            Field("partner_id", N_("Partner"), FieldKind.ROW, of="partner", width=32),
            Field(
                "legal_entity_id", N_("Legal entity"), FieldKind.ROW, of="legal_entity", width=32
            ),
            Field("status", N_("Status"), FieldKind.CHOICE, choices=CARD_STATUSES, width=14),
            Field("issued_on", N_("Issued on"), FieldKind.DATE, width=10),
        ),
        read=Permission.LOYALTY_READ,
        edit=Permission.LOYALTY_EDIT,
        listing=CARDS.name,
        check=_check_card,
        called=("barcode", "magnetic_code"),
    )
)

MANUAL_LIMIT = register_book(
    Book(
        name="manual_limit",
        model=ManualLimit,
        title=N_("Limits of discounts by hand"),
        fields=(
            Field("user_id", N_("User"), FieldKind.NUMBER, width=20),
            Field("role", N_("Role"), FieldKind.CHOICE, choices=ROLE_WORDS, width=24),
            Field("agreement_id", N_("Agreement"), FieldKind.ROW, of="agreement", width=24),
            Field("price_group_id", N_("Price group"), FieldKind.ROW, of="price_group", width=24),
            Field("max_discount", N_("Discount at most"), FieldKind.PERCENT, width=8),
            Field("max_markup", N_("Markup at most"), FieldKind.PERCENT, width=8),
        ),
        read=Permission.DISCOUNT_READ,
        edit=Permission.DISCOUNT_EDIT,
        listing=LIMITS.name,
    )
)
