"""Whose deals, needs and visits a person sees: his own, or everybody's.

Who may read all orders of sales (`Permission.ORDER_READ`) sees everybody's; a sales representative
without that right sees what he is responsible for and nothing else, in no list, sum or chain of
documents, and makes nothing for others.
"""

from __future__ import annotations

from sqlalchemy import SQLColumnExpression, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.models import AppUser
from core.access.roles import ROLES, Permission
from core.documents.columns import RowRights
from core.kernel.errors import NotFound

SELLING_ROLES = sorted(role.value for role, may in ROLES.items() if Permission.DEAL_EDIT in may)
"""Stored words of the roles whose people can be responsible."""


def sees_all(actor: Actor) -> bool:
    """Tell whether *actor* sees what others are responsible for."""
    return actor.may(Permission.ORDER_READ)


def own_or_all(responsible: SQLColumnExpression[int]) -> RowRights:
    """Return the row rights of documents of which *responsible* names the person."""
    return lambda actor: () if sees_all(actor) else (responsible == actor.user_id,)


def require_responsible(session: Session, actor: Actor, user_id: int) -> None:
    """Do nothing when *actor* may make *user_id* responsible.

    Raises:
        Forbidden: it is somebody else, and he sees only his own.
        NotFound: there is no such user, or he is barred.
    """
    if not sees_all(actor) and user_id != actor.user_id:
        raise Forbidden(permission="responsible.row", what="app_user", key=user_id, who=actor.login)
    known = select(AppUser.id).where(AppUser.id == user_id, AppUser.retired.is_(False))
    if session.scalar(known) is None:
        raise NotFound(what="app_user", key=user_id)
