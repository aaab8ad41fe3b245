"""What forms of documents share: their type, heading, status, printed forms, prices hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.queries import require_visible
from core.documents.types import DocumentType, document_type
from core.kernel.errors import NotFound
from tui.flows.desk.shapes import SHOWN, Form, Printout, titled
from tui.flows.papers import papers_of

MONEY = frozenset(
    {
        *("price_minor", "amount_minor", "vat_minor", "vat_rate", "total_minor"),
        *("manual_percent", "discount_minor", "stage_minor", "paid_minor"),
    }
)
"""Fields that nobody sees without the right to prices."""


class DocumentForm(Form):
    """A form of a document type."""

    is_document = True

    def __init__(self) -> None:
        self.one = self.kind.title
        self.status_titles = {str(k): v for k, v in self.kind.status_titles.items()}
        self.words = self.kind.field_titles
        self.printouts = tuple(
            Printout(paper.name, paper.title, paper.wide) for paper in papers_of(self.subject)
        )

    @property
    def kind(self) -> DocumentType[Any]:
        """Return what the type says about itself."""
        return document_type(self.subject)

    @property
    def moves(self) -> bool:
        """Whether the type posts anything."""
        return self.kind.entries is not None

    def status_title(self, status: str) -> str:
        """Return the msgid of a status."""
        return self.kind.status_title(status)

    def stored(self, session: Session, actor: Actor, key: int) -> Any:  # noqa: ANN401 - the mapped header stays inside flows
        """Return the stored header, for types without a card of their own.

        Raises:
            Forbidden, NotFound: rights hide it.
        """
        actor.require(self.kind.read, what=self.subject, key=key)
        require_visible(session, actor, key)
        found = session.get(self.kind.model, key)
        if found is None:
            raise NotFound(what=self.subject, key=key)
        return found

    def stored_lines(self, session: Session, key: int) -> list[dict[str, Any]]:
        """Return the stored lines of the type's first table, by number."""
        table = self.kind.line_models[0].__table__
        rows = session.execute(
            select(table).where(table.c.document_id == key).order_by(table.c.line_no)
        ).mappings()
        return [{name: row[name] for name in row if name != "document_id"} for row in rows]


def plain_lines(rows: Iterable[Any], shown: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """Return frozen rows of a card as lines.

    Args:
        shown: field of the row's id → field of its text, as "item_id" → "item".
    """
    found = []
    for row in rows:
        line = {field.name: getattr(row, field.name) for field in dataclass_fields(row)}
        for key, text in shown.items():
            line[key + SHOWN] = line.pop(text)
        if line.get("variant"):
            line |= titled(line["item_id" + SHOWN], line["variant"])
        found.append(line)
    return tuple(found)


def without_prices(
    actor: Actor, lines: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """Return lines without money for an actor who may not see prices."""
    if actor.may(Permission.PRICE_READ):
        return tuple(lines)
    return tuple(
        {name: None if name in MONEY else value for name, value in line.items()} for line in lines
    )
