"""The pictures of the desk are what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.db.engine import Database
from tests.pictures.desk import look_around, order_anew, prices, sitting, warehouse
from tests.pictures.discounts import discount_screens
from tests.pictures.quotations import quotation_screens


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_sitting(demo_database: Database, tmp_path: Path, language: str) -> None:
    """Lists, forms, movements, history; expense orders, paper; a new order."""
    with sitting(demo_database, tmp_path, language) as it:
        look_around(it)
        warehouse(it)
        order_anew(it)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_discounts(demo_database: Database, tmp_path: Path, language: str) -> None:
    """The tree, a discount, a cart that is tried."""
    with sitting(demo_database, tmp_path, language) as it:
        discount_screens(it)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_quotations(demo_database: Database, tmp_path: Path, language: str) -> None:
    """An answer to a request, versions of an offer."""
    with sitting(demo_database, tmp_path, language) as it:
        quotation_screens(it)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_prices(demo_database: Database, tmp_path: Path, language: str) -> None:
    """Price types, formulas, rounding, price documents."""
    with sitting(demo_database, tmp_path, language) as it:
        prices(it)
