"""The forms of segments: members listed by hand, or a rule and whoever satisfies it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.columns import Column, Kind
from core.documents.listing import Filter, count, listing, page
from core.documents.reference import book
from core.documents.segments import (
    Rule,
    SegmentBook,
    SegmentKind,
    check_rule,
    members_of,
    read_rule,
    refresh_segment,
    refresh_segments,
    rule_query,
    save_segment,
    segment_book,
)
from core.kernel.clock import Clock, SystemClock
from core.kernel.errors import BadValue, DomainError
from core.kernel.i18n import N_
from tui.flows.desk.books import BookForm
from tui.flows.desk.filtering import is_chosen, read_filters, write_filters
from tui.flows.desk.naming import names_of
from tui.flows.desk.shapes import SHOWN, Card, Command, Done, Field, FieldKind, Given, Lines
from tui.formatting import plain
from tui.locale import _

CAP = 100_000
"""Members counted at most while a rule is being typed."""

SAMPLE = 200
"""Members of a rule that the form names; the list of the book shows all of them."""

_FIXED = "members"
_WAS = "__was"
"""In a condition: the column and text it was read as, and its filters."""
_YES = frozenset({"1", "+", "yes", "да"})
_NO = frozenset({"0", "-", "no", "нет"})


class SegmentForm(BookForm):
    """A form of segments; which book they are of is told by the subclass."""

    of: str = ""
    """The book of segments."""

    def __init__(self) -> None:
        super().__init__(book(self.of))
        self.segments: SegmentBook = segment_book(self.of)
        self.columns = tuple(one for one in listing(self.segments.listing).columns if one.sortable)
        self.fields = (
            *(self.book.field(name) for name in ("code", "name", "kind")),
            Field("search", N_("Search words"), width=30),
        )
        self.tables = (_conditions_table(self.columns), _members_table(self.segments.of))
        self.words = {"members": N_("Members"), "rule": N_("Rule")}
        self.commands = (
            *self.commands,
            Command(
                "refresh",
                N_("Apply the rule now"),
                Permission.SEGMENT_EDIT,
                self._refresh,
                lambda card: card.id is not None and _by_rule(card),
            ),
            Command(
                "refresh_all",
                N_("Apply the rules of all segments"),
                Permission.SEGMENT_EDIT,
                self._refresh_all,
            ),
        )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the segment with its rule and its members."""
        card = super().open(session, actor, key)
        rule = read_rule(card.values["rule"] or {})
        values = {name: card.values[name] for name in ("code", "name", "kind")}
        card = replace(card, values={**values, "search": rule.search})
        card = card.with_lines("conditions", self._conditions(rule))
        if _by_rule(card):
            return self._matched(session, actor, card)
        ids = sorted(members_of(session, self.of, key))
        names = names_of(session, [(self.segments.of, one) for one in ids])
        return _counted(card.with_lines(_FIXED, self._members(names)), len(ids))

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty segment, to be listed by hand unless told otherwise."""
        card = super().new(session, actor, clock)
        if card is None:
            return None
        card = replace(card, values={"code": "", "name": "", "kind": SegmentKind.FIXED})
        card = card.with_values(search="").with_lines("conditions", ())
        return _counted(card.with_lines(_FIXED, ()), 0)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the segment and bring its members up to date."""
        values, kind = card.values, SegmentKind(str(card.values["kind"]))
        fixed = kind is SegmentKind.FIXED
        return save_segment(
            session,
            actor,
            self.of,
            card.id,
            card.version,
            code=str(values["code"] or ""),
            title=str(values["name"] or ""),
            kind=kind,
            rule=None if fixed else self._rule(card, clock),
            members=[line["member_id"] for line in card.lines[_FIXED]] if fixed else None,
            clock=clock,
        ).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return an empty condition, or the row that was picked as a member."""
        del actor, card
        if table == "conditions":
            return {"column": self.columns[0].id, "condition": ""}
        names = names_of(session, [(self.segments.of, picked)])
        return {"member_id": picked, "member_id" + SHOWN: names.get((self.segments.of, picked), "")}

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Show who satisfies the rule as it is typed."""
        del table, line, name
        if _by_rule(card):
            return self._matched(session, actor, card)
        return _counted(card, len(card.lines[_FIXED]))

    def lines_open(self, card: Card, table: str) -> bool:
        """Conditions are of a rule, members are listed by hand."""
        return card.editable and (_by_rule(card) is (table == "conditions"))

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[()]:
        """Members are picked from the whole list."""
        del card, table, line, name
        return ()

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a segment with the same rule or the same members."""
        made = super().copied(card, fresh)
        return replace(made, lines=dict(card.lines), facts=card.facts)

    def told(self, name: str, value: object) -> str | None:
        """Return a rule as a person would type it."""
        if name != "rule" or not isinstance(value, Mapping):
            return None
        rule = read_rule(value)
        parts = [rule.search] if rule.search else []
        titles = {column.id: column.title for column in self.columns}
        parts += [
            f"{_(titles.get(line['column'], line['column']))}: {line['condition']}"
            for line in self._conditions(rule)
        ]
        return " · ".join(parts)

    def _matched(self, session: Session, actor: Actor, card: Card) -> Card:
        """Return the card with those who satisfy its rule now; none while it makes no sense."""
        try:
            rule = self._rule(card, None)
            check_rule(session, actor, self.segments, rule)
        except DomainError:
            return _counted(card.with_lines(_FIXED, ()), None)
        of, query = self.segments.listing, rule_query(self.segments, rule)
        found = page(session, actor, of, replace(query, limit=SAMPLE))
        names = names_of(session, [(self.segments.of, row.key) for row in found.rows])
        ordered = {
            (self.segments.of, row.key): names.get((self.segments.of, row.key), "")
            for row in found.rows
        }
        card = card.with_lines(_FIXED, self._members(ordered))
        return _counted(card, count(session, actor, of, query, CAP))

    def _members(self, names: Mapping[tuple[str, int], str]) -> tuple[dict[str, Any], ...]:
        return tuple(
            {"__id": key, "member_id": key, "member_id" + SHOWN: name}
            for (_book, key), name in names.items()
        )

    def _rule(self, card: Card, clock: Clock | None) -> Rule:
        """Return the rule that is typed.

        Raises:
            BadValue: a condition cannot be read; with its line.
        """
        filters: list[Filter] = []
        for number, line in enumerate(card.lines["conditions"], start=1):
            column = next((one for one in self.columns if one.id == line.get("column")), None)
            text = str(line.get("condition") or "").strip()
            was = line.get(_WAS)
            if was is not None and was[:2] == (line.get("column"), text):
                filters += was[2]
                continue
            if column is None or not text:
                continue
            try:
                filters += _read(column, text, clock)
            except BadValue as error:
                raise BadValue(**{**error.facts, "line": number}) from error
        return Rule(str(card.values.get("search") or ""), tuple(filters))

    def _conditions(self, rule: Rule) -> tuple[dict[str, Any], ...]:
        """Return the filters of a rule as conditions to be typed over.

        Each keeps what it came from: one that nobody touches is written as it was.
        """
        by_id = {column.id: column for column in self.columns}
        lines: list[dict[str, Any]] = []
        for number, part in enumerate(_parts(rule.filters), start=1):
            column = by_id.get(part[0].column)
            text = "" if column is None else _written(column, part)
            lines.append(
                {
                    "line_no": number,
                    "column": part[0].column,
                    "condition": text,
                    _WAS: (part[0].column, text, part),
                }
            )
        return tuple(lines)

    def _refresh(
        self, session: Session, actor: Actor, card: Card, clock: Clock, given: Given
    ) -> Done:
        del given
        done = refresh_segment(session, actor, self.of, card.id or 0, clock=clock)
        return Done(
            N_("{heading}: came {added}, went {removed}, members {members}."),
            {
                "heading": card.heading,
                "added": done.added,
                "removed": done.removed,
                "members": done.members,
            },
        )

    def _refresh_all(
        self, session: Session, actor: Actor, card: Card, clock: Clock, given: Given
    ) -> Done:
        del card, given
        done = refresh_segments(session, actor, clock=clock)
        return Done(
            N_("Segments refreshed: {count}; members came {added}, went {removed}."),
            {
                "count": len(done),
                "added": sum(one.added for one in done),
                "removed": sum(one.removed for one in done),
            },
        )


class PartnerSegmentForm(SegmentForm):
    """Сегмент партнёров."""

    of = "partner_segment"


class ItemSegmentForm(SegmentForm):
    """Сегмент номенклатуры."""

    of = "item_segment"


def _conditions_table(columns: Sequence[Column]) -> Lines:
    return Lines(
        "conditions",
        N_("Conditions"),
        (
            Field(
                "column",
                N_("Where"),
                FieldKind.CHOICE,
                choices={column.id: column.title for column in columns},
                width=24,
            ),
            Field("condition", N_("What it must be"), width=36),
        ),
        editable=True,
    )


def _members_table(of: str) -> Lines:
    return Lines(
        _FIXED,
        N_("Members"),
        (
            Field(
                "member_id",
                book(of).title,
                FieldKind.ROW,
                required=True,
                fixed=True,
                of=of,
                width=50,
            ),
        ),
        editable=True,
        picks="member_id",
    )


def _by_rule(card: Card) -> bool:
    return str(card.values.get("kind")) == SegmentKind.RULE


def _counted(card: Card, members: int | None) -> Card:
    """Say how many belong; None while the rule makes no sense."""
    said = "—" if members is None else f"{members}+" if members >= CAP else str(members)
    return replace(card, facts=((N_("Members"), said),))


def _read(column: Column, text: str, clock: Clock | None) -> Sequence[Filter]:
    """Return the filters that a typed condition means.

    Raises:
        BadValue: it is no such value.
    """
    typed = text
    if column.kind is Kind.BOOL:
        word = text.casefold()
        if word not in _YES | _NO:
            raise BadValue(what=column.title, value=text, expected=f"{_('yes')} / {_('no')}")
        typed = "1" if word in _YES else "0"
    elif is_chosen(column):
        typed = _stored_word(column, text)
    today = (clock or SystemClock()).business_date()
    return read_filters([column], {column.id: typed}, today)


def _stored_word(column: Column, text: str) -> str:
    """Return the word whose title begins with *text* in the language of now, or that it is."""
    titles = {str(word): plain(_(title)) for word, title in (column.titles or {}).items()}
    wanted = text.casefold()
    found = [word for word, title in titles.items() if title.casefold() == wanted or word == text]
    found = found or [word for word, title in titles.items() if title.casefold().startswith(wanted)]
    if len(found) != 1:
        raise BadValue(what=column.title, value=text, expected=", ".join(titles.values()))
    return found[0]


def _parts(filters: Sequence[Filter]) -> list[tuple[Filter, ...]]:
    """Return filters one by one; the two ends of a range together."""
    parts: list[tuple[Filter, ...]] = []
    for one in filters:
        before = parts[-1] if parts else ()
        if len(before) == 1 and before[0].column == one.column:
            ends = {before[0].op, one.op}
            if ends == {"ge", "le"}:
                parts[-1] = (*before, one)
                continue
        parts.append((one,))
    return parts


def _written(column: Column, part: Sequence[Filter]) -> str:
    """Return a condition as a person would type it."""
    if part[0].op == "in" and isinstance(part[0].value, Sequence):
        return ", ".join(str(one) for one in part[0].value)
    return _chosen_text(column, write_filters([column], part)[column.id])


def _chosen_text(column: Column, text: str) -> str:
    """Return how a condition on one of a few words is typed."""
    if column.kind is Kind.BOOL:
        return _("yes") if text == "1" else _("no")
    if column.titles is not None:
        titles = {str(word): title for word, title in column.titles.items()}
        return plain(_(titles.get(text, text)))
    return text
