"""`klad config`: the settings in effect and where each came from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from tui.commands.context import print_json, settings
from tui.locale import _, pgettext
from tui.settings import DEFAULT, unknown_variables


@click.command(epilog="Example: KLAD_LANGUAGE=ru klad config")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def config(*, as_json: bool) -> None:
    """Show every setting, its value, and where it came from; passwords are hidden.

    Settings come from the environment (KLAD_…), then from one TOML file: KLAD_CONFIG, or klad.toml
    in your configuration folder, or /etc/klad/klad.toml.
    """
    found = settings()
    rows = list(found.rows())
    strangers = unknown_variables(os.environ)
    if as_json:
        print_json(
            {
                "file": str(found.file) if found.file else None,
                "settings": {key: {"value": value, "from": origin} for key, value, origin in rows},
                "unknown_variables": [name for name, _nearest in strangers],
            }
        )
        return
    print(_("File: {file}").format(file=found.file or pgettext("file", "none")))
    for key, value, origin in rows:
        source = pgettext("setting", "default") if origin == DEFAULT else origin
        print(f"{key:<24}{_written(value):<40}{source}")
    for name, nearest in strangers:
        hint = _("Did you mean {name}?").format(name=nearest) if nearest else ""
        print(_("Nothing reads {name}.").format(name=name), hint)


def _written(value: object) -> str:
    """Return *value* as the file would have it; "-" for nothing."""
    if value is None or value in ("", ()):
        return "-"
    if isinstance(value, str | Path):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
