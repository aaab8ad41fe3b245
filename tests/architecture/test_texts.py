"""Every error has a text, every text its facts, every message its Russian."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from sqlalchemy import inspect

import core
import devices
import printing
import routing
import tui.flows
from core.access.roles import Permission, Role
from core.db.integrity import AlreadyExists
from core.documents.reference import books
from core.documents.types import document_types
from core.exchange.targets import TARGETS
from core.kernel.errors import (
    BadValue,
    Conflict,
    DomainError,
    IllegalTransition,
    NotFound,
    NotGiven,
)
from core.shipments.errors import NotShippedYet
from devices.errors import DeviceError
from devices.scanner.problems import ProblemKind
from printing.errors import PrintError
from routing.errors import RoutingError
from tui.error_text import explain, tell, texts
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.registry import forms
from tui.locale import translations, use_language
from tui.locale.catalogue import compile_catalogue, faults, fragments
from tui.texts.names import COLUMNS, PROBLEMS, RIGHTS, THINGS, word_of

PLACE = re.compile(r"\{(\w*)(?::(\w+))?\}")


def _load_everything() -> None:
    for package in (core, devices, printing, routing, tui.flows):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)
    importlib.import_module("tui.settings")


@cache
def _errors() -> tuple[type[Exception], ...]:
    _load_everything()
    found: list[type[Exception]] = []
    waiting: list[type[Exception]] = [DomainError, DeviceError, PrintError, RoutingError]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.split(".")[0] in {"core", "devices", "printing", "routing", "tui"}:
            found.append(kind)
        waiting += kind.__subclasses__()
    return tuple(sorted(set(found), key=lambda kind: (kind.__qualname__, kind.__module__)))


def test_every_error_has_a_text_of_its_own() -> None:
    """No code without title and next step; codes are not shared by accident."""
    without = [
        f"{kind.__module__}.{kind.__name__}"
        for kind in _errors()
        for text in [texts().get(getattr(kind, "code", ""))]
        if text is None or not text.title or not text.next_step
    ]
    assert without == []
    assert len(_errors()) > 100


def test_every_place_in_a_text_is_a_fact_the_error_documents() -> None:
    """`Facts: a, b` in the docstring of the error names every place its text uses."""
    assert [fault for code in sorted(texts()) for fault in _undocumented(code)] == []


def _undocumented(code: str) -> Iterator[str]:
    kinds = [kind for kind in _errors() if getattr(kind, "code", "") == code]
    text = texts()[code]
    if not kinds:
        if not _said_somewhere(code):
            yield f"neither an error nor a message is called {code}"
        return
    documented = " ".join(kind.__doc__ or "" for kind in kinds) + " code"
    for part in (text.title, text.body, text.next_step, text.short):
        if "%(" in part:
            yield f"%( stands in {code}"
        for name, kind_of in PLACE.findall(part):
            if not re.search(rf"\b{name}\b", documented):
                yield f"{name} is not a fact of {code}"
            if kind_of not in {"", "quantity", "money", "percent", "day", "moment"}:
                yield f"{kind_of} of {code} is no kind"


@cache
def _shell() -> str:
    """Return the sources of the shell, but for its texts, as one."""
    root = Path(tui.flows.__path__[0]).parent
    sources = (p for p in root.rglob("*.py") if "texts" not in p.parts)
    return "\n".join(path.read_text(encoding="utf-8") for path in sources)


def _said_somewhere(code: str) -> bool:
    """Tell whether the shell says it by its code: messages are told, not raised."""
    family = code.rpartition("-")[0]
    return f'"{code}"' in _shell() or f'"{family}-{{' in _shell()


MECHANISM = {
    *("denominator", "weights", "dimension", "instant", "ledger", "list"),
    *("document type", "reference book", "import target", "status title"),
    "KLAD_DATABASE_URL",
    "message",
}
"""Said by a mistake of ours or by a setting, never by what a person did at a screen."""


RAISING = frozenset({"bad_value", "require_no_less", "require_quantity"})
"""Functions that raise, or make, an error about what their first argument names."""


def _names_carried() -> Iterator[str]:
    """Yield what errors raised anywhere in the sources call the thing they are about."""
    for package in ("core", "devices", "printing", "routing", "tui"):
        for path in Path(package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)]
            for call in (node for node in raised if isinstance(node, ast.Call)):
                for word in call.keywords:
                    if word.arg == "what" and isinstance(word.value, ast.Constant):
                        yield str(word.value.value)
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                first = call.args[0] if call.args else None
                raises = getattr(call.func, "id", "") in RAISING
                if raises and isinstance(first, ast.Constant):
                    yield str(first.value)


def test_no_error_calls_a_thing_by_its_internal_name() -> None:
    """Documents, books and whatever else is not found or cannot be read has a word of its own."""
    forms()
    kinds = {kind.name for kind in document_types()} | {book.name for book in books()}
    assert kinds | set(_names_carried()) - MECHANISM <= set(THINGS)
    assert set(Permission) < set(RIGHTS)
    assert {kind.value for kind in ProblemKind} == set(PROBLEMS)


def _actions_recorded() -> Iterator[str]:
    """Yield every action that goes into the trail, from the sources."""
    for path in Path("core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                given = [a.value for a in node.args if isinstance(a, ast.Constant)]
                if name in {"record", "_trace"}:
                    yield from (word for word in map(str, given) if "." in word)


def test_the_trail_is_told_in_words() -> None:
    """Every action it holds, every thing that can be imported, every role."""
    actions = set(_actions_recorded())
    assert len(actions) > 20
    russian = translations("ru")
    for word in (*actions, *TARGETS, *Role):
        assert re.search("[а-я]", russian.gettext(word_of(str(word)))), word


def test_no_history_calls_a_column_by_its_internal_name() -> None:
    """Whatever the history of a document may name has a title in its form or a word of its own."""
    for of in forms().values():
        if not isinstance(of, DocumentForm):
            continue
        titled = {field.name for field in of.fields}
        titled |= {field.name for table in of.tables for field in table.fields}
        kept = set(inspect(of.kind.model).column_attrs.keys()) - set(of.kind.model.not_historied)
        for lines in of.kind.line_models:
            kept |= set(inspect(lines).column_attrs.keys()) - {"id", "document_id", "line_no"}
        assert kept - titled <= set(COLUMNS), of.name


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotFound(what="pick_task", key="XYZ"), "Не найдено: задание на отбор. Задание на отбор «"),
        (
            IllegalTransition(machine="outbound_order", current="to_pick", target="shipped"),
            "Расходный ордер: из «К отбору» нельзя перейти в «Отгружен».",
        ),
        (BadValue(what="date", value="32.13", expected="20.11.2026"), "Не читается: дата."),
        (NotGiven(what="code", value="", expected="Code"), "Не заполнено: Код. Заполните;"),
        (
            Conflict(what="customer_order", key="КЛ-1", who="Ольга", changed="comment, 3.quantity"),
            "КЛ-1: тем временем внесены изменения. Ольга: Комментарий, строка 3 Количество.",
        ),
        (
            AlreadyExists(table="warehouse", columns="code", values="ЦС", constraint="x"),
            "Склад: Код = ЦС",
        ),
        (
            NotShippedYet(document="РО-1", status="to_pick", machine="outbound_order"),
            "не отгружен (статус К отбору)",
        ),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_errors_speak_the_words_of_people(error: DomainError, said: str) -> None:
    """A document, a field, a status: as the screens call them, in the reader's language."""
    forms()
    use_language("ru")
    try:
        assert said in explain(error).text
    finally:
        use_language("en")
    assert "_" not in explain(error).text


