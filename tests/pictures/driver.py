"""A driver's day as he sees it, photographed prompt by prompt: on a telephone and on a gun."""

from __future__ import annotations

from sqlalchemy import update

from core.catalog.models import Item
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.models import UndeliveredReason
from core.delivery.papers.codes import stop_code
from core.delivery.places.models import Address
from core.partners.models import Partner
from tests.e2e.handheld.truck import BADGE, Truck, fill
from tests.pictures.handheld import Morning

PHONE = (45, 20)
"""Columns and rows of a telephone held upright."""

_NAMES = (
    (Item, "GLOVES", "Перчатки нитриловые M"),
    (Item, "MASK", "Маска трёхслойная"),
    (Partner, "ROSE", "ООО «Ромашка»"),
    (Partner, "LILY", "ИП Лилина А. А."),
    (UndeliveredReason, "01", "Привезли не то"),
    (UndeliveredReason, "02", "Нет денег"),
    (Address, "ROSE", "Москва, ул. Лесная, 7, стр. 2"),
    (Address, "LILY", "Москва, Новослободская ул., 20"),
)


def load(database: Database) -> Truck:
    """Let a trip leave for two clients."""
    truck = fill(database)
    with transaction(database.sessions) as session:
        for book, code, name in _NAMES:
            session.execute(update(book).where(book.code == code).values(name=name))
    truck.leave()
    return truck


def drive(it: Morning, truck: Truck) -> None:
    """Both stops, from the badge to the cash office."""
    rose = stop_code(truck.stop_ids()[0])
    it.sees("Badge or login")
    it.scan(BADGE, "Choose or scan")
    it.shoot("driver-trips", "The driver's trips", PHONE)
    it.press("1", "STOPS")
    it.shoot("driver-stops", "The stops in their order", PHONE)
    it.press("1", "Arrived? Enter")
    it.shoot("driver-stop", "A stop: whom to call, where, when, how much to collect", PHONE)
    it.shoot("driver-stop-20x16", "The same stop on a gun of 20 by 16", (20, 16))
    it.resize(PHONE)
    it.scan(rose, "SCAN ITEM OR STOP")
    it.shoot("driver-goods", "What is brought there", PHONE)
    it.scan("CODE-GLOVES", "HANDED OVER")
    it.shoot("driver-handed", "How much of it was handed over?", PHONE)
    it.press("3\r", "Why?")
    it.shoot("driver-why", "Less than was brought: why?", PHONE)
    it.press("2", "SCAN ITEM OR STOP")
    it.scan("PACK-BOX", "SCAN ITEM OR STOP")
    it.told("!")
    it.shoot("driver-too-many", "More than was brought: nothing is recorded", PHONE)
    it.scan("CODE-MASK", "HANDED OVER")
    it.press("\r", "Who received?")
    it.shoot("driver-received", "Who received it?", PHONE)
    it.press("Анна\r", "CASH TAKEN")
    it.shoot("driver-cash", "The cash", PHONE)
    it.press("900\r", "Arrived? Enter")
    it.told("+")
    it.press(".2", "What happened?")
    it.shoot("driver-outcome", "Nothing was handed over: what happened?", PHONE)
    it.press("2", "Why?")
    it.press("1", "TO HAND OVER")
    it.told("+")
    it.shoot("driver-end", "What to hand over at the warehouse: cash and goods", PHONE)
