"""The header every document shares, the history of fields, and further bases of a document."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Identity, Index, Integer, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.append_only import append_only
from core.db.base import Base
from core.search.declaration import Searched


class Historied:
    """Mixin: every change of a mapped attribute through the ORM is remembered.

    Who and when come from `core.audit.acting`. Rows written by Core statements are not seen: lines
    go through `core.documents.lines`, which remembers by itself.
    """

    not_historied: ClassVar[frozenset[str]] = frozenset()
    """Attributes whose changes are of no interest, such as caches."""

    def history_subject(self) -> str:
        """Return what the history calls this: the table, for documents their type."""
        return str(getattr(type(self), "__tablename__", type(self).__name__))


class Document(Historied, Base):
    """The header. Subclasses add a table of their own, joined by `document_id`.

    For example:

        class CustomerOrder(Document):
            __tablename__ = "customer_order"
            __mapper_args__ = {"polymorphic_identity": "customer_order"}
            document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)

    A subclass with a second foreign key to `document` names `inherit_condition` too.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint(
            "type",
            "company_id",
            "series",
            "year",
            "number",
            name="uq_document_number",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_document_type_date", "type", "date", "id"),
        Index("ix_document_basis_id", "basis_id"),
        Index("ix_document_warehouse_id", "warehouse_id"),
        Index("ix_document_partner_id", "partner_id", "type", "id"),
        Index("ix_document_company_id", "company_id"),
        Index("ix_document_type_number", "type", "number", "id"),
        Index("ix_document_type_status", "type", "status", "id"),
        Index("ix_document_author_id", "author_id", "type", "id"),
    )

    not_historied: ClassVar[frozenset[str]] = frozenset(
        {"id", "document_id", "type", "version", "changed_at", "created_at"}
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    type: Mapped[str]
    """Name of the `DocumentType`."""
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    """The own company that issues it; None for work inside a warehouse."""
    series: Mapped[str]
    """The type's prefix, unless the creator says otherwise."""
    year: Mapped[int] = mapped_column(Integer)
    """Of the date at creation: numbers start anew every year."""
    number: Mapped[int]
    """Gap-free within company, series and year."""
    number_text: Mapped[str]
    """The number as printed, "КЛ-000123"; keeps the company's prefix of the day it was made."""
    date: Mapped[dt.date]
    """Business date; the ledgers are posted under it."""
    author_id: Mapped[int]
    """`app_user.id`; 0 is the system."""
    status: Mapped[str]
    """A value of the type's enum of statuses."""
    version: Mapped[int] = mapped_column()
    """Grows with every change of the header or the lines."""
    basis_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The document on the basis of which this one was made; more of them in `document_basis`."""
    posted: Mapped[bool] = mapped_column(server_default=false(), default=False)
    comment: Mapped[str] = mapped_column(server_default="", default="")
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouse.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it
        "polymorphic_on": "type",
        "version_id_col": version,
    }

    def history_subject(self) -> str:
        return self.type


COMMENTS_SEARCHED = Searched("document", names=("comment",))
"""Words of comments; documents without one are not among them."""


class DocumentBasis(Base):
    """A further basis: one expense order may serve several orders."""

    __tablename__ = "document_basis"
    __table_args__ = (Index("ix_document_basis_basis_id", "basis_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    basis_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)


class FieldChange(Base):
    """One field of one row got another value."""

    __tablename__ = "field_change"
    __table_args__ = (Index("ix_field_change_subject", "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    at: Mapped[dt.datetime]
    user_id: Mapped[int]
    who: Mapped[str]
    """The name as it was then."""
    subject: Mapped[str]
    """A document type or the table of a reference book."""
    subject_id: Mapped[int]
    version: Mapped[int | None]
    """The version this change made, where the subject has versions."""
    part: Mapped[str] = mapped_column(server_default="", default="")
    """The table of the line; "" for the header."""
    line_no: Mapped[int | None]
    """None for the header."""
    field: Mapped[str]
    """"" when the row as a whole was added (only `new`) or removed (only `old`)."""
    old: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    new: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)


append_only("field_change")


class UsualValue(Base):
    """What a person put into a field of the last document of a type: the next one begins with it.

    A convenience, not a fact: rights may have changed since, so readers choose among what he may
    see now.
    """

    __tablename__ = "usual_value"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    """Name of the `DocumentType`."""
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
    """Id of a row."""
