"""What pricing a cart comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.discounts.faults import PluginFault
from core.discounts.kinds import DiscountKind
from core.discounts.outcomes import Part
from core.discounts.scopes import Scope


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What one line is charged. Minor units."""

    line_no: int
    gross_minor: int
    """Price × quantity."""
    manual_minor: int
    """Given by hand; negative is a markup."""
    automatic_minor: int
    """Given by the tree of discounts; negative is a markup."""
    amount_minor: int
    """What is charged: gross − manual − automatic."""

    @property
    def discount_minor(self) -> int:
        """Everything off; negative is a markup."""
        return self.manual_minor + self.automatic_minor


@dataclass(frozen=True, slots=True)
class Said:
    """A message for whoever sells."""

    discount_id: int
    text: str


@dataclass(frozen=True, slots=True)
class CardDue:
    """A loyalty card should be given to the client."""

    discount_id: int
    card_kind_id: int
    title: str


@dataclass(frozen=True, slots=True)
class GiftOffer:
    """More gifts are due than stand in the document: adding one of the items makes it free."""

    discount_id: int
    name: str
    scope: Scope
    """What may be given."""
    missing: int
    """Thousandths of the base unit."""


@dataclass(frozen=True, slots=True)
class BonusDue:
    """Points that the sale brings to the card."""

    discount_id: int
    programme_id: int
    points: int
    """Hundredths of a point."""


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with its prices."""

    lines: tuple[PricedLine, ...]
    """In the order of the cart."""
    messages: tuple[Said, ...] = ()
    gifts: tuple[GiftOffer, ...] = ()
    cards: tuple[CardDue, ...] = ()
    bonuses: tuple[BonusDue, ...] = ()
    faults: tuple[PluginFault, ...] = ()
    money: tuple[Part, ...] = field(default=(), repr=False)
    """Discounts by column; `parts_of` and `part_rows` read them."""
    points: tuple[Part, ...] = field(default=(), repr=False)
    """Points by column, in hundredths."""

    @property
    def total_minor(self) -> int:
        """What the document is charged."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def gross_minor(self) -> int:
        """What it would be without discounts."""
        return sum(line.gross_minor for line in self.lines)

    @property
    def rounding_minor(self) -> int:
        """How much of the discounts is rounding of the document."""
        return sum(
            sum(part.values) for part in self.money if part.discount.kind is DiscountKind.ROUNDING
        )

    def parts_of(self, line_no: int) -> tuple[tuple[int, int], ...]:
        """Return (discount, amount) of one line, in the order of the tree."""
        place = next(at for at, line in enumerate(self.lines) if line.line_no == line_no)
        found = []
        for part in self.money:
            amount = next((value for at, value in part.rows() if at == place), 0)
            if amount:
                found.append((part.discount.id, amount))
        return tuple(found)

    def part_rows(self) -> Iterator[tuple[int, int, int]]:
        """Yield (line number, discount, amount) of the whole document."""
        for part in self.money:
            for at, value in part.rows():
                yield self.lines[at].line_no, part.discount.id, value

    def point_rows(self) -> Iterator[tuple[int, int, int]]:
        """Yield (line number, discount, hundredths of a point) of the whole document."""
        for part in self.points:
            for at, value in part.rows():
                yield self.lines[at].line_no, part.discount.id, value
