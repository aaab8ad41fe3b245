"""The lists of users and of the trail. They stand here because access and audit lie below lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Text, cast, func, select

from core.access.models import AppUser
from core.access.roles import Permission
from core.audit.models import AuditEntry
from core.documents.columns import Column, Kind, Listing
from core.kernel.i18n import N_


def _users() -> Select[Any]:
    return select(AppUser.id)


def _trail() -> Select[Any]:
    return select(AuditEntry.id)


USERS = Listing(
    name="users",
    title=N_("Users"),
    columns=(
        Column("login", N_("Login"), AppUser.login, Kind.TEXT, 16, searchable=True),
        Column("name", N_("Name"), AppUser.name, Kind.TEXT, 28, searchable=True),
        Column(
            "roles", N_("Roles"), func.array_to_string(AppUser.roles, ", "), width=28, spoken=True
        ),
        Column("badge", N_("Badge"), AppUser.badge_hash.is_not(None), Kind.BOOL, 5),
        Column("retired", N_("Retired"), AppUser.retired, Kind.BOOL, 5),
        Column("signed_in_at", N_("Last sign-in"), AppUser.signed_in_at, Kind.INSTANT, 16),
    ),
    source=_users,
    key=AppUser.id,
    default_sort=("login", False),
    read=Permission.USER_READ,
)

AUDIT = Listing(
    name="audit",
    title=N_("Audit trail"),
    columns=(
        Column("at", N_("Time"), AuditEntry.at, Kind.INSTANT, 19),
        Column("who", N_("Who"), AuditEntry.who, Kind.TEXT, 14, searchable=True),
        Column("action", N_("Action"), AuditEntry.action, width=22, searchable=True, spoken=True),
        Column(
            "subject", N_("Subject"), AuditEntry.subject, width=16, searchable=True, spoken=True
        ),
        Column("subject_id", N_("Id"), AuditEntry.subject_id, Kind.NUMBER, 8),
        Column(
            "facts",
            N_("Facts"),
            cast(AuditEntry.facts, Text),
            Kind.TEXT,
            40,
            sortable=False,
            searchable=True,
        ),
    ),
    source=_trail,
    key=AuditEntry.id,
    default_sort=("at", True),
    read=Permission.AUDIT_READ,
)
