"""Words, codes, keyboards and slips, without a database."""

from __future__ import annotations

import pytest

from core.search.rules import compact, forgives, grams, nearest, other_layout, slips, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Молоко «Ёлка» 3,2%", ("молоко", "елка", "3", "2")),
        ("0,5л", ("0", "5", "л")),
        ("0.5 Л", ("0", "5", "л")),
        ("АБ-123/4", ("аб", "123", "4")),
        ("k12a", ("k", "12", "a")),
        ("  ", ()),
        ("—…«»", ()),
        ("я" * 50, ("я" * 40,)),
    ],
)
def test_words_are_letters_or_figures_whatever_stands_between(
    text: str, expected: tuple[str, ...]
) -> None:
    assert words(text) == expected


def test_a_code_is_the_same_with_and_without_what_separates_its_parts() -> None:
    assert compact("АБ-123/4") == compact("аб 1234") == "аб1234"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("vjkjrj", "молоко"), ("ыфьыгтп", "samsung"), ("[kt,", "хлеб"), ("3,2", "3б2")],
)
def test_the_other_layout_is_read_by_the_keys(typed: str, meant: str) -> None:
    assert other_layout(typed) == meant
    assert other_layout(meant) == typed


@pytest.mark.parametrize(
    ("typed", "word", "count"),
    [
        ("молоко", "молоко", 0),
        ("мол", "молоко", 0),
        ("млоко", "молоко", 1),
        ("моллоко", "молоко", 1),
        ("малоко", "молоко", 1),
        ("омлоко", "молоко", 1),
        ("схаар", "сахар", 1),
        ("хлеп", "хлебный", 1),
        ("кефир", "сахар", 4),
    ],
)
def test_slips_are_counted_to_the_nearest_beginning(typed: str, word: str, count: int) -> None:
    assert slips(typed, word) == count


@pytest.mark.parametrize(
    ("word", "count"), [("сыр", 0), ("хлеб", 1), ("сахар", 1), ("молоко", 2), ("k100500", 0)]
)
def test_a_short_word_and_figures_are_forgiven_nothing(word: str, count: int) -> None:
    assert forgives(word) == count


def test_the_first_letter_makes_two_trigrams_and_the_last_one() -> None:
    assert grams("сыр") == {"  с", " сы", "сыр", "ыр "}


def test_the_nearest_words_come_first_and_the_far_ones_not_at_all() -> None:
    found = nearest("молако", ["малина", "молоко", "молоковоз", "мел", "мелко"], 6)
    assert found == ("молоко", "молоковоз", "мелко")
    assert nearest("молако", ["молоко", "молоковоз"], 1) == ("молоко",)
