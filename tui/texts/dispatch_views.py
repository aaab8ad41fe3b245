"""Comparing plans, and the pictures of a day of deliveries: what is wrong, in words."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "plan-twice": ErrorText(
        N_("The plan has something twice"),
        N_("{what} {key} stands in it twice."),
        N_("Take one of the two out, or plan anew."),
        short=N_("Twice in the plan"),
    ),
    "stale-diff": ErrorText(
        N_("The plan is no longer the one that was compared"),
        "",
        N_("Compare anew: nothing was taken over."),
        severity=Severity.WARN,
        short=N_("Plan has changed"),
    ),
    "outlines-unreadable": ErrorText(
        N_("The outlines of the map cannot be opened"),
        N_("{file}: {detail}."),
        N_("Check the name and the rights of the file; the map is shown without streets."),
        severity=Severity.WARN,
        short=N_("No outlines"),
    ),
    "bad-outlines": ErrorText(
        N_("The outlines of the map are no GeoJSON"),
        N_("{file}, {place}: {found} stands there."),
        N_("Export lines as GeoJSON anew; the map is shown without streets."),
        severity=Severity.WARN,
        short=N_("Bad outlines"),
    ),
    "bad-extract": ErrorText(
        N_("The extract of OpenStreetMap cannot be read"),
        N_("{file}: {detail}."),
        N_("Take the whole file .osm.pbf anew; the map is shown without streets."),
        severity=Severity.WARN,
        short=N_("Bad outlines"),
    ),
    "outlines-too-big": ErrorText(
        N_("The outlines of the map are too many"),
        N_("{file} has more points than {most}."),
        N_("Cut the extract to your area and to main roads; the map is shown without streets."),
        severity=Severity.WARN,
        short=N_("Too many outlines"),
    ),
}
