"""Settings of the company, kept in the database: typed, with history, edited at the desk.

A context declares what it can be told, and whoever works by it asks `get`. What nobody has set is
the declared default. Settings of one workstation (printers, scanners) are not here: they stand in
its file.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Identity, UniqueConstraint, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.audit.plain import plain
from core.db.base import Base
from core.documents.changes import changes_since
from core.documents.columns import Column, Kind, Listing
from core.documents.listing import register_listing
from core.documents.models import Historied
from core.documents.reference import FieldKind
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, Conflict, NotFound
from core.kernel.i18n import N_

T = TypeVar("T")

SUBJECT = "app_setting"


class AppSetting(Historied, Base):
    """A setting that somebody has set."""

    __tablename__ = SUBJECT
    not_historied = frozenset({"id", "version"})
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    """Of the `Preference`."""
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=False))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


_TEXT: ColumnElement[str] = AppSetting.value[()].astext
"""A stored value as text, whatever it is."""


@dataclass(frozen=True)
class Preference(Generic[T]):
    """One setting: what it is called, what it may be, what it is until somebody says otherwise."""

    name: str
    """An identifier, stable: the key of the stored row."""
    title: str
    """Marked with N_."""
    default: T
    kind: FieldKind
    """TEXT, NUMBER, FLAG, CHOICE or ROW."""
    choices: Mapping[Any, str] | None = None
    """Member of the StrEnum of `default` → title marked with N_; for CHOICE."""
    least: int = 0
    """For NUMBER: the smallest that makes sense."""
    most: int = 1_000_000
    """For NUMBER: the largest."""
    of: str = ""
    """For ROW: the book it is picked from; 0 is none."""

    def read(self, stored: object) -> T:
        """Return *stored* as what the setting is.

        Raises:
            BadValue: it is something else; with what was expected.
        """
        value, expected = stored, self.expected
        if self.choices is not None:
            value = next((one for one in self.choices if str(one) == str(stored)), None)
        of_kind = isinstance(value, type(self.default))
        if isinstance(value, bool) is not isinstance(self.default, bool):
            of_kind = False
        if self.kind is FieldKind.NUMBER and isinstance(value, int):
            of_kind = of_kind and self.least <= value <= self.most
        if not of_kind:
            raise BadValue(what=self.title, value=plain(stored), expected=expected)
        return cast(T, value)

    @property
    def expected(self) -> str:
        """What a value looks like, for a refusal."""
        if self.choices is not None:
            return ", ".join(str(one) for one in self.choices)
        return f"{self.least}..{self.most}" if self.kind is FieldKind.NUMBER else self.kind.value


_PREFERENCES: dict[str, Preference[Any]] = {}


def declare(preference: Preference[T]) -> Preference[T]:
    """Make a setting known under its name; declaring the same name anew replaces it."""
    _PREFERENCES[preference.name] = preference
    return preference


def preferences() -> tuple[Preference[Any], ...]:
    """Return every declared setting by name: what belongs together begins alike."""
    return tuple(sorted(_PREFERENCES.values(), key=lambda one: one.name))


def preference(name: str) -> Preference[Any]:
    """Return the setting called *name*.

    Raises:
        NotFound: nobody declared it.
    """
    found = _PREFERENCES.get(name)
    if found is None:
        raise NotFound(what=SUBJECT, key=name)
    return found


def get(session: Session, of: Preference[T]) -> T:
    """Return what a setting is now; one statement. A stored value that is none any more is void."""
    stored = session.execute(
        select(AppSetting.value).where(AppSetting.name == of.name)
    ).one_or_none()
    if stored is None:
        return of.default
    try:
        return of.read(stored[0])
    except BadValue:
        return of.default


def stored_text(of: Preference[Any]) -> ColumnElement[str]:
    """Return the setting as text, for conditions of other queries: "both", "true", "3"."""
    text = select(_TEXT).where(AppSetting.name == of.name)
    return func.coalesce(text.scalar_subquery(), literal(_text(of.default)))


def put(
    session: Session, actor: Actor, of: Preference[T], value: T, *, clock: Clock | None = None
) -> bool:
    """Set a setting; flushed, in history and trail. Returns whether it changed.

    Raises:
        Forbidden: no right to change users and settings.
        BadValue: it cannot be that.
    """
    actor.require(Permission.USER_EDIT, what=SUBJECT, key=of.name)
    acting(session, actor, clock)
    wanted = of.read(value)
    former = get(session, of)
    if former == wanted:
        return False
    session.execute(
        upsert(AppSetting)
        .values(name=of.name, value=plain(former), version=1)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    row = session.scalars(
        select(AppSetting)
        .where(AppSetting.name == of.name)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    row.value = plain(wanted)
    session.flush()  # the version must be the new one for whoever reads it next
    record(
        session,
        actor,
        "setting.changed",
        SUBJECT,
        row.id,
        setting=of.name,
        old=former,
        new=wanted,
    )
    return True


def version_of_all(session: Session) -> int:
    """Return a number that grows whenever any setting is changed."""
    return session.scalar(select(func.coalesce(func.sum(AppSetting.version), 0))) or 0


def put_all(
    session: Session,
    actor: Actor,
    values: Mapping[str, object],
    version: int,
    *,
    clock: Clock | None = None,
) -> tuple[str, ...]:
    """Set settings that were read together at *version*; return the names of those that changed.

    Raises:
        Conflict: somebody set one of them since: who, and which.
        Forbidden, NotFound, BadValue: nothing is changed.
    """
    actor.require(Permission.USER_EDIT, what=SUBJECT)
    rows = session.scalars(
        select(AppSetting)
        .order_by(AppSetting.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if sum(row.version for row in rows) != version:
        changes = [
            (row, change) for row in rows for change in changes_since(session, SUBJECT, row.id, 0)
        ]
        newest = max(changes, key=lambda found: found[1].at, default=None)
        name = newest[0].name if newest else ""
        known = _PREFERENCES.get(name)
        raise Conflict(
            what=name if known is None else known.title,
            key="",
            who=newest[1].who if newest else "",
            changed="",
        )
    return tuple(
        name
        for name, value in values.items()
        if put(session, actor, preference(name), value, clock=clock)
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.value if isinstance(value, enum.Enum) else value)


SETTINGS = register_listing(
    Listing(
        name="preferences",
        title=N_("Settings of the company"),
        columns=(
            Column("name", N_("Setting"), AppSetting.name, Kind.TEXT, 30, searchable=True),
            Column("value", N_("Value"), _TEXT, Kind.TEXT, 30),
        ),
        source=lambda: select(AppSetting.id),
        key=AppSetting.id,
        default_sort=("name", False),
        read=Permission.USER_READ,
    )
)
