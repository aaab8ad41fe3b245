"""`klad user`: add users, set their passwords, badges and roles, unlock them, list them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from core.access.roles import Role
from core.kernel.errors import NotFound
from tui.commands.context import open_from_settings, print_json, telling
from tui.locale import _

ROLES = [role.value for role in Role]


@click.group(epilog="Example: klad user add ivan --name 'Петров Иван' --role storekeeper")
def user() -> None:
    """Add users, set passwords, badges and rights."""


@user.command(epilog="Example: klad user add ivan --name 'Петров Иван' --role storekeeper")
@click.argument("login")
@click.option("--name", default="", help="As it stands on papers; the login by default.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be repeated.")
@click.option("--warehouse", "warehouses", multiple=True, help="Code of one he sees; default: all.")
@click.option("--language", type=click.Choice(["ru", "en"]), help="Default: the terminal's.")
@click.option("--badge", is_flag=True, help="Make a badge too, and print its code once.")
@click.option("--no-password", is_flag=True, help="He signs in by badge, or by SSH key only.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def add(  # noqa: PLR0913 - the options of the command
    login: str,
    name: str,
    roles: Sequence[str],
    warehouses: Sequence[str],
    language: str | None,
    *,
    badge: bool,
    no_password: bool,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Add a user called LOGIN."""
    from core.access.passwords import new_badge  # noqa: PLC0415 - keeps --help quick
    from core.access.users import create_user  # noqa: PLC0415

    code = new_badge() if badge else None
    password = None if no_password else _password(stdin=password_stdin)
    with _acting(as_json=as_json) as (session, actor):
        made = create_user(
            session,
            actor,
            login=login,
            name=name,
            password=password,
            roles=[Role(role) for role in roles],
            badge=code,
            warehouses=_houses(session, warehouses),
            language=language,
        )
    _say(
        as_json,
        _("Added: {login}.").format(login=made.login),
        {"login": made.login, "id": made.id, "badge": code},
        code,
    )


@user.command(epilog="Example: klad user password ivan")
@click.argument("login")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def password(login: str, *, password_stdin: bool) -> None:
    """Set the password of LOGIN."""
    from core.access.users import change_password  # noqa: PLC0415 - keeps --help quick

    told = _password(stdin=password_stdin)
    with _acting() as (session, actor):
        change_password(session, actor, _id_of(session, login), told)
    print(_("{login} has another password.").format(login=login))


@user.command(epilog="Example: klad user badge ivan")
@click.argument("login")
@click.option("--code", default="", help="What the barcode says; by default a new random code.")
@click.option("--remove", is_flag=True, help="Take the badge away.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def badge(login: str, code: str, *, remove: bool, as_json: bool) -> None:
    """Give LOGIN a badge and print its code, which is shown only now."""
    from core.access.passwords import new_badge  # noqa: PLC0415 - keeps --help quick
    from core.access.users import set_badge  # noqa: PLC0415

    told = None if remove else code or new_badge()
    with _acting(as_json=as_json) as (session, actor):
        set_badge(session, actor, _id_of(session, login), told)
    text = _("{login} has no badge any more.") if remove else _("{login} has a badge.")
    _say(as_json, text.format(login=login), {"login": login, "badge": told}, told)


@user.command(epilog="Example: klad user roles ivan storekeeper shift_lead")
@click.argument("login")
@click.argument("roles", nargs=-1, type=click.Choice(ROLES))
def roles(login: str, roles: Sequence[str]) -> None:
    """Give LOGIN exactly these ROLES, from his next signing in."""
    from core.access.users import set_roles  # noqa: PLC0415 - keeps --help quick

    with _acting() as (session, actor):
        set_roles(session, actor, _id_of(session, login), [Role(role) for role in roles])
    print(_("{login}: {roles}.").format(login=login, roles=", ".join(roles) or "—"))


@user.command(epilog="Example: klad user unlock ivan")
@click.argument("login")
def unlock(login: str) -> None:
    """Let LOGIN try again at once after too many wrong passwords."""
    from core.access import users  # noqa: PLC0415 - keeps --help quick

    with _acting() as (session, actor):
        users.unlock(session, actor, login)
    print(_("{login} may try again at once.").format(login=login))


@user.command(name="list", epilog="Example: klad user list --json")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(*, as_json: bool) -> None:
    """List the users and their roles."""
    from core.documents.listing import ListQuery, page  # noqa: PLC0415 - keeps --help quick

    with _acting(as_json=as_json) as (session, actor):
        found = page(session, actor, "users", ListQuery(limit=1000))
    names = [column.id for column in found.columns]
    rows: list[dict[str, Any]] = [dict(zip(names, row.values, strict=True)) for row in found.rows]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        off = _("barred") if row["retired"] else ""
        print(f"{row['login']:<16} {row['name']:<28} {row['roles']} {off}".rstrip())


@contextmanager
def _acting(*, as_json: bool = False) -> Iterator[tuple[Any, Any]]:
    """Yield a transaction and the system as its actor: who has the database has every right."""
    from core.access.actor import SYSTEM  # noqa: PLC0415 - keeps --help quick
    from core.db.unit_of_work import transaction  # noqa: PLC0415
    from core.schema import whole_metadata  # noqa: PLC0415

    database = open_from_settings("klad user", whole=False)
    whole_metadata()
    try:
        with telling(as_json=as_json), transaction(database.sessions) as session:
            yield session, SYSTEM
    finally:
        database.close()


def _id_of(session: Any, login: str) -> int:  # noqa: ANN401 - a session
    from core.access.actor import SYSTEM  # noqa: PLC0415 - keeps --help quick
    from core.documents.listing import Filter, ListQuery, page  # noqa: PLC0415

    query = ListQuery(filters=(Filter("login", "eq", login.strip().casefold()),), limit=1)
    rows = page(session, SYSTEM, "users", query).rows
    if not rows:
        raise NotFound(what="app_user", key=login)
    return int(rows[0].key)


def _houses(session: Any, codes: Sequence[str]) -> list[int] | None:  # noqa: ANN401 - a session
    from core.access.actor import SYSTEM  # noqa: PLC0415 - keeps --help quick
    from core.stock.queries import warehouses  # noqa: PLC0415

    if not codes:
        return None
    known = {house.code: house.id for house in warehouses(session, SYSTEM)}
    for code in codes:
        if code not in known:
            raise NotFound(what="warehouse", key=code)
    return [known[code] for code in codes]


def _password(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\n")
    ask: Callable[..., str] = click.prompt
    return ask(_("Password"), hide_input=True, confirmation_prompt=True)


def _say(as_json: bool, text: str, facts: dict[str, object], code: str | None) -> None:
    if as_json:
        print_json(facts)
        return
    print(text)
    if code:
        print(_("Badge code, shown only now: {code}").format(code=code))
