"""The card of a condition of discounts: every kind has fields and tables of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.books import DISCOUNT_CONDITION
from core.discounts.condition_editing import retire_condition, save_condition
from core.discounts.drafts import ConditionDraft, ScopeDraft
from core.discounts.kinds import ConditionKind, Criterion, ScopeKind
from core.discounts.listings import CONDITION_KINDS
from core.discounts.plugins import installed
from core.discounts.stored import read_stored
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.schema import whole_metadata
from tui.flows.desk.books import DEFAULTS
from tui.flows.desk.condition_words import (
    DAY_FIELDS,
    condition_words,
    hours_line,
    read_hours,
)
from tui.flows.desk.discount_fields import ITEMS, SEGMENTS
from tui.flows.desk.discount_words import read_parameters, write_parameters
from tui.flows.desk.discounts import filter_text, read_filter_text
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Form, Given, Lines

C = ConditionKind

VOLUMES: Mapping[Criterion, str] = {
    Criterion.QUANTITY: N_("Quantity in one sale"),
    Criterion.SUM: N_("Sum of one sale"),
    Criterion.ITEMS: N_("Different items in one sale"),
    Criterion.EQUAL: N_("Equal items in one sale"),
}
"""What a volume is measured in is settled when the condition is made: it says what figures mean."""

KINDS: Mapping[str, str] = {
    **{f"{C.VOLUME.value}:{word.value}": title for word, title in VOLUMES.items()},
    **{kind.value: title for kind, title in CONDITION_KINDS.items() if kind is not C.VOLUME},
}


def kind_of(word: str) -> tuple[ConditionKind, Criterion]:
    """Return the kind and the criterion of a word of `KINDS`."""
    kind, _colon, criterion = word.partition(":")
    return ConditionKind(kind), Criterion(criterion or Criterion.QUANTITY)


def word_of(kind: ConditionKind, criterion: Criterion) -> str:
    """Return the word of `KINDS` for a stored condition."""
    return f"{kind.value}:{criterion.value}" if kind is C.VOLUME else kind.value


_FIELDS: Mapping[ConditionKind, tuple[str, ...]] = {
    C.VOLUME: ("within", "comparison", "wanted", "scope", "scope_filter"),
    C.ACCUMULATED: ("accumulates", "period", "days", "comparison", "wanted", "segment_id"),
    C.TIME: (),
    C.PAYMENT_FORM: ("payment_form",),
    C.SCHEDULE: ("schedule_id",),
    C.NO_CARD: (),
    C.HAS_CARD: ("card_kind_id",),
    C.USER_GROUP: ("user_group",),
    C.CLIENT_SEGMENT: ("client_segment_id",),
    C.BIRTHDAY: ("before", "after"),
    C.PLUGIN: ("plugin", "parameters"),
}

HOURS = Lines(
    "hours",
    N_("Hours"),
    (
        *(Field(name, title, FieldKind.FLAG, width=2) for name, title in DAY_FIELDS.items()),
        Field("begin", N_("From"), required=True, width=6),
        Field("end", N_("Till"), required=True, width=6),
    ),
    editable=True,
)


def condition_fields(kind: ConditionKind, criterion: Criterion) -> tuple[Field, ...]:
    """Return the fields of the card of a condition."""
    names = ("code", "name", *_FIELDS[kind])
    return tuple(_field(name, kind, criterion) for name in names)


def _field(name: str, kind: ConditionKind, criterion: Criterion) -> Field:
    field = DISCOUNT_CONDITION.field(name)
    if name == "wanted":
        money = kind is C.ACCUMULATED or criterion is Criterion.SUM
        counted = kind is C.VOLUME and criterion is Criterion.ITEMS
        how = FieldKind.MONEY if money else FieldKind.QUANTITY
        return replace(field, kind=FieldKind.NUMBER if counted else how)
    if name == "plugin":
        titles = {word: plugin.title for word, plugin in installed().conditions.items()}
        return replace(field, kind=FieldKind.CHOICE, choices={"": N_("—"), **titles})
    return field


def _tables(kind: ConditionKind) -> tuple[Lines, ...]:
    if kind is C.TIME:
        return (HOURS,)
    return (ITEMS, SEGMENTS) if kind is C.VOLUME else ()


def _retire(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    retire_condition(session, actor, card.id or 0, clock=clock, retired=not card.retired)
    message = N_("{name} is in use again.") if card.retired else N_("{name} is out of use.")
    return Done(message, {"name": card.heading})


class ConditionForm(Form):
    """Условие предоставления скидки."""

    name = "discount_conditions"
    subject = DISCOUNT_CONDITION.name
    one = N_("Condition")
    edit = Permission.DISCOUNT_EDIT
    makes = True
    kinds = KINDS
    commands = (
        Command(
            "retire",
            N_("Take out of use"),
            Permission.DISCOUNT_EDIT,
            _retire,
            lambda card: card.id is not None and not card.retired,
        ),
        Command(
            "restore",
            N_("Use again"),
            Permission.DISCOUNT_EDIT,
            _retire,
            lambda card: card.retired,
        ),
    )

    def __init__(self, word: str = "") -> None:
        self.fields = DISCOUNT_CONDITION.fields
        if word:
            kind, criterion = kind_of(word)
            self.one = KINDS[word]
            self.fields = condition_fields(kind, criterion)
            self.tables = _tables(kind)

    def for_card(self, card: Card) -> Form:
        """Return the form with the fields of the card's kind."""
        return ConditionForm(card.values["kind"])

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return a condition."""
        actor.require(DISCOUNT_CONDITION.read, what=self.subject, key=key)
        stored = read_stored(session)
        row = next((one for one in stored.conditions if one.id == key), None)
        if row is None:
            raise NotFound(what=self.subject, key=key)
        form = ConditionForm(word_of(row.kind, row.criterion))
        values = {field.name: getattr(row, field.name) for field in form.fields}
        values["kind"] = word_of(row.kind, row.criterion)
        if "scope_filter" in values:
            values["scope_filter"] = filter_text(session, row.scope_filter)
        if "parameters" in values:
            values["parameters"] = write_parameters(row.parameters)
        items = [{"item_id": one.item_id} for one in stored.condition_items[key]]
        segments = [{"segment_id": one.segment_id} for one in stored.condition_segments[key]]
        lines: dict[str, Any] = {}
        if row.kind is C.TIME:
            lines["hours"] = tuple(hours_line(one) for one in stored.hours[key])
        if row.kind is C.VOLUME:
            lines["items"] = shown_lines(session, ITEMS.fields, items)
            lines["segments"] = shown_lines(session, SEGMENTS.fields, segments)
        return Card(
            id=key,
            version=row.version,
            heading=row.name,
            values=values,
            shown=shown_values(session, form.fields, values),
            lines=lines,
            facts=((N_("Asks for"), condition_words(row, stored.hours[key])),),
            retired=row.retired,
            editable=actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty condition of volume."""
        return self.new_of(session, actor, clock, next(iter(KINDS)))

    def new_of(self, session: Session, actor: Actor, clock: Clock, kind: str) -> Card | None:
        """Return an empty condition of a kind, with the next free number for a code."""
        del clock
        if not actor.may(self.edit):
            return None
        form = ConditionForm(kind)
        values: dict[str, Any] = {
            field.name: next(iter(field.choices)) if field.choices else DEFAULTS.get(field.kind)
            for field in form.fields
        }
        values |= {"kind": kind, "code": _code(session)}
        return Card(None, 0, "", values=values, lines={table.name: () for table in form.tables})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the condition with its hours and items."""
        draft = _draft(session, card)
        return save_condition(
            session, actor, draft, clock=clock, condition_id=card.id, version=card.version
        ).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line that starts from the picked row, or the hours of a working week."""
        del actor
        if table == HOURS.name:
            working = {name: int(name[-1]) < 5 for name in DAY_FIELDS}  # noqa: PLR2004 - Monday to Friday
            return {**working, "begin": "09:00", "end": "18:00"}
        of = self.for_card(card).table(table)
        return shown_lines(session, of.fields, [{of.picks: picked}])[0]

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a condition like *card* with a code of its own."""
        made = super().copied(card, fresh)
        return replace(made, values={**made.values, "code": fresh.values["code"]})


def _draft(session: Session, card: Card) -> ConditionDraft:
    values = card.values
    kind, criterion = kind_of(values["kind"])
    plain = ("within", "comparison", "accumulates", "period")
    given: dict[str, Any] = {name: values[name] for name in plain if values.get(name)}
    numbers = ("wanted", "days", "schedule_id", "before", "after")
    given |= {name: values.get(name) or 0 for name in numbers}
    rows = ("segment_id", "card_kind_id", "client_segment_id")
    given |= {name: values.get(name) or None for name in rows}
    texts = ("payment_form", "user_group", "plugin")
    given |= {name: str(values.get(name) or "") for name in texts}
    return ConditionDraft(
        code=values["code"],
        name=values["name"],
        kind=kind,
        criterion=criterion,
        scope=ScopeDraft(
            kind=ScopeKind(values.get("scope") or ScopeKind.ANY),
            items=tuple(line["item_id"] for line in card.lines.get("items", ())),
            segments=tuple(line["segment_id"] for line in card.lines.get("segments", ())),
            filter=read_filter_text(session, values.get("scope_filter") or ""),
        ),
        hours=tuple(read_hours(line) for line in card.lines.get("hours", ())),
        parameters=read_parameters(values.get("parameters") or ""),
        **given,
    )


def _code(session: Session) -> str:
    table = whole_metadata().tables[DISCOUNT_CONDITION.name].c
    codes = set(session.scalars(select(table.code)))
    number = len(codes) + 1
    while f"{number:03d}" in codes:
        number += 1
    return f"{number:03d}"
