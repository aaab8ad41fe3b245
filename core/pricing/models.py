"""What is stored about prices: the kinds of price and, per item, the price since a date."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Historied


class PriceType(Historied, Base):
    """Вид цены: a column of the price list, such as wholesale or retail."""

    __tablename__ = "price_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    """ISO 4217 letter code."""
    includes_vat: Mapped[bool] = mapped_column(default=True, server_default="true")
    """True: the price holds the VAT; False: VAT comes on top of it."""
    retired: Mapped[bool] = mapped_column(default=False, server_default="false")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class ItemPrice(Base):
    """The price of one base unit of an item from a date on, until a later row replaces it."""

    __tablename__ = "item_price"
    __table_args__ = (
        UniqueConstraint("price_type_id", "item_id", "variant_id", "since"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
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
