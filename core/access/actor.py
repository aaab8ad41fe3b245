"""The person, or the system, on whose behalf a verb runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.access.errors import Forbidden
from core.access.roles import Permission, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user with what he may do and which rows he may see.

    Frozen: rights are those of the moment of signing in; `core.access.users.actor_of` reads anew.
    """

    user_id: int
    """0 for the system itself."""
    login: str
    name: str
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    warehouses: frozenset[int] | None = frozenset()
    """Ids he may see; None means all, the empty set none."""
    companies: frozenset[int] | None = frozenset()
    """Ids he may see; None means all, the empty set none."""
    language: str | None = None
    """"ru", "en", or None for the terminal's."""

    def may(self, permission: Permission) -> bool:
        """Tell whether a role allows it."""
        return permission in self.permissions

    def require(self, permission: Permission, **facts: object) -> None:
        """Do nothing when a role allows it.

        Raises:
            Forbidden: no role does; *facts* are added to the error.
        """
        if permission not in self.permissions:
            raise Forbidden(
                **{"what": "", "key": "", **facts}, permission=permission.value, who=self.login
            )

    def lent(self, *permissions: Permission) -> Actor:
        """Return him with rights, and all rows, lent for the length of one verb.

        For what a verb does to other documents in his name because its own right covers it, such
        as the lines of orders that a reallocation rewrites: history still says it was he.
        """
        return replace(
            self, permissions=self.permissions | set(permissions), warehouses=None, companies=None
        )

    def require_warehouse(self, warehouse_id: int | None) -> None:
        """Do nothing when he may work in the warehouse; None and 0 name no warehouse.

        Raises:
            Forbidden: it is not one of his.
        """
        self._require_row("warehouse", warehouse_id, self.warehouses)

    def require_company(self, company_id: int | None) -> None:
        """Do nothing when he may work for the company; None and 0 name no company.

        Raises:
            Forbidden: it is not one of his.
        """
        self._require_row("company", company_id, self.companies)

    def _require_row(self, what: str, key: int | None, allowed: frozenset[int] | None) -> None:
        if key and allowed is not None and key not in allowed:
            raise Forbidden(permission=f"{what}.row", what=what, key=key, who=self.login)


SYSTEM = Actor(
    user_id=0,
    login="system",
    name="klad",
    roles=frozenset({Role.ADMIN}),
    permissions=frozenset(Permission),
    warehouses=None,
    companies=None,
)
"""Imports, seeds, jobs: everything is allowed, and the trail says it was the system."""
