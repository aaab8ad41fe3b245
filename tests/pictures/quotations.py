"""Quotations as a person sees them: an answer to a request, and the versions of an offer."""

from __future__ import annotations

from tests.pictures.desk import DESK, Sitting

WIDE = (132, 30)
"""A size at which the request fits beside what it lacks."""


def quotation_screens(it: Sitting) -> None:
    """Open an offer that answers a request, then a second version and its first one."""
    it.sign_in("olga")
    it.open("Quotations", "Всё для дачи")
    it.find("Всё для дачи", "Смирнов")
    it.press("f11", "Молоток 500 г")
    it.resize(WIDE)
    it.shoot("quotation", "An answer to a request: what it lacks stands beside each line")
    it.resize(DESK)
    it.back_to_menu()
    it.open("Quotations", "КЛ-000003")
    it.find("КЛ-000003", "Ковалёва")
    for tab in ("Requested", "What departs from what is agreed", "Version"):
        it.press("f11", tab)
    it.shoot("quotation-versions", "Versions of a quotation: the newest first, each a key away")
