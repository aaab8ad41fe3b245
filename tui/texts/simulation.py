"""What keeps a simulated day from beginning."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "simulation-nothing-to-sell": ErrorText(
        N_("Nothing to sell"),
        N_("{database} has no goods with stock and price, no company or no customer."),
        N_("Fill it with klad db seed --demo, or leave --here out: a demo is made for the day."),
        Severity.STOP,
        N_("Nothing to sell"),
    ),
    "simulation-no-ground": ErrorText(
        N_("No database for the simulated day"),
        N_("{database} said: {reason}"),
        N_("Let the role create databases, or use --here on a database that may be worked in."),
        Severity.STOP,
        N_("No database"),
    ),
}
