"""Which font prints, and what happens to letters it lacks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from gettext import NullTranslations
from pathlib import Path

import barcode
import pytest
import reportlab

from printing.documents.pick_list import pick_list_form
from printing.documents.torg12 import torg12_form
from printing.engine.fonts import FontFiles, Typeface, find_fonts, missing_characters, roboto
from printing.engine.form import A4_PORTRAIT, Face, Form, Note
from printing.engine.pages import pages
from printing.engine.pdf import render_pdf
from printing.errors import FontUnusable
from tests.printing.paper import embedded_fonts, page_texts
from tests.printing.samples import pick_list, russian, torg12


def barcode_font() -> Path:
    """Return the monospaced font python-barcode carries: it has no rouble sign."""
    return Path(barcode.__file__).parent / "fonts" / "DejaVuSansMono.ttf"


def test_some_font_with_cyrillic_is_found_on_any_machine() -> None:
    assert missing_characters(find_fonts()) == ""


def test_the_configured_file_is_used_for_every_face() -> None:
    files = find_fonts(barcode_font())
    document = render_pdf(
        Form("Проба", A4_PORTRAIT, head=(Note("Ёлка"), Note("Жирно", face=Face.BOLD))), files
    )
    assert {name.split("+")[1] for name in embedded_fonts(document)} == {"DejaVuSansMono"}
    assert page_texts(document) == ["Ёлка\nЖирно"]


def test_a_configured_folder_gives_its_faces_by_name(tmp_path: Path) -> None:
    source = roboto()
    for path in (source.regular, source.bold):
        shutil.copy(path, tmp_path / path.name)
    files = find_fonts(tmp_path)
    assert (files.regular.name, files.bold.name) == ("Roboto-Regular.ttf", "Roboto-Bold.ttf")
    assert (files.italic.name, files.bold_italic.name) == ("Roboto-Regular.ttf", "Roboto-Bold.ttf")


@pytest.mark.parametrize("name", ["absent.ttf", "folder"])
def test_an_absent_font_is_refused_with_its_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FontUnusable) as refused:
        find_fonts(tmp_path / name)
    assert refused.value.facts["path"] == str(tmp_path / name)


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.ttf"
    path.write_bytes(b"Dear sirs," * 100)
    with pytest.raises(FontUnusable) as refused:
        find_fonts(path)
    assert refused.value.facts == {"path": str(path), "missing": ""}


def test_a_font_without_cyrillic_is_refused_with_the_letters_it_lacks() -> None:
    vera = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    with pytest.raises(FontUnusable) as refused:
        find_fonts(vera)
    assert "Ж" in str(refused.value.facts["missing"])


def test_the_rouble_sign_is_spelled_out_where_the_font_lacks_it() -> None:
    lacking = Typeface(find_fonts(barcode_font()))
    assert lacking.clean("100 ₽", Face.REGULAR) == "100 руб."
    assert Typeface(roboto()).clean("100 ₽", Face.REGULAR) == "100 ₽"


def test_letters_no_font_has_become_question_marks_and_controls_spaces() -> None:
    typeface = Typeface(roboto())
    assert typeface.clean("a→b\tc\x1b[漢]\u202e☐", Face.REGULAR) == "a->b c [?][ ]"


def test_wrapping_keeps_every_line_inside_and_every_letter() -> None:
    typeface = Typeface(roboto())
    text = "Шуруп универсальный жёлтый-цинк 4×40/АРТ-0001.2 " + "Ъ" * 60
    lines = typeface.wrap(text, Face.REGULAR, 7, 20)
    assert all(typeface.width(line, Face.REGULAR, 7) <= 20 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("files", [roboto(), find_fonts(barcode_font()), find_fonts()])
def test_every_letter_of_every_form_is_in_the_font(files: FontFiles) -> None:
    """A letter nothing stands for would show as a question mark; the forms have none."""
    forms = [
        torg12_form(torg12(5, marks=("ДУБЛИКАТ",))),
        pick_list_form(pick_list(20), russian()),
        pick_list_form(pick_list(20), NullTranslations()),
    ]
    for form in forms:
        for pane in pages(form, Typeface(files)):
            assert [text.text for text in pane.texts if "?" in text.text] == []


def test_importing_printing_costs_no_reportlab_and_no_num2words() -> None:
    root = Path(__file__).parents[2]
    script = (
        "import sys, pkgutil, importlib, printing\n"
        "for m in pkgutil.walk_packages(printing.__path__, 'printing.'):\n"
        "    if not m.name.startswith('printing.collect'): importlib.import_module(m.name)\n"
        "heavy = {'reportlab', 'num2words', 'barcode', 'PIL', 'sqlalchemy', 'textual'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
