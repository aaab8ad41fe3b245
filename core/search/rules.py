"""What typed and stored text have in common: letters, words, keyboards, trigrams, slips.

`core.search.ddl` writes the same folding and splitting as SQL from the tables here; a test holds
both to each other.
"""

from __future__ import annotations

from collections.abc import Sequence

CAPITALS = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁІЇЄҐЎ"
SMALL = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў"
"""Letters that are told apart by case even where the database's locale knows only English ones."""

SEPARATORS = (
    "".join(map(chr, range(1, 33)))
    + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\x7f\xa0«»„“”‘’–—…·•°№×±§©®™²³½"
)
"""What stands between words. Everything else belongs to one."""

LONGEST_WORD = 40
"""Characters of a word that count."""

MOST_WORDS = 12
"""Typed words that are looked at."""

_SPLIT = str.maketrans(dict.fromkeys(f"\x00{SEPARATORS}", " "))

_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_SHIFT = "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_LATIN_SHIFT = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_OTHER_LAYOUT = str.maketrans(
    _RUSSIAN + _RUSSIAN_SHIFT + _LATIN + _LATIN_SHIFT,
    _LATIN + _LATIN_SHIFT + _RUSSIAN + _RUSSIAN_SHIFT,
)

_FORGIVING = 4
"""Letters of the shortest word in which a slip is forgiven."""

_LONG = 6
"""Letters from which two slips are."""


def fold(text: str) -> str:
    """Return *text* as it is compared: small letters, ё as е."""
    # Letter by letter: a small letter takes the place of one capital, as in the database.
    return "".join(small if len(small := each.lower()) == 1 else each for each in text).replace(
        "ё", "е"
    )


def words(text: str) -> tuple[str, ...]:
    """Return the words of *text*, folded, in their order.

    Figures and letters are words apart, so that "0,5л", "0,5 л" and "0.5Л" have the same ones.
    """
    found: list[str] = []
    for chunk in fold(text).translate(_SPLIT).split(" "):
        start = 0
        for at in range(1, len(chunk) + 1):
            if at == len(chunk) or _is_figure(chunk[at]) is not _is_figure(chunk[at - 1]):
                found.append(chunk[start:at][:LONGEST_WORD])
                start = at
    return tuple(found)


def compact(text: str) -> str:
    """Return *text* as codes are compared: "АБ-123/4" is "аб1234"."""
    return "".join(words(text))[:LONGEST_WORD]


def other_layout(text: str) -> str:
    """Return what the same keys give in the other of the Russian and the Latin layout."""
    return text.translate(_OTHER_LAYOUT)


def grams(word: str) -> frozenset[str]:
    """Return the trigrams of a word with two spaces before it and one behind.

    So the first letter makes two of them and the last one: they are mistyped least.
    """
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def forgives(word: str) -> int:
    """Return how many slips are forgiven in a typed word: none in a short one, none in figures."""
    if len(word) < _FORGIVING or any(_is_figure(each) for each in word):
        return 0
    return 2 if len(word) >= _LONG else 1


def slips(typed: str, word: str) -> int:
    """Return how many slips lie between what was typed and the nearest beginning of *word*.

    A slip is a letter too many, too few or wrong, or two neighbours in the wrong order.
    """
    above: list[int] = []
    row = list(range(len(word) + 1))
    for at, letter in enumerate(typed, start=1):
        before, row, above = above, [at], row
        for place, other in enumerate(word, start=1):
            cost = min(
                above[place] + 1,
                row[place - 1] + 1,
                above[place - 1] + (letter != other),
            )
            swapped = at > 1 < place and letter == word[place - 2] and typed[at - 2] == other
            row.append(min(cost, before[place - 2] + 1) if swapped else cost)
    return min(row)


def nearest(typed: str, candidates: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the words that *typed* may mean, nearest first, at most *most*.

    Args:
        candidates: words that share trigrams with it, those that share most first.
    """
    allowed = forgives(typed)
    ranked = sorted(
        (count, at, word)
        for at, word in enumerate(candidates)
        if (count := slips(typed, word)) <= allowed
    )
    return tuple(word for _, _, word in ranked[:most])


def _is_figure(letter: str) -> bool:
    return "0" <= letter <= "9"
