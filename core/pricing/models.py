"""What is stored about prices: the types of price, the prices since a date, what they come from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Historied
from core.pricing.kinds import Aggregation, CalculationMethod, PriceTypeStatus, SourceKind
from core.pricing.rounding import RoundingMode

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class PriceType(Historied, Base):
    """Вид цены: a column of the price list, such as wholesale or retail (domain §4.1)."""

    __tablename__ = "price_type"
    not_historied = OWN
    __table_args__ = (
        CheckConstraint("threshold >= 0", name="threshold"),
        CheckConstraint("max_discount BETWEEN 0 AND 10000", name="max_discount"),
        CheckConstraint("max_markup >= 0", name="max_markup"),
        CheckConstraint("markup > -10000", name="markup"),
        CheckConstraint("base_type_id <> id", name="not_its_own_base"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    identifier: Mapped[str] = mapped_column(default="", server_default="")
    """What formulas call it, in square brackets; empty: its code."""
    status: Mapped[PriceTypeStatus] = mapped_column(
        default=PriceTypeStatus.IN_FORCE, server_default=PriceTypeStatus.IN_FORCE.value
    )
    wholesale: Mapped[bool] = mapped_column(default=True, server_default="true")
    """Used in wholesale."""
    retail: Mapped[bool] = mapped_column(default=True, server_default="true")
    """Used in retail."""
    auxiliary: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Only for computing others: kept in price documents, never registered."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    """Whose individual type it is; None: a common one."""
    refines_id: Mapped[int | None] = mapped_column(ForeignKey("price_type.id"))
    """The common type that an individual one overrides; None: whichever the partner buys by."""
    item_segment_id: Mapped[int | None] = mapped_column(ForeignKey("item_segment.id"))
    """The items it is meant for; None: all."""
    forbid_outside: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Items outside the segment get no price of this type."""
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    """ISO 4217 letter code."""
    includes_vat: Mapped[bool] = mapped_column(default=True, server_default="true")
    """True: the price holds the VAT; False: VAT comes on top of it."""
    method: Mapped[CalculationMethod] = mapped_column(
        default=CalculationMethod.MANUAL, server_default=CalculationMethod.MANUAL.value
    )
    base_type_id: Mapped[int | None] = mapped_column(ForeignKey("price_type.id"))
    """For `markup`: the type it is reckoned from."""
    markup: Mapped[int] = mapped_column(default=0, server_default="0")
    """Hundredths of a percent on top of the base or the source price; below 0 takes off."""
    aggregation: Mapped[Aggregation] = mapped_column(
        default=Aggregation.LAST, server_default=Aggregation.LAST.value
    )
    """For `supplier` and `competitor`."""
    formula: Mapped[str] = mapped_column(default="", server_default="")
    """For `formula`: as `core.pricing.formula` reads it."""
    query: Mapped[str] = mapped_column(default="", server_default="")
    """For `query`: a SELECT with the columns item_id, price and, if wanted, variant_id."""
    threshold: Mapped[int] = mapped_column(default=0, server_default="0")
    """Порог срабатывания, hundredths of a percent: a smaller change keeps the old price."""
    max_discount: Mapped[int | None]
    """Largest manual discount, hundredths of a percent; None: this type sets no limit."""
    max_markup: Mapped[int | None]
    """Largest manual markup, hundredths of a percent; None: this type sets no limit."""
    set_by_supply: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Priced by documents made on the basis of what brought goods in."""
    auto_update: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Recalculated by the schedule."""
    retired: Mapped[bool] = mapped_column(default=False, server_default="false")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


Index(
    "uq_price_type_identifier",
    func.lower(PriceType.identifier),
    unique=True,
    postgresql_where=PriceType.identifier != "",
)


class PriceTypeGroup(Historied, Base):
    """How a price type treats one price group otherwise (уточнение по ценовой группе)."""

    __tablename__ = "price_type_group"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("price_type_id", "price_group_id"),
        CheckConstraint("threshold >= 0", name="threshold"),
        CheckConstraint("max_discount BETWEEN 0 AND 10000", name="max_discount"),
        CheckConstraint("max_markup >= 0", name="max_markup"),
        CheckConstraint("markup > -10000", name="markup"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    price_type_id: Mapped[int] = mapped_column(ForeignKey("price_type.id"))
    price_group_id: Mapped[int] = mapped_column(ForeignKey("price_group.id"))
    markup: Mapped[int | None]
    """None in this and the following: as the type says."""
    formula: Mapped[str] = mapped_column(default="", server_default="")
    """Empty: as the type says."""
    threshold: Mapped[int | None]
    max_discount: Mapped[int | None]
    max_markup: Mapped[int | None]


class PriceRounding(Historied, Base):
    """How a price type rounds from a price on, for all items or for one price group."""

    __tablename__ = "price_rounding"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint(
            "price_type_id", "price_group_id", "since_minor", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("since_minor >= 0", name="since"),
        CheckConstraint("precision_minor > 0", name="precision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    price_type_id: Mapped[int] = mapped_column(ForeignKey("price_type.id"))
    price_group_id: Mapped[int | None] = mapped_column(ForeignKey("price_group.id"))
    """None: all groups that have no ranges of their own."""
    since_minor: Mapped[int] = mapped_column(default=0)
    """The range begins with this unrounded price."""
    precision_minor: Mapped[int]
    mode: Mapped[RoundingMode] = mapped_column(default=RoundingMode.ARITHMETIC)
    shift_minor: Mapped[int] = mapped_column(default=0)
    """Taken off after rounding."""


class ItemPrice(Base):
    """The price of one base unit of an item from a date on, until a later row replaces it.

    Of several rows of one day the one with the highest place holds.
    """

    __tablename__ = "item_price"
    __table_args__ = (
        UniqueConstraint("price_type_id", "item_id", "variant_id", "since", "place"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        Index(
            "uq_item_price_direct",
            "price_type_id",
            "item_id",
            "variant_id",
            "since",
            unique=True,
            postgresql_where=text("document_id IS NULL"),
        ),
        Index(
            "ix_item_price_document_id",
            "document_id",
            postgresql_where=text("document_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    price_type_id: Mapped[int] = mapped_column(ForeignKey("price_type.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """0: the item has no variants, or one price serves them all."""
    since: Mapped[date]
    """First business date on which the price holds."""
    price_minor: Mapped[int]
    """Hundredths of the currency unit per one base unit of the item."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The document that set it; None: registered directly, by an import or at the desk."""
    place: Mapped[int] = mapped_column(default=0, server_default="0")
    """The document's id; a direct registration takes its place in the same row of numbers."""


class SourcePrice(Base):
    """A price that others are computed from: paid, asked, or averaged (domain §4.1)."""

    __tablename__ = "source_price"
    __table_args__ = (
        UniqueConstraint(
            "kind",
            "item_id",
            "variant_id",
            "partner_id",
            "date",
            "document_id",
            "derived",
            name="uq_source_price_once",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("price_minor >= 0 AND extra_minor >= 0", name="price_not_negative"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        Index(None, "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SourceKind]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    partner_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """Whose price it is; 0: nobody's in particular."""
    date: Mapped[date]
    """First business date on which it is known."""
    price_minor: Mapped[int]
    """Minor units of `currency` per base unit, without extra expenses."""
    extra_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Extra expenses per base unit (доставка, пошлина), for receipts and openings."""
    quantity: Mapped[int] = mapped_column(default=0, server_default="0")
    """Thousandths that came in at this price; 0 weighs nothing in an average."""
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """What brought it; None: registered by hand, imported, or averaged."""
    derived: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Averaged by `core.pricing.costs` from what came in; brought up to date by itself."""
