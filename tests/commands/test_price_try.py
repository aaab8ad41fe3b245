"""`klad price try`: as text, as JSON, one line, and what it says of a broken file."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui.__main__ import cli

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "docs" / "examples" / "shop.toml"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of the machine out of the test."""
    (tmp_path / "klad.toml").write_text("")
    monkeypatch.setenv("KLAD_CONFIG", str(tmp_path / "klad.toml"))
    monkeypatch.setenv("KLAD_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "80")


def tried(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["price", "try", *words])


def test_the_x_ray_of_every_line_and_the_totals_are_printed() -> None:
    done = tried(str(SHOP))
    assert done.exit_code == 0
    assert "Line 1, Чай чёрный, 100 г" in done.output
    assert "× Счастливые часы: 192.00 is not more than “Клубная цена чая” gives" in done.output
    lines = done.output.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert next(line for line in lines if line.startswith("To pay")).endswith("4\u00a0141.00")
    assert "Message: Предложите дегустацию" in done.output


def test_one_line_is_explained_alone() -> None:
    done = tried(str(SHOP), "--line", "3")
    assert done.output.startswith("  Line 3, Торт медовый")
    assert "Line 4" not in done.output
    assert "To pay" not in done.output


def test_json_holds_amounts_parts_and_the_steps() -> None:
    answer = json.loads(tried(str(SHOP), "--json").output)
    assert (answer["gross_minor"], answer["total_minor"]) == (506020, 414100)
    first = answer["lines"][0]
    assert first["discounts"] == [
        {"discount": "club", "amount_minor": 24000},
        {"discount": "birthday", "amount_minor": 11760},
        {"discount": "rouble", "amount_minor": 20},
    ]
    assert first["trace"]["code"] == "charged"
    assert first["trace"]["amount_minor"] == first["amount_minor"] == 156220
    assert answer["points"] == [{"discount": "points", "hundredths": 12423}]
    only = json.loads(tried(str(SHOP), "--json", "--line", "4").output)
    assert [line["line"] for line in only["lines"]] == [4]


def test_russian_is_spoken_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLAD_LANGUAGE", "ru")
    output = tried(str(SHOP)).output
    assert "Строка 1, Чай чёрный, 100 г" in output
    assert "К оплате" in output


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_a_line_that_is_not_there_ends_with_an_error(flags: list[str]) -> None:
    done = tried(str(SHOP), "--line", "9", *flags)
    assert done.exit_code == 1
    assert "9" in done.output


def test_a_broken_file_is_told_with_its_place(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(SHOP.read_text(encoding="utf-8").replace('item = "CUP"', 'item = "CAP"'))
    done = tried(str(broken))
    assert done.exit_code == 1
    assert "broken.toml, cart.line[2].item: found “CAP”, expected: CUP." in done.output
    answer = tried(str(broken), "--json").output
    assert json.loads(answer[: answer.index("}\n}") + 3])["error"] == "try-file-wrong"


def test_why_a_price_cannot_be_computed_is_there_for_programs_too(tmp_path: Path) -> None:
    circle = tmp_path / "circle.json"
    types = [{"code": "a", "formula": "[b]"}, {"code": "b", "formula": "[a] * 2"}]
    case = {"price_type": types, "cart": {"date": "2026-11-20", "price_type": "a"}}
    circle.write_text(json.dumps(case))
    answer = tried(str(circle), "--json").output
    told = json.loads(answer[: answer.rindex("}") + 1])
    assert (told["error"], told["facts"]["place"]) == ("try-price-wrong", "price_type[1]")
    assert told["facts"]["reason"] == {"error": "price-cycle", "facts": {"path": ["a", "b", "a"]}}


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    binary = tmp_path / "cart.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    done = tried(str(binary))
    assert done.exit_code == 1
    assert "expected: UTF-8" in done.output


def test_no_database_is_opened_and_none_of_its_packages_loaded() -> None:
    code = (
        "import sys; from tui.__main__ import cli;"
        f"cli(['price', 'try', {str(SHOP)!r}], standalone_mode=False);"
        "print(sorted({'sqlalchemy', 'psycopg', 'textual'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


GUIDES = {
    "en": ROOT / "docs" / "guide" / "price-try.md",
    "ru": ROOT / "docs" / "guide" / "price-try.ru.md",
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_answer_in_the_guide_is_the_answer(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = GUIDES[language].read_text(encoding="utf-8")
    blocks = re.findall(r"```\n(.*?)\n```", page, re.DOTALL)
    shown = next(block for block in blocks if " × 1 " in block)
    monkeypatch.setenv("KLAD_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", str(len(shown.splitlines()[0])))
    done = tried(str(ROOT / "docs" / "examples" / "five-rules.toml"), "--line", "1")
    assert done.output.replace("\u00a0", " ").strip("\n") == shown


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_key_that_a_file_may_hold_stands_in_the_guide(language: str) -> None:
    page = GUIDES[language].read_text(encoding="utf-8")
    for module in ("try_file", "try_rules", "try_prices"):
        tree = ast.parse((ROOT / "core" / "discounts" / f"{module}.py").read_text("utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".only"):
                for key in (ast.literal_eval(one) for one in call.args):
                    assert re.search(rf"\b{key}\b", page), f"{module}: {key}"
