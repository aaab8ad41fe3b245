"""What is stored about discounts: the tree, the conditions, what documents were given."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, declare_sql
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    Compare,
    Comparison,
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
from core.documents.models import Historied

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class DiscountNode(Historied, Base):
    """A group of the tree, or a discount: one table, because they are ordered among each other."""

    __tablename__ = "discount"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("is_group = (rule IS NOT NULL)", name="group_has_rule"),
        CheckConstraint("is_group = (kind IS NULL)", name="discount_has_kind"),
        CheckConstraint("parent_id IS NOT NULL OR is_group", name="root_is_group"),
        CheckConstraint("parent_id <> id", name="not_in_itself"),
        CheckConstraint("starts <= ends", name="dates"),
        Index(
            "uq_discount_root",
            text("(parent_id IS NULL)"),
            unique=True,
            postgresql_where=text("parent_id IS NULL"),
        ),
        Index(None, "parent_id", "position"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("discount.id"))
    """None: the root of the tree; there is at most one."""
    position: Mapped[int] = mapped_column(default=0)
    """Among its siblings: the order of priority."""
    is_group: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[JoinRule | None]
    compare: Mapped[Compare] = mapped_column(default=Compare.LINE)
    kind: Mapped[DiscountKind | None]
    value: Mapped[int] = mapped_column(default=0)
    """As `BenefitFacts.value` says for each kind."""
    every: Mapped[int] = mapped_column(default=0)
    mode: Mapped[RoundingMode] = mapped_column(default=RoundingMode.DOWN)
    price_type_id: Mapped[int | None] = mapped_column(ForeignKey("price_type.id"))
    card_kind_id: Mapped[int | None] = mapped_column(ForeignKey("card_kind.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("bonus_programme.id"))
    message: Mapped[str] = mapped_column(default="")
    """What is said to whoever sells."""
    plugin: Mapped[str] = mapped_column(default="")
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    multiple: Mapped[bool] = mapped_column(default=False)
    assignment: Mapped[Assignment] = mapped_column(default=Assignment.AUTOMATIC)
    standing: Mapped[Standing] = mapped_column(default=Standing.RESTRICTED)
    """A new discount acts nowhere until somebody switches it on."""
    starts: Mapped[dt.date | None]
    ends: Mapped[dt.date | None]
    scope: Mapped[ScopeKind] = mapped_column(default=ScopeKind.ANY)
    scope_filter: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class DiscountValue(Base):
    """The value of a discount for items of a price group, instead of the general one."""

    __tablename__ = "discount_value"

    discount_id: Mapped[int] = mapped_column(ForeignKey("discount.id"), primary_key=True)
    price_group_id: Mapped[int] = mapped_column(ForeignKey("price_group.id"), primary_key=True)
    value: Mapped[int]


class DiscountItem(Base):
    """An item that a discount is about."""

    __tablename__ = "discount_item"

    discount_id: Mapped[int] = mapped_column(ForeignKey("discount.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)


class DiscountSegment(Base):
    """A segment of items that a discount is, or is not, about."""

    __tablename__ = "discount_segment"

    discount_id: Mapped[int] = mapped_column(ForeignKey("discount.id"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("item_segment.id"), primary_key=True)


class DiscountActivity(Base):
    """Where a restricted discount was switched on or off, and since when."""

    __tablename__ = "discount_activity"
    __table_args__ = (UniqueConstraint("discount_id", "place", "ref_id", "since"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    discount_id: Mapped[int] = mapped_column(ForeignKey("discount.id"))
    place: Mapped[Place]
    ref_id: Mapped[int]
    """Warehouse, agreement or card kind, as the place says."""
    since: Mapped[dt.date]
    running: Mapped[bool]


class DiscountWhen(Base):
    """A condition attached to a discount."""

    __tablename__ = "discount_when"
    __table_args__ = (Index(None, "condition_id"),)

    discount_id: Mapped[int] = mapped_column(ForeignKey("discount.id"), primary_key=True)
    condition_id: Mapped[int] = mapped_column(ForeignKey("discount_condition.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class DiscountCondition(Historied, Base):
    """Условие предоставления: an entry of the catalogue, attached to as many discounts as like."""

    __tablename__ = "discount_condition"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[ConditionKind]
    criterion: Mapped[Criterion] = mapped_column(default=Criterion.QUANTITY)
    within: Mapped[Within] = mapped_column(default=Within.DOCUMENT)
    comparison: Mapped[Comparison] = mapped_column(default=Comparison.GE)
    wanted: Mapped[int] = mapped_column(default=0)
    scope: Mapped[ScopeKind] = mapped_column(default=ScopeKind.ANY)
    scope_filter: Mapped[dict[str, Any]] = mapped_column(default=dict)
    accumulates: Mapped[Accumulates] = mapped_column(default=Accumulates.PARTNER)
    period: Mapped[Period] = mapped_column(default=Period.ALL)
    days: Mapped[int] = mapped_column(default=0)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("item_segment.id"))
    payment_form: Mapped[str] = mapped_column(default="")
    schedule_id: Mapped[int] = mapped_column(default=0)
    """A payment schedule; 0 is none."""
    card_kind_id: Mapped[int | None] = mapped_column(ForeignKey("card_kind.id"))
    user_group: Mapped[str] = mapped_column(default="")
    client_segment_id: Mapped[int | None] = mapped_column(ForeignKey("partner_segment.id"))
    before: Mapped[int] = mapped_column(default=0)
    after: Mapped[int] = mapped_column(default=0)
    plugin: Mapped[str] = mapped_column(default="")
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class ConditionHours(Base):
    """Hours of some weekdays in which a sale satisfies a condition."""

    __tablename__ = "condition_hours"
    __table_args__ = (
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
        CheckConstraint("begin_minute BETWEEN 0 AND 1439", name="begin"),
        CheckConstraint("end_minute BETWEEN 0 AND 1440", name="end"),
    )

    condition_id: Mapped[int] = mapped_column(ForeignKey("discount_condition.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    weekdays: Mapped[int]
    """A bit for each day, Monday the lowest."""
    begin_minute: Mapped[int]
    """Minutes after midnight, included."""
    end_minute: Mapped[int]
    """Minutes after midnight, not included; not after the begin: of the next day."""


class ConditionItem(Base):
    """An item that a condition measures."""

    __tablename__ = "condition_item"

    condition_id: Mapped[int] = mapped_column(ForeignKey("discount_condition.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)


class ConditionSegment(Base):
    """A segment of items that a condition measures, or leaves out."""

    __tablename__ = "condition_segment"

    condition_id: Mapped[int] = mapped_column(ForeignKey("discount_condition.id"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("item_segment.id"), primary_key=True)


class ManualLimit(Historied, Base):
    """How far discounts by hand may go: of a user, a role, or under an agreement."""

    __tablename__ = "manual_limit"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("user_id", "role", "agreement_id", "price_group_id"),
        CheckConstraint(
            "(user_id <> 0)::int + (role <> '')::int + (agreement_id <> 0)::int = 1",
            name="of_one",
        ),
        CheckConstraint("max_discount BETWEEN 0 AND 10000", name="discount"),
        CheckConstraint("max_markup >= 0", name="markup"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(default=0)
    """0: not of a user."""
    role: Mapped[str] = mapped_column(default="")
    """A role, for everybody who has it and no limit of his own; "" is none."""
    agreement_id: Mapped[int] = mapped_column(default=0)
    price_group_id: Mapped[int] = mapped_column(default=0)
    """0: for items of every group without a limit of its own."""
    max_discount: Mapped[int] = mapped_column(default=0)
    """Hundredths of a percent."""
    max_markup: Mapped[int] = mapped_column(default=0)
    """Hundredths of a percent."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    @property
    def name(self) -> str:
        """What the history calls it."""
        return self.role or f"№ {self.user_id or self.agreement_id}"


