"""Items and everything that tells one from another on a shelf.

Keys that may be absent (variant, packaging, lot) are 0 in the tables that use them, never NULL, so
that they can be dimensions of ledgers.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Historied
from core.documents.segments import SegmentKind
from core.kernel.vat import VatKind

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class LotPolicy(StrEnum):
    """Whether goods of an item are told apart by lot (Серия)."""

    NONE = "none"
    """All goods of the item are alike."""
    LOT = "lot"
    """A lot code is required."""
    EXPIRY = "expiry"
    """A lot code with an expiry date is required; first expired, first out."""


class Unit(Historied, Base):
    """A unit of measure (Единица измерения)."""

    __tablename__ = "unit"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    """Code of the OKEI classifier: "796" is a piece, "166" a kilogram."""
    name: Mapped[str]
    symbol: Mapped[str]
    """What is printed after a quantity: "шт"."""
    retired: Mapped[bool] = mapped_column(default=False)


class ItemGroup(Historied, Base):
    """A folder of the item list."""

    __tablename__ = "item_group"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"), Index(None, "parent_id"))

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    """Own code, or the identifier of the system the group came from."""
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("item_group.id"))
    retired: Mapped[bool] = mapped_column(default=False)


class Item(Historied, Base):
    """A thing bought and sold (Номенклатура)."""

    __tablename__ = "item"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("external_id"),
        CheckConstraint("weight_grams >= 0 AND volume_cm3 >= 0", name="size"),
        Index("ix_item_article", "article", "id"),
        Index(None, "group_id"),
        Index(None, "price_group_id"),
        Index("ix_item_name", "name", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    external_id: Mapped[str | None]
    """Identifier in the system the item came from (CommerceML "Ид"); None when born here."""
    article: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    full_name: Mapped[str] = mapped_column(default="")
    """For printed forms; empty means the same as the name."""
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """Base unit: all quantities are kept in it."""
    group_id: Mapped[int | None] = mapped_column(ForeignKey("item_group.id"))
    price_group_id: Mapped[int | None] = mapped_column(ForeignKey("price_group.id"))
    """None: priced and discounted by the general rules."""
    weight_grams: Mapped[int] = mapped_column(default=0)
    """Gross, of one base unit; 0 is unknown."""
    volume_cm3: Mapped[int] = mapped_column(default=0)
    """Of one base unit; 0 is unknown."""
    vat: Mapped[VatKind] = mapped_column(default=VatKind.STANDARD)
    lot_policy: Mapped[LotPolicy] = mapped_column(default=LotPolicy.NONE)
    service: Mapped[bool] = mapped_column(default=False)
    """True: never on stock."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class PriceGroup(Historied, Base):
    """Items priced and discounted alike (Ценовая группа)."""

    __tablename__ = "price_group"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class ItemSegment(Historied, Base):
    """Items taken together for prices, discounts and agreements (Сегмент номенклатуры)."""

    __tablename__ = "item_segment"
    not_historied = OWN | {"refreshed_at"}
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[SegmentKind] = mapped_column(default=SegmentKind.FIXED)
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """For `rule`: filters of the list of items, as `core.documents.listing` takes them."""
    refreshed_at: Mapped[datetime | None]
    """When members were last listed or found; None: never."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class ItemSegmentMember(Base):
    """An item of a segment. For rule segments too: whoever reads membership reads this."""

    __tablename__ = "item_segment_member"
    __table_args__ = (Index(None, "item_id"),)

    segment_id: Mapped[int] = mapped_column(ForeignKey("item_segment.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)


class ItemVariant(Historied, Base):
    """A size, colour or grade of an item (Характеристика)."""

    __tablename__ = "item_variant"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("item_id", "name"), UniqueConstraint("external_id"))

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    name: Mapped[str]
    external_id: Mapped[str | None]
    """Whole identifier in the other system, "item#variant" in CommerceML."""
    retired: Mapped[bool] = mapped_column(default=False)


class Packaging(Historied, Base):
    """A box, a pallet: so many base units handled as one (Упаковка)."""

    __tablename__ = "packaging"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("item_id", "name"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    name: Mapped[str]
    quantity: Mapped[int]
    """Thousandths of the base unit inside; never 0."""
    weight_grams: Mapped[int] = mapped_column(default=0)
    """Gross, of the whole pack; 0 is unknown."""
    volume_cm3: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class Barcode(Historied, Base):
    """A code on goods. One code may stand on several items: then whoever scans is asked."""

    __tablename__ = "barcode"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code", "item_id", "variant_id", "packaging_id", "lot_id"),
        CheckConstraint("code <> ''", name="code"),
        CheckConstraint("gtin ~ '^[0-9]{14}$'", name="gtin"),
        Index(None, "gtin"),
        Index("ix_barcode_begun", "code", postgresql_ops={"code": "text_pattern_ops"}),
        Index(None, "item_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    """As printed, without AIM identifier."""
    gtin: Mapped[str | None]
    """The code as a 14-digit GTIN when it is one (`core.catalog.rules.gtin14`), else None."""
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0)
    packaging_id: Mapped[int] = mapped_column(default=0)
    """0: the code of one base unit."""
    lot_id: Mapped[int] = mapped_column(default=0)


class Lot(Historied, Base):
    """A batch of an item (Серия)."""

    __tablename__ = "lot"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("item_id", "code"), Index(None, "item_id", "expires"))

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    code: Mapped[str]
    expires: Mapped[date | None]
    """The last day of use; None where the policy asks for no date."""
