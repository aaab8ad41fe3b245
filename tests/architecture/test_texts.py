"""Every error has a text, every text its facts, every message its Russian."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import core
import devices
import printing
import tui.flows
from core.kernel.errors import DomainError
from devices.errors import DeviceError
from printing.errors import PrintError
from tui.error_text import explain, texts
from tui.locale import use_language
from tui.locale.catalogue import compile_catalogue, faults

PLACE = re.compile(r"\{(\w*)(?::(\w+))?\}")


def _load_everything() -> None:
    for package in (core, devices, printing, tui.flows):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)
    importlib.import_module("tui.settings")


def _errors() -> Iterator[type[Exception]]:
    _load_everything()
    waiting: list[type[Exception]] = [DomainError, DeviceError, PrintError]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.split(".")[0] in {"core", "devices", "printing", "tui"}:
            yield kind
        waiting += kind.__subclasses__()


@pytest.mark.parametrize("kind", sorted(_errors(), key=lambda k: (k.__qualname__, k.__module__)))
def test_every_error_has_a_text_of_its_own(kind: type[Exception]) -> None:
    """No code without title and next step; codes are not shared by accident."""
    code = getattr(kind, "code", "")
    assert code in texts(), f"{kind.__module__}.{kind.__name__}"
    assert texts()[code].title
    assert texts()[code].next_step


@pytest.mark.parametrize("code", sorted(texts()))
def test_every_place_in_a_text_is_a_fact_the_error_documents(code: str) -> None:
    """`Facts: a, b` in the docstring of the error names every place its text uses."""
    kinds = [kind for kind in _errors() if getattr(kind, "code", "") == code]
    text = texts()[code]
    if not kinds:
        assert _said_somewhere(code), f"neither an error nor a message is called {code}"
        return
    documented = " ".join(kind.__doc__ or "" for kind in kinds) + " code"
    for part in (text.title, text.body, text.next_step, text.short):
        assert "%(" not in part
        for name, kind_of in PLACE.findall(part):
            assert re.search(rf"\b{name}\b", documented), f"{name} is not a fact of {code}"
            assert kind_of in {"", "quantity", "money", "percent"}


def _said_somewhere(code: str) -> bool:
    """Tell whether the shell says it by its code: messages are told, not raised."""
    root = Path(tui.flows.__path__[0]).parent
    sources = (p for p in root.rglob("*.py") if "texts" not in p.parts)
    family = code.rpartition("-")[0]
    written = (f'"{code}"', f'"{family}-{{')
    return any(any(w in path.read_text(encoding="utf-8") for w in written) for path in sources)


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
