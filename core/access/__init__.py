"""Who may do what, on which rows: users, roles, permissions, sign-in."""

from __future__ import annotations

from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Permission, Role

__all__ = ["ROLES", "SYSTEM", "Actor", "Forbidden", "Permission", "Role"]