class DiscountPart(Base):
    """What one discount takes off one line of a document: the answer to "why this price?"."""

    __tablename__ = "discount_part"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount"),
        Index(None, "discount_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    discount_id: Mapped[int] = mapped_column(ForeignKey("discount.id"), primary_key=True)
    amount_minor: Mapped[int]
    """Minor units off; negative is a markup."""


class DiscountVersion(Base):
    """Which rules these are: one row, kept by triggers on every table of rules.

    The number is drawn from a sequence, which a rollback does not turn back: rules that were tried
    in a transaction and given up never share a number with others.
    """

    __tablename__ = "discount_version"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


declare_sql("discount_version_seq", "CREATE SEQUENCE IF NOT EXISTS discount_version_seq")

declare_sql(
    "discount_rules_changed",
    """
CREATE OR REPLACE FUNCTION discount_rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discount_version (id, version) VALUES (1, nextval('discount_version_seq'))
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
  RETURN NULL;
END $$
""".strip(),
)

RULE_TABLES = (
    "discount",
    "discount_value",
    "discount_item",
    "discount_segment",
    "discount_activity",
    "discount_when",
    "discount_condition",
    "condition_hours",
    "condition_item",
    "condition_segment",
    "card_kind",
)
"""A change of any of them, by whomever, makes kept rules out of date."""

for _table in RULE_TABLES:
    declare_sql(
        f"{_table}_changes_rules",
        f"CREATE OR REPLACE TRIGGER {_table}_changes_rules"
        f" AFTER INSERT OR UPDATE OR DELETE ON {_table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION discount_rules_changed()",
    )
