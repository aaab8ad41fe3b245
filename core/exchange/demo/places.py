"""Three warehouses: one that keeps balances in cells, one with expense orders, one plain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.exchange.upserting import add_rows
from core.stock.models import Cell, CellKind, CellMode, Warehouse

SECTIONS = "ABCDEF"
_RACKS = 10
_TIERS = 5
_POSITIONS = 3
_PICKED_TIERS = 3
"""Tiers that a man on the floor reaches; above them lie full boxes."""
_STEP = 10
"""Between two cells of the walk, so that a cell may be put in later."""


@dataclass(frozen=True, slots=True)
class DemoCell:
    """A cell of the demo."""

    id: int
    code: str
    reserve: bool
    """True: an upper tier, for full boxes."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the demo's goods lie."""

    central: int
    northern: int
    small: int
    cells: tuple[DemoCell, ...]
    """Storage cells of the central warehouse, in walk order."""


def add_places(session: Session) -> Places:
    """Add the warehouses and the cells of the central one."""
    houses = add_rows(session, Warehouse, ["code"], [_central(), _northern(), _small()])
    central = houses[("ЦС",)]
    rows = [row | {"warehouse_id": central} for row in (*_storage(), *_doors())]
    cells = add_rows(session, Cell, ["code"], rows)
    session.execute(
        update(Warehouse)
        .where(Warehouse.id == central)
        .values(shipping_cell_id=cells[("S-01",)], receiving_cell_id=cells[("R-01",)])
    )
    return Places(
        central,
        houses[("СС",)],
        houses[("МС",)],
        tuple(
            DemoCell(cells[(row["code"],)], row["code"], row["area"] == "Запас")
            for row in rows
            if row["kind"] is CellKind.STORAGE
        ),
    )


def _central() -> dict[str, Any]:
    return {
        "code": "ЦС",
        "name": "Центральный",
        "address": "Москва, ул. Складская, д. 12, стр. 3",
        "responsible": "Соколова А. В.",
        "ordered_shipping": True,
        "ordered_receipt": True,
        "cells": CellMode.STORAGE,
    }


def _northern() -> dict[str, Any]:
    return {
        "code": "СС",
        "name": "Северный",
        "address": "Тверь, Промышленный проезд, д. 4",
        "responsible": "Лебедев К. А.",
        "ordered_shipping": True,
        "check_picks": True,
    }


def _small() -> dict[str, Any]:
    return {
        "code": "МС",
        "name": "Магазин-склад",
        "address": "Москва, ул. Торговая, д. 5",
        "responsible": "Орлов В. С.",
        "control_supply": False,
    }


def _storage() -> Iterator[dict[str, Any]]:
    """Walk the aisles like a snake: up one rack, down the next."""
    walk = 0
    for section in SECTIONS:
        for rack in range(1, _RACKS + 1):
            positions = range(1, _POSITIONS + 1)
            for position in positions if rack % 2 else reversed(positions):
                for tier in range(1, _TIERS + 1):
                    walk += 1
                    reserve = tier > _PICKED_TIERS
                    yield {
                        "code": f"{section}-{rack:02d}-{tier}{position}",
                        "barcode": f"C{section}{rack:02d}{tier}{position}",
                        "kind": CellKind.STORAGE,
                        "walk_order": walk * _STEP,
                        "section": f"Участок {section}",
                        "area": "Запас" if reserve else "Отбор",
                        "area_priority": 1 if reserve else 2,
                        "check_digits": f"{(walk * 37 + 11) % 90 + 10}",
                    }


def _doors() -> Iterator[dict[str, Any]]:
    last = len(SECTIONS) * _RACKS * _TIERS * _POSITIONS * _STEP
    for kind, letter, name in (
        (CellKind.RECEIVING, "R", "Приёмка"),
        (CellKind.SHIPPING, "S", "Отгрузка"),
    ):
        for number in (1, 2):
            yield {
                "code": f"{letter}-{number:02d}",
                "barcode": f"C{letter}{number:02d}",
                "kind": kind,
                "walk_order": last + number * _STEP,
                "section": "",
                "area": name,
                "area_priority": 1,
                "check_digits": f"{number * 13 + ord(letter) % 7 + 20}",
            }
