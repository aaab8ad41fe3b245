"""The card of a group or a discount: opened, checked, written with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.books import DISCOUNT
from core.discounts.drafts import DiscountDraft, GroupDraft, ScopeDraft
from core.discounts.editing import move_node, save_discount, save_group
from core.discounts.filter_text import read_filter, write_filter
from core.discounts.kinds import DiscountKind, JoinRule, Place, ScopeKind
from core.discounts.listings import DISCOUNT_KINDS
from core.discounts.stored import Stored, read_stored
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.schema import whole_metadata
from tui.flows.desk.books import DEFAULTS
from tui.flows.desk.condition_words import condition_words
from tui.flows.desk.discount_commands import COMMANDS
from tui.flows.desk.discount_fields import (
    GROUP_FIELDS,
    PLACE_BOOKS,
    SWITCHES,
    discount_fields,
    discount_tables,
)
from tui.flows.desk.discount_words import read_parameters, value_words, write_parameters
from tui.flows.desk.naming import names_of, shown_lines, shown_values
from tui.flows.desk.shapes import Card, Form
from tui.locale import _, current_language

GROUP = "group"
"""The word for a group among the kinds."""

KINDS: Mapping[str, str] = {
    GROUP: N_("Group"),
    **{kind.value: title for kind, title in DISCOUNT_KINDS.items()},
}


class DiscountForm(Form):
    """Скидка (наценка), or a group of them."""

    name = "discounts"
    subject = DISCOUNT.name
    one = N_("Discount")
    edit = Permission.DISCOUNT_EDIT
    makes = True
    kinds = KINDS
    commands = COMMANDS

    def __init__(self, kind: str = "") -> None:
        self._kind = kind
        if kind == GROUP:
            self.one = N_("Group of discounts")
            self.fields = GROUP_FIELDS
        elif kind:
            self.one = DISCOUNT_KINDS[DiscountKind(kind)]
            self.fields = discount_fields(DiscountKind(kind))
            self.tables = discount_tables(DiscountKind(kind))
        else:
            self.fields = DISCOUNT.fields

    def for_card(self, card: Card) -> Form:
        """Return the form with the fields of the card's kind."""
        return DiscountForm(card.values["kind"])

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return a group or a discount."""
        actor.require(DISCOUNT.read, what=self.subject, key=key)
        stored = read_stored(session)
        row = next((one for one in stored.nodes if one.id == key), None)
        if row is None:
            raise NotFound(what=self.subject, key=key)
        kind = GROUP if row.is_group else row.kind.value
        form = DiscountForm(kind)
        values = {field.name: getattr(row, field.name) for field in form.fields}
        values |= {"kind": kind, "parent_id": row.parent_id, "before_id": None}
        if not row.is_group:
            values["scope_filter"] = filter_text(session, row.scope_filter)
            if "parameters" in values:
                values["parameters"] = write_parameters(row.parameters)
        return Card(
            id=key,
            version=row.version,
            heading=row.name or _("All discounts"),
            values=values,
            shown=shown_values(session, form.fields, values),
            lines={} if row.is_group else _lines(session, form, row, stored),
            facts=((N_("Gives"), value_words(row)),),
            retired=row.retired,
            editable=actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty percentage."""
        return self.new_of(session, actor, clock, DiscountKind.PERCENT.value)

    def new_of(self, session: Session, actor: Actor, clock: Clock, kind: str) -> Card | None:
        """Return an empty group or discount, with the next free number for a code."""
        del clock
        if not actor.may(self.edit):
            return None
        form = DiscountForm(kind)
        values: dict[str, Any] = {
            field.name: next(iter(field.choices)) if field.choices else DEFAULTS.get(field.kind)
            for field in form.fields
        }
        values |= {"kind": kind, "parent_id": None, "before_id": None, "code": _code(session)}
        return Card(None, 0, "", values=values, lines={table.name: () for table in form.tables})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the card; a new one goes where the cursor of the tree stood."""
        values = card.values
        if values["kind"] == GROUP:
            draft = GroupDraft(
                code=values["code"],
                name=values["name"] or "",
                rule=JoinRule(values["rule"]),
                compare=values["compare"],
            )
            saved = save_group(
                session,
                actor,
                draft,
                clock=clock,
                node_id=card.id,
                version=card.version,
                parent_id=values.get("parent_id"),
            )
        else:
            saved = save_discount(
                session,
                actor,
                _draft(session, card),
                clock=clock,
                node_id=card.id,
                version=card.version,
                parent_id=values.get("parent_id"),
            )
        before, parent = values.get("before_id"), values.get("parent_id")
        if card.id is None and before and parent:
            move_node(session, actor, saved.id, parent, before_id=before, clock=clock)
        return saved.id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line that starts from the picked row."""
        del actor
        form = self.for_card(card)
        of = form.table(table)
        line: dict[str, Any] = {field.name: None for field in of.fields}
        line[of.picks] = picked
        if table == "by_group":
            line["value"] = card.values.get("value") or 0
        if table == "conditions":
            line["about"] = _about(read_stored(session), picked)
        return shown_lines(session, of.fields, [line])[0]

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a card like *card*, in the same group; what is switched on is not copied."""
        made = super().copied(card, fresh)
        values = {**made.values, "code": fresh.values["code"]}
        return replace(made, values=values, lines={**made.lines, SWITCHES.name: ()})


def _code(session: Session) -> str:
    table = whole_metadata().tables[DISCOUNT.name].c
    codes = set(session.scalars(select(table.code)))
    number = session.scalar(select(func.count()).select_from(table.id.table)) or 1
    while f"{number:03d}" in codes:
        number += 1
    return f"{number:03d}"


def _draft(session: Session, card: Card) -> DiscountDraft:
    values = card.values
    scope = ScopeDraft(
        kind=ScopeKind(values.get("scope") or ScopeKind.ANY),
        items=_keys(card, "items", "item_id"),
        segments=_keys(card, "segments", "segment_id"),
        filter=read_filter_text(session, values.get("scope_filter") or ""),
    )
    named = ("price_type_id", "card_kind_id", "programme_id", "mode", "starts", "ends")
    given = {name: values[name] for name in named if values.get(name)}
    return DiscountDraft(
        code=values["code"],
        name=values["name"] or "",
        kind=DiscountKind(values["kind"]),
        value=values.get("value") or 0,
        every=values.get("every") or 0,
        message=values.get("message") or "",
        plugin=values.get("plugin") or "",
        parameters=read_parameters(values.get("parameters") or ""),
        multiple=bool(values.get("multiple")),
        assignment=values["assignment"],
        standing=values["standing"],
        scope=scope,
        by_group={
            line["price_group_id"]: line.get("value") or 0
            for line in card.lines.get("by_group", ())
            if line.get("price_group_id")
        },
        conditions=_keys(card, "conditions", "condition_id"),
        **given,
    )


def _keys(card: Card, table: str, name: str) -> tuple[int, ...]:
    """Return the rows named by the lines of a table, each once."""
    found = (line.get(name) for line in card.lines.get(table, ()))
    return tuple(dict.fromkeys(key for key in found if key))


def _lines(session: Session, form: Form, row: Any, stored: Stored) -> dict[str, Any]:  # noqa: ANN401 - a row of `Stored.nodes`
    key = row.id
    rows: dict[str, list[dict[str, Any]]] = {
        "conditions": [
            {"condition_id": one.condition_id, "about": _about(stored, one.condition_id)}
            for one in stored.when[key]
        ],
        "by_group": [
            {"price_group_id": one.price_group_id, "value": one.value} for one in stored.values[key]
        ],
        "items": [{"item_id": one.item_id} for one in stored.items[key]],
        "segments": [{"segment_id": one.segment_id} for one in stored.segments[key]],
    }
    lines = {
        table.name: shown_lines(session, table.fields, rows[table.name])
        for table in form.tables
        if table.name in rows
    }
    names = names_of(
        session, [(PLACE_BOOKS[Place(one.place)], one.ref_id) for one in stored.activities[key]]
    )
    lines[SWITCHES.name] = tuple(
        {
            "place": one.place,
            "what": names.get((PLACE_BOOKS[Place(one.place)], one.ref_id), f"№ {one.ref_id}"),
            "since": one.since,
            "running": one.running,
        }
        for one in reversed(stored.activities[key])
    )
    return lines


def _about(stored: Stored, condition_id: int) -> str:
    row = next((one for one in stored.conditions if one.id == condition_id), None)
    return condition_words(row, stored.hours[condition_id]) if row is not None else ""


_CODED = {
    "item": "item",
    "segment": "item_segment",
    "item_group": "item_group",
    "price_group": "price_group",
}
"""Word of a composed filter → table whose codes stand for rows."""


def read_filter_text(session: Session, text: str) -> dict[str, Any]:
    """Return the filter that typed text says, codes standing for rows.

    Raises:
        BadValue: it makes no sense, or a code stands for nothing.
    """

    def find(kind: str, code: str) -> int | None:
        table = whole_metadata().tables[_CODED[kind]].c
        return session.scalar(select(table.id).where(table.code == code))

    return read_filter(text, find)


def filter_text(session: Session, written: Mapping[str, Any]) -> str:
    """Return the text that `read_filter_text` takes back."""

    def name(kind: str, key: int) -> str:
        table = whole_metadata().tables[_CODED[kind]].c
        return session.scalar(select(table.code).where(table.id == key)) or str(key)

    return write_filter(written, name, russian=current_language() == "ru")