def test_a_stored_message_tells_its_dates_as_people_write_them() -> None:
    """The handheld keeps facts as text: a day and an instant are written when they are told."""
    facts = {"until": "2026-11-20T09:05+00:00"}
    assert "2026-11-20 12:05" in tell("handheld-sign-in-locked", facts).body
    expired = tell("lot-expired", {"expires": "2026-11-19", "today": date(2026, 11, 20)})
    assert "2026-11-19, today is 2026-11-20" in expired.body


def test_a_number_before_a_noun_has_its_forms() -> None:
    """Nobody is told of “1 lines”: such a msgid goes through ngettext."""
    for path in fragments():
        with path.open("rb") as file:
            said = [message.id for message in read_po(file) if isinstance(message.id, str)]
        assert [one for one in said if re.search(r"\{(count|n|lines|rows)\} [a-z]{3,}", one)] == []


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 line has left the stock."),
        ("en", 2, "2 lines have left the stock."),
        ("ru", 1, "Списана 1 строка."),
        ("ru", 3, "Списаны 3 строки."),
        ("ru", 11, "Списано 11 строк."),
    ],
)
def test_what_left_the_stock_is_counted(language: str, count: int, said: str) -> None:
    use_language(language)
    try:
        assert tell("handheld-shipped", {"order": "РО-1", "count": count}).body == said
    finally:
        use_language("en")


def test_the_russian_catalogue_is_complete() -> None:
    compile_catalogue()
    assert faults() == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_unknown_error_still_says_something(language: str) -> None:
    use_language(language)
    try:
        told = explain(DomainError())
        assert told.title
        assert told.next_step
    finally:
        use_language("en")
