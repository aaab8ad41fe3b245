"""What orders and quotations have in common: on which terms they sell, and what a line costs."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.terms.statuses import PaymentForm


class SaleHeader:
    """Terms of a sale and what it comes to."""

    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    """The counterparty that pays; None until the customer has told."""
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.document_id"))
    """None: on no agreed terms."""
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.document_id"))
    """None: without a contract; every order is settled by itself."""
    price_type_id: Mapped[int] = mapped_column(ForeignKey("price_type.id"))
    includes_vat: Mapped[bool] = mapped_column(default=True, server_default="true")
    """Copied from the price type when the document was made: prices of lines hold the VAT."""
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    payment_form: Mapped[PaymentForm] = mapped_column(
        default=PaymentForm.ANY, server_default=PaymentForm.ANY.value
    )
    """How it is to be paid; an agreement may fix it, a discount may ask for it."""
    card_id: Mapped[int | None] = mapped_column(ForeignKey("loyalty_card.id"))
    """The loyalty card that was shown; None: none."""
    chosen_discounts: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), default=list, server_default="{}"
    )
    """Discounts that a person picked from the list, beside automatic ones."""
    total_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Σ amounts of lines that are not cancelled, VAT included, in minor units."""
    vat_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    discount_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Σ discounts of the same lines; negative is a markup."""


SALE_SUMS = frozenset({"total_minor", "vat_minor", "discount_minor"})
"""Computed from lines: no history of their own."""


class SaleLine:
    """One item and what it costs."""

    line_no: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    packaging_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The packaging the customer counts in; 0 = base unit. `quantity` is in base units anyway."""
    quantity: Mapped[int]
    """Thousandths of the base unit."""
    price_minor: Mapped[int]
    """Minor units per one base unit before discounts; holds VAT when `includes_vat` is true."""
    price_typed: Mapped[bool] = mapped_column(default=False, server_default="false")
    """A person typed the price; others follow the price list."""
    manual_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    """Discount given by hand, hundredths of a percent; negative is a markup."""
    discount_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """By hand and automatic, off price × quantity, in minor units; negative is a markup."""
    vat_rate: Mapped[int | None]
    """Hundredths of a percent, 2200 = 22 %; None = without VAT (без НДС)."""
    amount_minor: Mapped[int]
    """With VAT and after discounts, rounded once per line."""
    vat_minor: Mapped[int]
    """The VAT within `amount_minor`."""


def sale_checks() -> tuple[CheckConstraint, ...]:
    """Return what holds of every line of a sale, to hand-written SQL too."""
    return (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        CheckConstraint("amount_minor >= vat_minor AND vat_minor >= 0", name="vat_within_amount"),
        CheckConstraint("manual_percent BETWEEN -100000 AND 10000", name="manual_percent"),
    )
