"""What the guides say of keys, settings and pictures is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tui.flows.handheld.commands  # noqa: F401 - registers more actions
from devices.settings import ScannerSettings
from tui import settings
from tui.actions import Action, Workplace, actions

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r'\]\(([^)#\s]+)(?:#[^)]*)?\)|src="([^"]+)"')


def _ways(action: Action) -> list[str]:
    """Return how a guide writes the keys of an action."""
    named = {"insert": "Ins", "delete": "Del"}
    key = named.get(action.key, action.key.upper() if "+" not in action.key else "")
    return [
        way
        for way in (
            key,
            f"`.{action.digit}`" if action.digit else "",
            f"^{action.letter.upper()}" if action.letter else "",
            f"`~W:{action.barcode}`" if action.barcode else "",
        )
        if way
    ]


@pytest.mark.parametrize("workplace", list(Workplace))
@pytest.mark.parametrize("ending", ["md", "ru.md"])
def test_every_command_stands_in_the_table_of_its_guide(workplace: Workplace, ending: str) -> None:
    guide = ROOT / "docs" / "guide" / f"{workplace}.{ending}"
    rows = [row for row in guide.read_text(encoding="utf-8").splitlines() if row.startswith("|")]
    tables = [{part.strip() for cell in row.split("|") for part in cell.split(",")} for row in rows]
    for action in actions(workplace):
        ways = set(_ways(action))
        assert any(ways <= cells for cells in tables), f"{action.id} {ways} is not in {guide.name}"


GUIDES = sorted(page.name for page in (ROOT / "docs" / "guide").glob("*.md"))


@pytest.mark.parametrize("name", [name for name in GUIDES if not name.endswith(".ru.md")])
def test_every_guide_is_there_in_both_languages(name: str) -> None:
    """Each leads to the other, and both have the same parts."""
    twin = name.replace(".md", ".ru.md")
    english, russian = (
        (ROOT / "docs" / "guide" / one).read_text(encoding="utf-8") for one in (name, twin)
    )
    assert f"]({twin})" in english
    assert f"]({name})" in russian
    parts = [len(re.findall("^##+ ", text, re.MULTILINE)) for text in (english, russian)]
    assert parts[0] == parts[1]
    rows = [len(re.findall(r"^\|", text, re.MULTILINE)) for text in (english, russian)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("ending", ["md", "ru.md"])
def test_every_setting_stands_in_the_administrator_s_guide(ending: str) -> None:
    """Keys of the file, variables of the environment, keys of a scanner."""
    text = (ROOT / "docs" / "guide" / f"administrator.{ending}").read_text(encoding="utf-8")
    for key, setting in settings._SETTINGS.items():
        shown = f"[[{key}]]" if key in {"scanner", "printer"} else key
        assert f"`{shown}`" in text, key
        assert not setting.variable or f"`{setting.variable}`" in text, setting.variable
    for field in ScannerSettings.__dataclass_fields__:
        assert f"| `{field}` |" in text, field


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    for link, picture in LINK.findall(page.read_text(encoding="utf-8")):
        target = link or picture
        assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_picture_is_shown_somewhere() -> None:
    shown = {
        (page.parent / (link or picture)).resolve()
        for page in PAGES
        for link, picture in LINK.findall(page.read_text(encoding="utf-8"))
    }
    kept = {file.resolve() for file in (ROOT / "docs" / "pictures").iterdir()}
    assert sorted(file.name for file in kept - shown) == []
