"""Which price type is computed before which; a circle is refused with its path. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Circle(Exception):
    """Types that need each other."""

    def __init__(self, path: tuple[int, ...]) -> None:
        super().__init__(path)
        self.path = path
        """Ids; the last is the first again, each needs the next."""


def computing_order(needs: Mapping[int, Iterable[int]]) -> tuple[int, ...]:
    """Return ids so that each comes after all it needs; equal ones by rising id.

    Args:
        needs: id → ids of the types it is computed from; ids that are no key need nothing.

    Raises:
        Circle: with one circle, beginning with its smallest id.
    """
    done: dict[int, None] = {}
    under_way: dict[int, None] = {}

    def visit(one: int) -> None:
        if one in done or one not in needs:
            return
        if one in under_way:
            path = list(under_way)
            raise Circle(_turned(path[path.index(one) :]))
        under_way[one] = None
        for needed in sorted(needs[one]):
            visit(needed)
        del under_way[one]
        done[one] = None

    for one in sorted(needs):
        visit(one)
    return tuple(done)


def depending_on(needs: Mapping[int, Iterable[int]], changed: Iterable[int]) -> frozenset[int]:
    """Return the ids that are computed from *changed*, at any distance; not *changed* itself."""
    found: set[int] = set()
    waiting = list(changed)
    while waiting:
        one = waiting.pop()
        for dependant, needed in needs.items():
            if one in needed and dependant not in found:
                found.add(dependant)
                waiting.append(dependant)
    return frozenset(found)


def _turned(circle: list[int]) -> tuple[int, ...]:
    """Return a circle from its smallest id round to it again."""
    first = circle.index(min(circle))
    turned = [*circle[first:], *circle[:first]]
    return (*turned, turned[0])
