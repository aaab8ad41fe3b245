"""What every command needs: the settings, the database, and errors told to a person."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

from core.kernel.errors import DomainError
from tui.error_text import HasFacts, explain
from tui.locale import use_language
from tui.settings import Settings, load_settings

if TYPE_CHECKING:  # commands that need no database do not wait for its packages
    from core.db.engine import Database


def settings() -> Settings:
    """Load the settings of this workstation and switch to their language.

    Ends the process with a message when they cannot be read.
    """
    use_language(None)
    try:
        found = load_settings()
    except DomainError as error:
        fail(error)
    use_language(found.language)
    return found


def open_from_settings(application_name: str = "klad", *, whole: bool = True) -> Database:
    """Open the database the settings name, or the embedded one.

    Args:
        whole: load all of the core, so that every context hears what it follows; False for what
            posts no document, or loads the core itself once its first screen is there.
    """
    from core.db.engine import open_database  # noqa: PLC0415 - see above

    found = settings()
    if whole:
        from core.schema import whole_metadata  # noqa: PLC0415 - see above

        whole_metadata()
    try:
        return open_database(
            found.database.url,
            data_dir=found.data_dir,
            application_name=application_name,
        )
    except DomainError as error:
        fail(error)


def fail(error: HasFacts, *, as_json: bool = False) -> NoReturn:
    """Tell *error* on the error stream and end with exit code 1.

    Args:
        as_json: print it as JSON too; also done when the running command was asked for ``--json``.
    """
    told = explain(error)
    if as_json or _json_asked():
        print_json({"error": told.code, "message": told.text, "facts": _plain(error.facts)})
    sys.stderr.write(f"{told.title}.\n{told.body}\n{told.next_step}\n".replace("\n\n", "\n"))
    raise SystemExit(1)


def _json_asked() -> bool:
    """Tell whether the running command has ``--json``: a program reads what it prints."""
    running = click.get_current_context(silent=True)
    return running is not None and running.params.get("as_json") is True


@contextmanager
def telling(*, as_json: bool = False) -> Iterator[None]:
    """Tell domain errors raised inside to the person at the terminal; exit code 1."""
    try:
        yield
    except Exception as error:
        if isinstance(getattr(error, "code", None), str) and hasattr(error, "facts"):
            fail(error, as_json=as_json)  # type: ignore[arg-type]
        raise


def print_json(value: Any) -> None:  # noqa: ANN401 - anything JSON can hold
    """Print *value* as one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _plain(facts: dict[str, object]) -> dict[str, object]:
    return {name: _plain_value(value) for name, value in facts.items()}


def _plain_value(value: object) -> object:
    """Return a fact as JSON holds it: an error within an error keeps its code and its facts."""
    if isinstance(value, int | bool):
        return value
    if isinstance(value, list | tuple):
        return [_plain_value(one) for one in value]
    code, facts = getattr(value, "code", None), getattr(value, "facts", None)
    if isinstance(code, str) and isinstance(facts, dict):
        return {"error": code, "facts": _plain(facts)}
    return str(value)
