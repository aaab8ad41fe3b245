"""Who may answer: the right, the rows, and whether one may approve what one asked for oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    Text,
    and_,
    any_,
    case,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import ROLES, Permission
from core.approvals.approvable import OWN_APPROVALS
from core.approvals.models import ApprovalRound, ApprovalTask
from core.approvals.statuses import PERMISSIONS, ApprovalKind, OwnApprovals, TaskKind, TaskState
from core.documents.models import Document
from core.documents.preferences import get, stored_text
from core.documents.rows import document_rows
from core.documents.types import document_types


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may answer a task."""

    id: int
    name: str


def roles_with(permission: Permission) -> list[str]:
    """Return the stored words of the roles that allow *permission*."""
    return sorted(role.value for role, allowed in ROLES.items() if permission in allowed)


def approvers(
    session: Session, document: Document, kind: ApprovalKind, asked_by: int
) -> list[Approver]:
    """Return who may answer a task of *kind* about a document, by name; at most two statements.

    Args:
        asked_by: the user who asks; he is among them only where the settings let him.
    """
    rows = session.execute(
        select(AppUser.id, AppUser.name)
        .where(
            AppUser.retired.is_(False),
            AppUser.roles.overlap(roles_with(PERMISSIONS[kind])),
            _sees(AppUser.warehouses, literal(document.warehouse_id, BigInteger)),
            _sees(AppUser.companies, literal(document.company_id, BigInteger)),
        )
        .order_by(AppUser.name, AppUser.id)
    )
    found = [Approver(key, name) for key, name in rows]
    others = [one for one in found if one.id != asked_by]
    own = get(session, OWN_APPROVALS)
    if own is OwnApprovals.ALWAYS or (own is OwnApprovals.ALONE and not others):
        return found
    return others


def inbox_rows(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Return what stands in the inbox of *actor*, over tasks joined with rounds and documents.

    Tasks of the kinds he may answer about documents he may see as they are now, and results that
    are his to read.
    """
    kinds = [TaskKind(kind.value) for kind, right in PERMISSIONS.items() if actor.may(right)]
    asked = and_(
        ApprovalTask.kind.in_(kinds),
        ApprovalRound.version == Document.version,
        or_(ApprovalRound.asked_by != actor.user_id, _may_answer_himself(actor)),
    )
    results = and_(
        ApprovalTask.kind == TaskKind.RESULTS, ApprovalTask.addressee_id == actor.user_id
    )
    return (ApprovalTask.state == TaskState.OPEN, or_(asked, results), *readable(actor))


def readable(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Return which documents *actor* may read, whatever their type."""
    names = [kind.name for kind in document_types() if actor.may(kind.read)]
    return (Document.type.in_(names), *document_rows(actor))


def _may_answer_himself(actor: Actor) -> ColumnElement[bool]:
    own = stored_text(OWN_APPROVALS)
    roles = case(
        {
            TaskKind(kind.value): literal(roles_with(right), ARRAY(Text))
            for kind, right in PERMISSIONS.items()
        },
        value=ApprovalTask.kind,
    )
    other = (
        select(literal(1))
        .select_from(AppUser)
        .where(
            AppUser.retired.is_(False),
            AppUser.id != actor.user_id,
            AppUser.roles.overlap(roles),
            _sees(AppUser.warehouses, Document.warehouse_id),
            _sees(AppUser.companies, Document.company_id),
        )
        .correlate(ApprovalTask, Document)
        .exists()
    )
    return or_(own == OwnApprovals.ALWAYS.value, and_(own == OwnApprovals.ALONE.value, ~other))


def _sees(allowed: SQLColumnExpression[Any], row: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Return whether row rights *allowed* (NULL is all) show *row* (NULL belongs to nobody)."""
    return or_(allowed.is_(None), row.is_(None), row == any_(allowed))
