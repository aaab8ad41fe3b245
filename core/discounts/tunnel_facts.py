"""Everything that carts of past sales are filled with, read for many sales at once and kept.

What an item, a client or a user is today is what rules look at: the question is what the rules
would do, not what they did. Prices of other price types, costs and purchases are those of the day.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.models import AppUser
from core.discounts.cart import Accumulation, Cart, CartLine
from core.discounts.filling import UNKNOWN_ITEM, ItemFacts, item_facts
from core.discounts.kinds import Accumulates
from core.discounts.limits import binding, load_limits
from core.discounts.manual import ManualLimits
from core.discounts.past_sales import past_sales
from core.discounts.sold import PastSale, SalesAsked, SoldLine
from core.discounts.tunnel import Trial
from core.kernel.errors import NotFound
from core.kernel.money import line_amount
from core.partners.models import PartnerSegmentMember
from core.pricing.currencies import ROUBLE, RatesOn
from core.pricing.errors import NoRate
from core.pricing.kinds import SourceKind
from core.pricing.models import SourcePrice
from core.pricing.queries import price_limits, prices

_Thing = tuple[int, int]
"""(item, variant)"""


class TunnelFacts:
    """What is known of the sales of one run."""

    def __init__(self, trial: Trial, asked: SalesAsked) -> None:
        self._asked = asked
        books = (trial.before, trial.after)
        self._price_types = sorted(set().union(*(book.price_types() for book in books)))
        self._accumulations = tuple(
            dict.fromkeys(one for book in books for one in book.accumulations())
        )
        self._items: dict[int, ItemFacts] = {}
        self._costs: dict[_Thing, tuple[list[dt.date], list[int]]] = {}
        self._segments: dict[int, frozenset[int]] = {}
        self._roles: dict[int, frozenset[str]] = {0: frozenset()}
        self._prices: dict[tuple[int, dt.date], dict[_Thing, int]] = defaultdict(dict)
        self._priced: dict[dt.date, set[int]] = defaultdict(set)
        self._bought: dict[Accumulation, dict[int, tuple[list[dt.date], list[int]]]] = {
            one: {} for one in self._accumulations
        }
        self._limits: dict[tuple[int, int, int], ManualLimits] = {}

    def read(self, session: Session, sales: Sequence[PastSale]) -> None:
        """Read what is not known yet of some sales.

        The number of statements depends on days and price types, never on sales or lines.
        """
        items = {line.item_id for sale in sales for line in sale.lines}
        self._read_items(session, items - self._items.keys())
        self._read_partners(session, {sale.partner_id for sale in sales})
        self._read_users(session, {sale.author_id for sale in sales})
        if self._price_types:
            self._read_prices(session, sales)
        for of in self._accumulations:
            self._read_bought(session, of, sales)

    def cart(self, sale: PastSale) -> Cart:
        """Return a sale as a cart."""
        return Cart(
            lines=tuple(self._line(sale, line) for line in sale.lines),
            on=sale.date,
            now=sale.moment,
            warehouse_id=sale.warehouse_id,
            agreement_id=sale.agreement_id,
            price_type_id=sale.price_type_id,
            partner_id=sale.partner_id,
            partner_segments=self._segments.get(sale.partner_id, frozenset()),
            payment_form=sale.payment_form,
            schedule_id=sale.schedule_id,
            card=sale.card,
            user_groups=self._roles[sale.author_id],
            accumulated={of: self._sum(of, sale) for of in self._accumulations},
            chosen=sale.chosen,
            manual=sale.manual,
        )

    def costs(self, sale: PastSale) -> list[int | None]:
        """Return what every line cost to buy on the day of the sale; None: not known."""
        return [self._cost(line, sale.date) for line in sale.lines]

    def limits(self, session: Session, sale: PastSale) -> ManualLimits:
        """Return the limits of discounts by hand; three statements for each new combination."""
        key = (sale.author_id, sale.agreement_id, sale.price_type_id)
        found = self._limits.get(key)
        if found is None:
            found = self._limits[key] = binding(
                load_limits(
                    session,
                    user_id=sale.author_id,
                    roles=self._roles[sale.author_id],
                    agreement_id=sale.agreement_id,
                    price_limits=_of_type(session, sale.price_type_id, sale.date),
                )
            )
        return found

    def _line(self, sale: PastSale, line: SoldLine) -> CartLine:
        facts = self._items.get(line.item_id, UNKNOWN_ITEM)
        own = {}
        for kind in self._price_types:
            found = self._prices[kind, sale.date]
            price = found.get((line.item_id, line.variant_id), found.get((line.item_id, 0)))
            if price is not None:
                own[kind] = price
        return CartLine(
            line.line_no,
            line.item_id,
            line.quantity,
            line.price_minor,
            line.variant_id,
            facts.price_group_id,
            facts.segments,
            facts.groups,
            own,
            facts.title,
        )

    def _cost(self, line: SoldLine, on: dt.date) -> int | None:
        for thing in ((line.item_id, line.variant_id), (line.item_id, 0)):
            days, amounts = self._costs.get(thing, ((), ()))
            place = bisect_right(days, on)
            if place:
                return line_amount(amounts[place - 1], line.quantity)
        return None

    def _sum(self, of: Accumulation, sale: PastSale) -> int:
        owner = _owner(of, sale)
        days, sums = self._bought[of].get(owner, ((), (0,)))
        first, last = of.bounds(sale.date)
        return sums[bisect_right(days, last)] - sums[bisect_left(days, first)]

    def _read_items(self, session: Session, items: Collection[int]) -> None:
        if not items:
            return
        self._items |= item_facts(session, items)
        source = SourcePrice
        rates: dict[dt.date, RatesOn] = {}
        rows = session.execute(
            select(
                source.item_id,
                source.variant_id,
                source.date,
                source.price_minor,
                source.currency,
            )
            .where(source.kind == SourceKind.COST, source.item_id == func.any(_ids(items)))
            .order_by(source.date, source.id)
        )
        for item, variant, day, price, currency in rows.all():
            cost = price
            if currency != ROUBLE:
                try:
                    rate = rates.setdefault(day, RatesOn(session, day))[currency]
                except NoRate:
                    continue  # a cost that nobody can tell in roubles is not known
                cost = line_amount(price, 1000 * rate.numerator) // rate.denominator
            days, amounts = self._costs.setdefault((item, variant), ([], []))
            days.append(day)
            amounts.append(cost)

    def _read_partners(self, session: Session, partners: Collection[int]) -> None:
        fresh = set(partners) - self._segments.keys()
        if not fresh:
            return
        member, found = PartnerSegmentMember, defaultdict(set)
        rows = session.execute(
            select(member.partner_id, member.segment_id).where(
                member.partner_id == func.any(_ids(fresh))
            )
        )
        for partner, segment in rows:
            found[partner].add(segment)
        self._segments |= {partner: frozenset(found[partner]) for partner in fresh}

    def _read_users(self, session: Session, users: Collection[int]) -> None:
        fresh = set(users) - self._roles.keys()
        if not fresh:
            return
        self._roles |= dict.fromkeys(fresh, frozenset())
        rows = session.execute(
            select(AppUser.id, AppUser.roles).where(AppUser.id == func.any(_ids(fresh)))
        )
        self._roles |= {user: frozenset(roles) for user, roles in rows}

    def _read_prices(self, session: Session, sales: Iterable[PastSale]) -> None:
        """Read prices of other types, day by day, of the items that are new on that day."""
        wanted: dict[dt.date, set[int]] = defaultdict(set)
        for sale in sales:
            wanted[sale.date] |= {line.item_id for line in sale.lines}
        for day, items in wanted.items():
            fresh = items - self._priced[day]
            self._priced[day] |= fresh
            for kind in self._price_types if fresh else ():
                self._prices[kind, day] |= prices(session, kind, fresh, day)

    def _read_bought(self, session: Session, of: Accumulation, sales: Iterable[PastSale]) -> None:
        known = self._bought[of]
        fresh = {_owner(of, sale) for sale in sales} - known.keys() - {0}
        if not fresh:
            return
        by_day: dict[int, dict[dt.date, int]] = {owner: defaultdict(int) for owner in fresh}
        for source in past_sales():
            for owner, day, amount in source.bought(session, of, fresh, self._asked):
                by_day[owner][day] += amount
        for owner, found in by_day.items():
            days = sorted(found)
            known[owner] = (days, [0, *accumulate(found[day] for day in days)])


def _owner(of: Accumulation, sale: PastSale) -> int:
    if of.by is Accumulates.PARTNER:
        return sale.partner_id
    return sale.card.card_id if sale.card is not None else 0


def _of_type(
    session: Session, price_type_id: int, on: dt.date
) -> dict[int, tuple[int | None, int | None]] | None:
    if not price_type_id:
        return None
    try:
        return price_limits(session, price_type_id, on)
    except NotFound:
        return None


def _ids(values: Iterable[int]) -> Any:  # noqa: ANN401 - an array parameter
    return literal(sorted(values), ARRAY(BigInteger))
