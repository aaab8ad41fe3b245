"""The limits that discounts by hand are held to, read for one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.discounts.manual import Limit, LimitSource, ManualLimits
from core.discounts.models import ManualLimit


def load_limits(
    session: Session,
    *,
    user_id: int,
    roles: Iterable[str] = (),
    agreement_id: int = 0,
    price_limits: Mapping[int, tuple[int | None, int | None]] | None = None,
) -> ManualLimits:
    """Return the limits of whoever is responsible, of the agreement and of the price type.

    A user's own limits stand instead of those of his roles; of several roles the widest counts.
    Whoever has no limit at all is not limited by that source. One statement.

    Args:
        price_limits: price group (0: all others) → (discount, markup) in hundredths of a percent,
            as `core.pricing` tells them for the price type; None: it sets none.
    """
    statement = select(
        ManualLimit.user_id,
        ManualLimit.role,
        ManualLimit.agreement_id,
        ManualLimit.price_group_id,
        ManualLimit.max_discount,
        ManualLimit.max_markup,
    ).where(
        or_(
            (ManualLimit.user_id == user_id) & (ManualLimit.user_id != 0),
            ManualLimit.role.in_(sorted(set(roles) - {""})),
            (ManualLimit.agreement_id == agreement_id) & (ManualLimit.agreement_id != 0),
        )
    )
    own: dict[int, Limit] = {}
    by_role: dict[int, Limit] = {}
    by_agreement: dict[int, Limit] = {}
    for user, _role, agreement, group, discount, markup in session.execute(statement):
        limit = Limit(discount, markup)
        if user:
            own[group] = limit
        elif agreement:
            by_agreement[group] = limit
        else:
            by_role[group] = wider(by_role.get(group), limit)
    found: dict[LimitSource, Mapping[int, Limit]] = {}
    if own or by_role:
        found[LimitSource.USER] = own or by_role
    if by_agreement:
        found[LimitSource.AGREEMENT] = by_agreement
    if price_limits:
        found[LimitSource.PRICE_TYPE] = {
            group: Limit(*pair) for group, pair in price_limits.items()
        }
    return ManualLimits(found)


def binding(limits: ManualLimits) -> ManualLimits:
    """Return only the sources that limit anything at all."""
    return ManualLimits(
        {
            source: groups
            for source, groups in limits.by_source.items()
            if any(one != Limit() for one in groups.values())
        }
    )


def wider(one: Limit | None, other: Limit) -> Limit:
    """Return the limit that allows what either does."""
    if one is None:
        return other
    return Limit(_more(one.discount, other.discount), _more(one.markup, other.markup))


def _more(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)
