"""Discounts of the demo: a tree with every kind and rule, conditions, cards with points.

Next to nothing of it acts on orders by itself: most is switched on for the small warehouse, which
sells to people, or waits for a card. A manager finds something to look at, to try, to switch on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import Item, ItemGroup, ItemSegment, ItemSegmentMember, PriceGroup
from core.catalog.rules import ean13
from core.discounts.cards import NewCard, add_card
from core.discounts.condition_editing import save_condition
from core.discounts.conditions import Hours
from core.discounts.drafts import ConditionDraft, DiscountDraft, GroupDraft, ScopeDraft
from core.discounts.editing import ensure_root, save_discount, save_group
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    ConditionKind,
    Criterion,
    DiscountKind,
    JoinRule,
    Period,
    Place,
    RoundingMode,
    ScopeKind,
    Standing,
    Within,
)
from core.discounts.loyalty_models import BonusProgramme, CardCarrier, CardKind
from core.discounts.models import DiscountNode, ManualLimit
from core.discounts.points import accrue_points, redeem_points
from core.discounts.switching import switch
from core.exchange.demo.firms import Firms
from core.exchange.demo.places import Places
from core.kernel.clock import Clock
from core.partners.models import PartnerSegment, PartnerSegmentMember
from core.pricing.models import PriceType

K, C = DiscountKind, ConditionKind

_OWNERS = (
    ("Ермакова Надежда", dt.date(1985, 11, 23)),
    ("Лукин Степан", dt.date(1979, 3, 2)),
    ("Панова Ксения", dt.date(1992, 11, 18)),
    ("Рогов Виталий", dt.date(1968, 7, 30)),
    ("Шубина Алла", dt.date(1990, 2, 28)),
)


class _Demo:
    """What the tree is hung on."""

    def __init__(self, session: Session, clock: Clock, firms: Firms, places: Places) -> None:
        self.session = session
        self.clock = clock
        self.firms = firms
        self.places = places

    def added(self, row: Any) -> int:  # noqa: ANN401 - any mapped row with an id
        """Add a row and return its id."""
        self.session.add(row)
        self.session.flush()  # the id is needed by what hangs on it
        return int(row.id)

    def condition(self, code: str, name: str, kind: ConditionKind, **facts: Any) -> int:  # noqa: ANN401 - values of the draft
        """Add a condition."""
        draft = ConditionDraft(code=code, name=name, kind=kind, **facts)
        return save_condition(self.session, SYSTEM, draft, clock=self.clock).id

    def group(self, code: str, name: str, rule: JoinRule, into: int | None = None) -> int:
        """Add a group."""
        draft = GroupDraft(code=code, name=name, rule=rule)
        return save_group(self.session, SYSTEM, draft, clock=self.clock, parent_id=into).id

    def discount(self, into: int, code: str, name: str, kind: DiscountKind, **facts: Any) -> int:  # noqa: ANN401 - values of the draft
        """Add a discount that acts in the small warehouse, unless told otherwise."""
        everywhere = facts.get("standing") is Standing.IN_FORCE
        draft = DiscountDraft(code=code, name=name, kind=kind, **facts)
        key = save_discount(self.session, SYSTEM, draft, clock=self.clock, parent_id=into).id
        if not everywhere:
            switch(
                self.session,
                SYSTEM,
                key,
                Place.WAREHOUSE,
                self.places.small,
                running=True,
                clock=self.clock,
                since=self.clock.business_date() - dt.timedelta(days=30),
            )
        return key


def add_discounts(session: Session, clock: Clock, firms: Firms, places: Places) -> int:
    """Add the tree, its conditions, cards and points; return how many discounts there are."""
    demo = _Demo(session, clock, firms, places)
    gold = _cards(demo)
    root = ensure_root(session, SYSTEM, clock=clock)
    version = session.get_one(DiscountNode, root).version
    save_group(
        session,
        SYSTEM,
        GroupDraft(code="root", name="", rule=JoinRule.MULTIPLY),
        clock=clock,
        node_id=root,
        version=version,
    )
    _for_clients(demo)
    _for_people(demo, gold)
    _besides(demo, root, gold)
    session.add(ManualLimit(role="sales_manager", max_discount=1000, max_markup=2000))
    session.add(ManualLimit(role="sales_head", max_discount=3000, max_markup=10_000))
    session.flush()  # verification looks at them in the same transaction
    return len(session.scalars(select(DiscountNode.id).where(~DiscountNode.is_group)).all())


def _segment(demo: _Demo, code: str, name: str, group: str) -> int:
    """Add a segment of the items of one group."""
    segment = demo.added(ItemSegment(code=code, name=name))
    items = demo.session.scalars(
        select(Item.id)
        .join(ItemGroup, ItemGroup.id == Item.group_id)
        .where(ItemGroup.name == group)
    )
    demo.session.add_all(
        ItemSegmentMember(segment_id=segment, item_id=item) for item in items.all()
    )
    return segment


def _for_clients(demo: _Demo) -> None:
    """Add what regular clients of the wholesale may get, by volume and by what they bought."""
    regulars = demo.added(PartnerSegment(code="СК-ПОСТ", name="Постоянные клиенты"))
    demo.session.add_all(
        PartnerSegmentMember(segment_id=regulars, partner_id=partner)
        for partner, _entity, _address in demo.firms.partners[:12]
    )
    regular = demo.condition(
        "001", "Постоянный клиент", C.CLIENT_SEGMENT, client_segment_id=regulars
    )
    hundred = demo.condition(
        "002", "От 100 штук в строке", C.VOLUME, within=Within.LINE, wanted=100_000
    )
    fifty = demo.condition(
        "003", "От 50 000 в документе", C.VOLUME, criterion=Criterion.SUM, wanted=50_000_00
    )
    bought = demo.condition(
        "004",
        "Купил за квартал от 500 000",
        C.ACCUMULATED,
        period=Period.QUARTER,
        wanted=500_000_00,
    )
    group = demo.group("010", "Оптовые", JoinRule.MAX)
    demo.discount(group, "011", "Постоянным клиентам", K.PERCENT, value=300, conditions=(regular,))
    volume = demo.group("012", "За объём", JoinRule.SUM, group)
    demo.discount(volume, "013", "От 100 штук", K.PERCENT, value=250, conditions=(hundred,))
    demo.discount(
        volume,
        "014",
        "500 ₽ с каждых 50 000",
        K.SUM_DOCUMENT,
        value=500_00,
        multiple=True,
        conditions=(fifty,),
    )
    demo.discount(group, "015", "За оборот квартала", K.PERCENT, value=700, conditions=(bought,))
    demo.discount(
        group, "016", "Наценка за отсрочку", K.PERCENT, value=-200, assignment=Assignment.CHOSEN
    )


def _for_people(demo: _Demo, gold: int) -> None:
    """Add what a shop gives: hours, cards, birthdays, gifts."""
    tea = _segment(demo, "СН-ЧАЙ", "Чай и кофе", "Чай и кофе")
    dishes = _segment(demo, "СН-ПОС", "Посуда", "Посуда")
    fresh = demo.added(PriceGroup(code="ЦГ-ПРОД", name="Продукты"))
    wholesale = demo.session.scalars(select(PriceType.id).where(PriceType.code == "ОПТ")).one()
    week = frozenset(range(5))
    noon = demo.condition("005", "Будни с 10 до 16", C.TIME, hours=(Hours(week, 10 * 60, 16 * 60),))
    card = demo.condition("006", "Золотая карта", C.HAS_CARD, card_kind_id=gold)
    birthday = demo.condition("007", "День рождения ± 7 дней", C.BIRTHDAY, before=7, after=7)
    cash = demo.condition("008", "Наличными", C.PAYMENT_FORM, payment_form="cash")
    three = demo.condition(
        "009",
        "Чай от трёх пачек",
        C.VOLUME,
        wanted=3000,
        scope=ScopeDraft(kind=ScopeKind.SEGMENT, segments=(tea,)),
    )
    group = demo.group("020", "Розничные", JoinRule.MULTIPLY)
    first = demo.group("021", "Лучшая из", JoinRule.MAX, group)
    demo.discount(
        first,
        "022",
        "Счастливые часы",
        K.PERCENT,
        value=1000,
        by_group={fresh: 500},
        conditions=(noon,),
    )
    demo.discount(first, "023", "За наличные", K.PERCENT, value=300, conditions=(cash,))
    demo.discount(
        first,
        "024",
        "Золотым картам по оптовой цене",
        K.SPECIAL_PRICE,
        price_type_id=wholesale,
        conditions=(card,),
    )
    demo.discount(group, "025", "День рождения", K.PERCENT, value=700, conditions=(card, birthday))
    gifts = demo.group("026", "Подарки", JoinRule.DISPLACE, group)
    scope = ScopeDraft(kind=ScopeKind.SEGMENT, segments=(dishes,))
    demo.discount(
        gifts,
        "027",
        "Чашка за чай",
        K.GIFT,
        value=1000,
        multiple=True,
        scope=scope,
        conditions=(three,),
    )
    demo.discount(
        gifts, "028", "Шестая вещь даром", K.QUANTITY, value=1000, every=6000, scope=scope
    )
    demo.discount(
        group, "029", "10 ₽ с каждой позиции", K.SUM_LINE, value=10_00, assignment=Assignment.CHOSEN
    )


def _besides(demo: _Demo, root: int, gold: int) -> None:
    """Add points, messages, cards and rounding."""
    programme = demo.session.scalars(select(BonusProgramme.id)).one()
    card = demo.condition("030", "Показана любая карта", C.HAS_CARD)
    none = demo.condition("031", "Карты нет", C.NO_CARD)
    often = demo.condition(
        "032",
        "Купил по карте за год от 30 000",
        C.ACCUMULATED,
        accumulates=Accumulates.CARD,
        period=Period.YEAR,
        wanted=30_000_00,
    )
    demo.discount(
        root,
        "040",
        "Баллы: 3 % покупки",
        K.BONUS_PERCENT,
        value=300,
        programme_id=programme,
        conditions=(card,),
        standing=Standing.IN_FORCE,
    )
    demo.discount(
        root,
        "041",
        "Баллы постоянным",
        K.BONUS_SUM,
        value=50_00,
        programme_id=programme,
        conditions=(often,),
    )
    demo.discount(
        root,
        "042",
        "Предложить карту",
        K.MESSAGE,
        message="Предложите карту «Клад»",
        conditions=(none,),
    )
    demo.discount(
        root, "043", "Выдать золотую карту", K.ISSUE_CARD, card_kind_id=gold, conditions=(often,)
    )
    demo.discount(root, "044", "До рубля", K.ROUNDING, value=100, mode=RoundingMode.DOWN)


def _cards(demo: _Demo) -> int:
    """Add a programme, two kinds of cards and some cards with points; return the golden kind."""
    programme = demo.added(
        BonusProgramme(
            code="КЛУБ",
            name="Клуб «Клад»",
            rate_minor=100,
            delay_days=14,
            life_days=365,
            max_share=3000,
        )
    )
    gold = demo.added(CardKind(code="ЗОЛ", name="Золотая", named=True, programme_id=programme))
    plain = demo.added(
        CardKind(
            code="КЛ",
            name="Карта «Клад»",
            named=False,
            carrier=CardCarrier.BARCODE,
            programme_id=programme,
        )
    )
    today = demo.clock.business_date()
    for number, (owner, birthday) in enumerate(_OWNERS, start=1):
        new = NewCard(
            kind_id=gold, barcode=ean13(f"2{number:011d}"), owner=owner, birthday=birthday
        )
        made = add_card(demo.session, SYSTEM, new, clock=demo.clock, activate=True)
        for days, points in ((90, 120_00 * number), (5, 45_50)):
            accrue_points(
                demo.session,
                SYSTEM,
                made.id,
                points,
                clock=demo.clock,
                comment="Покупки",
                on=today - dt.timedelta(days=days),
            )
        if number == 1:
            redeem_points(demo.session, SYSTEM, made.id, 40_00, clock=demo.clock)
    for number in range(6, 12):
        new = NewCard(kind_id=plain, barcode=ean13(f"2{number:011d}"))
        add_card(demo.session, SYSTEM, new, clock=demo.clock, activate=number < 9)  # noqa: PLR2004 - some lie in a drawer
    return gold
