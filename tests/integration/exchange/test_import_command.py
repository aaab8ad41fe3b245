"""`klad import` as it is run: exit codes, messages in both languages, files left beside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from core.catalog.models import Item
from core.db.engine import Database
from tests.integration.exchange.test_commerceml import IMPORT, OFFERS
from tui.commands.imports import import_
from tui.locale import use_language


@pytest.fixture
def run(fresh_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # noqa: ANN201
    url = fresh_database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("KLAD_DATABASE_URL", url)
    monkeypatch.setenv("KLAD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("KLAD_LANGUAGE", "en")

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(import_, list(arguments))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    yield invoke
    use_language("en")


def _items(database: Database) -> int:
    with database.sessions() as session:
        return session.scalar(select(func.count()).select_from(Item)) or 0


def test_a_good_file_is_imported(run, fresh_database: Database, tmp_path: Path) -> None:  # noqa: ANN001
    file = tmp_path / "товары с пробелом.csv"
    file.write_text("Код;Наименование\n1;Молоток\n2;Клещи\n", encoding="cp1251")
    result = run("items", str(file))
    assert result.exit_code == 0
    assert "Items: 2 added, 0 changed, 0 as they were." in result.stdout
    assert result.stdout.endswith("Imported.\n")
    assert _items(fresh_database) == 2


def test_a_dry_run_says_what_is_bad_and_writes_nothing(
    run,  # noqa: ANN001
    fresh_database: Database,
    tmp_path: Path,
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("Код;Наименование;Вес\n1;Молоток;тяжёлый\n", encoding="utf-8")
    result = run("items", str(file), "--dry-run")
    assert result.exit_code == 1
    assert (
        "Row 2, Вес: “тяжёлый”. A number such as 0,75 was expected. "
        "Write digits with a decimal comma or point, without other signs." in result.stdout
    )
    assert _items(fresh_database) == 0


def test_rows_left_out_lie_beside_the_file(
    run,  # noqa: ANN001
    fresh_database: Database,
    tmp_path: Path,
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("Код;Наименование;Вес\n1;Молоток;1\n2;Клещи;много\n", encoding="utf-8")
    result = run("items", str(file), "--skip-bad", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["read"], told["refused"], told["written"]) == (2, 1, True)
    assert told["counts"]["item"] == {"added": 1, "changed": 0, "unchanged": 0}
    assert [(bad["row"], bad["column"], bad["fault"]) for bad in told["bad"]] == [
        (3, "Вес", "number")
    ]
    left = (tmp_path / "goods.bad.csv").read_text(encoding="utf-8-sig").splitlines()
    assert left[0] == "Код;Наименование;Вес;Row;What is wrong"
    assert left[1].startswith("2;Клещи;много;3;")
    assert _items(fresh_database) == 1


def test_the_file_of_rows_left_out_can_be_corrected_and_imported(
    run,  # noqa: ANN001
    fresh_database: Database,
    tmp_path: Path,
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("Код;Наименование;Вес\n1;Молоток;1\n2;Клещи;много\n", encoding="utf-8")
    run("items", str(file), "--skip-bad")
    left = tmp_path / "goods.bad.csv"
    left.write_bytes(left.read_bytes().replace("много".encode(), b"2"))
    result = run("items", str(left))
    assert result.exit_code == 0
    assert _items(fresh_database) == 2


def test_errors_are_told_in_russian_with_what_to_do(
    run,  # noqa: ANN001
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("KLAD_LANGUAGE", "ru")
    file = tmp_path / "goods.csv"
    file.write_text("Цвет;Размер\nкрасный;1\n", encoding="utf-8")
    result = run("items", str(file))
    assert result.exit_code == 1
    assert "Нет столбца: code" in result.stderr
    assert "В файле: Цвет, Размер." in result.stderr
    assert "ничего не загружено" in result.stderr
    assert result.stdout == ""


def test_columns_come_from_options_and_files(
    run,  # noqa: ANN001
    fresh_database: Database,
    tmp_path: Path,
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("А;Б\n7;Рис\n", encoding="utf-8")
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\ncode = "А"\n[defaults]\nunit = "кг"\n', encoding="utf-8")
    result = run("items", str(file), "--map", str(mapping), "--map", "name=Б")
    assert result.exit_code == 0
    assert _items(fresh_database) == 1
    result = run("items", str(file), "--map", "nowhere.toml")
    assert result.exit_code == 1


def test_commerceml_is_imported_and_a_cut_file_is_not(
    run,  # noqa: ANN001
    fresh_database: Database,
    tmp_path: Path,
) -> None:
    goods, offers = tmp_path / "import.xml", tmp_path / "offers.xml"
    goods.write_text(IMPORT, encoding="utf-8")
    offers.write_text(OFFERS[: len(OFFERS) // 2], encoding="utf-8")
    result = run("commerceml", str(goods), str(offers))
    assert result.exit_code == 1
    assert "offers.xml, line" in result.stderr
    assert _items(fresh_database) == 0
    offers.write_text(OFFERS, encoding="utf-8")
    result = run("commerceml", str(goods), str(offers), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["counts"]["item"]["added"] == 2
    assert _items(fresh_database) == 2


@pytest.mark.parametrize("name", sorted(import_.commands))
def test_every_target_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(import_, [name, "--help"])
    assert result.exit_code == 0
    assert f"Example: klad import {name}" in result.stdout
