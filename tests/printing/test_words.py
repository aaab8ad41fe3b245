"""Sums and counts written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.words import (
    NAMES,
    PIECES,
    PLACES,
    RECORDS,
    TONNES,
    Gender,
    Noun,
    count_in_words,
    mass_in_words,
    money_in_words,
    number_in_words,
    roubles_in_words,
)


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (0, "Ноль рублей 00 копеек"),
        (101, "Один рубль 01 копейка"),
        (200_000_004, "Два миллиона рублей 04 копейки"),
        (100_110, "Одна тысяча один рубль 10 копеек"),
        (2_100, "Двадцать один рубль 00 копеек"),
        (123_456, "Одна тысяча двести тридцать четыре рубля 56 копеек"),
        (1_100, "Одиннадцать рублей 00 копеек"),
        (11_411, "Сто четырнадцать рублей 11 копеек"),
        (100_000_000_000, "Один миллиард рублей 00 копеек"),
        (-550, "Минус пять рублей 50 копеек"),
    ],
)
def test_roubles_are_words_and_kopecks_two_digits(minor: int, words: str) -> None:
    assert money_in_words(minor) == words


@pytest.mark.parametrize(
    ("currency", "words"),
    [
        ("CNY", "Двадцать один юань 02 фэня"),
        ("USD", "Двадцать один доллар США 02 цента"),
        ("EUR", "Двадцать один евро 02 евроцента"),
        ("KZT", "Двадцать одно тенге 02 тиына"),
        ("BYN", "Двадцать один белорусский рубль 02 копейки"),
        ("XAU", "Двадцать один XAU 02"),
    ],
)
def test_other_currencies_have_their_own_words(currency: str, words: str) -> None:
    assert money_in_words(2_102, currency) == words


@pytest.mark.parametrize(
    ("number", "gender", "words"),
    [
        (1_000_000, Gender.FEMININE, "один миллион"),
        (1_000_000, Gender.NEUTER, "один миллион"),
        (1_000_001, Gender.FEMININE, "один миллион одна"),
        (2_000_002, Gender.NEUTER, "два миллиона два"),
        (21_001_001, Gender.FEMININE, "двадцать один миллион одна тысяча одна"),
        (1_001, Gender.NEUTER, "одна тысяча одно"),
        (2_002, Gender.FEMININE, "две тысячи две"),
        (21, Gender.NEUTER, "двадцать одно"),
        (0, Gender.FEMININE, "ноль"),
    ],
)
def test_millions_stay_masculine_whatever_is_counted(
    number: int, gender: Gender, words: str
) -> None:
    assert number_in_words(number, gender) == words


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (1, PLACES, "Одно место"),
        (2, PLACES, "Два места"),
        (5, PLACES, "Пять мест"),
        (11, NAMES, "Одиннадцать наименований"),
        (22, RECORDS, "Двадцать две записи"),
        (101, PIECES, "Сто одна штука"),
        (112, TONNES, "Сто двенадцать тонн"),
    ],
)
def test_counts_agree_with_their_noun(count: int, noun: Noun, words: str) -> None:
    assert count_in_words(count, noun) == words


@pytest.mark.parametrize(
    ("grams", "words"),
    [
        (125_500, "Сто двадцать пять килограммов 500 граммов"),
        (1_000, "Один килограмм"),
        (2_001, "Два килограмма 1 грамм"),
        (0, "Ноль килограммов"),
    ],
)
def test_mass_is_kilograms_in_words_and_grams_in_digits(grams: int, words: str) -> None:
    assert mass_in_words(grams) == words


def test_a_form_gets_roubles_and_kopecks_apart() -> None:
    assert roubles_in_words(123_405) == ("Одна тысяча двести тридцать четыре", "05")


@given(st.integers(min_value=0, max_value=10**12))
def test_different_sums_are_never_written_alike(minor: int) -> None:
    """Neighbours differ in kopecks or in the last rouble."""
    assert money_in_words(minor) != money_in_words(minor + 1)
    assert money_in_words(minor) != money_in_words(minor + 100)
