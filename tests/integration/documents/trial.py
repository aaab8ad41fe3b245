"""A document type that exists in tests only: what it gets, it gets without code of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    ForeignKey,
    Identity,
    MetaData,
    UniqueConstraint,
    event,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.access.roles import Permission
from core.db.base import Base
from core.documents.models import Document
from core.documents.types import DocumentType
from core.kernel.i18n import N_
from core.kernel.states import Transitions
from core.ledger import Ledger, Rows
from core.stock.ledgers import ON_HAND

TABLES = MetaData(naming_convention=Base.metadata.naming_convention)
"""Apart from the application's tables, so that no other test meets these."""


class TrialStatus(StrEnum):
    """What a trial goes through."""

    DRAFT = "draft"
    AGREED = "agreed"
    DONE = "done"


class Colour(StrEnum):
    """A stored word of a line."""

    RED = "red"
    BLUE = "blue"


class Trial(Document):
    """The header of a trial."""

    metadata = TABLES
    __tablename__ = "trial"
    __table_args__ = {"schema": "trial"}  # noqa: RUF012 - SQLAlchemy reads it
    __mapper_args__ = {"polymorphic_identity": "trial"}  # noqa: RUF012 - the same

    document_id: Mapped[int] = mapped_column(ForeignKey(Document.id), primary_key=True)
    place: Mapped[str] = mapped_column(default="", server_default="")
    amount_minor: Mapped[int | None]


class TrialLine(Base):
    """A line of a trial."""

    metadata = TABLES
    __tablename__ = "trial_line"
    __table_args__ = (UniqueConstraint("document_id", "line_no"), {"schema": "trial"})

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey(Document.id))
    line_no: Mapped[int]
    item_id: Mapped[int]
    quantity: Mapped[int]
    colour: Mapped[Colour] = mapped_column(default=Colour.RED)
    note: Mapped[str | None]


def _entries(session: Session, document: Document) -> Mapping[Ledger, Rows]:
    lines = session.execute(
        select(TrialLine.line_no, TrialLine.item_id, TrialLine.quantity).where(
            TrialLine.document_id == document.id
        )
    )
    return {
        ON_HAND: [
            {
                "line": line_no,
                "warehouse_id": document.warehouse_id or 0,
                "item_id": item,
                "quantity": quantity,
            }
            for line_no, item, quantity in lines
        ]
    }


TRIAL = DocumentType(
    name="trial",
    model=Trial,
    statuses=TrialStatus,
    initial=TrialStatus.DRAFT,
    transitions=Transitions(
        "trial",
        {
            TrialStatus.DRAFT: [TrialStatus.AGREED],
            TrialStatus.AGREED: [TrialStatus.DONE, TrialStatus.DRAFT],
        },
    ),
    title=N_("Trial"),
    status_titles={
        TrialStatus.DRAFT: N_("Draft"),
        TrialStatus.AGREED: N_("Agreed"),
        TrialStatus.DONE: N_("Done"),
    },
    prefix="ПР",
    read=Permission.STOCK_READ,
    edit=Permission.STOCK_ENTER,
    post=Permission.STOCK_ENTER,
    line_models=(TrialLine,),
    entries=_entries,
    steps={TrialStatus.DONE: Permission.PERIOD_CLOSE},
)


def create_tables(connection: Connection) -> None:
    """Create the trial's tables in a schema of their own."""
    connection.execute(text("CREATE SCHEMA IF NOT EXISTS trial"))
    TABLES.create_all(connection)


@contextmanager
def counted(where: Engine | Connection) -> Iterator[list[str]]:
    """Collect the statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    event.listen(where, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(where, "before_cursor_execute", note)
