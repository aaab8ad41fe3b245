"""Conditions and kinds of discounts that an installed Python package adds.

A package names them in its entry points, `klad.discount_conditions` and `klad.discount_kinds`;
klad finds them once per process. A plug-in that cannot be loaded, raises or answers nonsense costs
only the discounts that rest on it: they are left out, and the priced cart names the plug-in and
what it said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any, ClassVar, Protocol, TypeVar

from core.discounts.benefits import NOTHING, Amounts, At, Times
from core.discounts.cart import Cart
from core.discounts.columns import Columns, Lines
from core.discounts.conditions import HOLDS, NOWHERE, Weighed, weighed
from core.discounts.faults import PluginFault
from core.kernel.trace import Trace

CONDITIONS = "klad.discount_conditions"
KINDS = "klad.discount_kinds"

Parameters = Mapping[str, Any]
"""What the condition or the discount says to its plug-in: text, whole numbers, yes and no."""

T = TypeVar("T")


class ConditionPlugin(Protocol):
    """A condition from outside."""

    title: str
    """What people choose it by."""

    def holds(self, cart: Cart, parameters: Parameters) -> bool | Collection[int]:
        """Return whether it holds for the document, or the numbers of the lines it holds for."""
        ...

    def say(self, cart: Cart, parameters: Parameters, language: str) -> str:
        """Return what was wanted and what there is, for explanations, in "ru" or "en"."""
        ...


class KindPlugin(Protocol):
    """A kind of discount from outside."""

    title: str

    def give(
        self, cart: Cart, parameters: Parameters, left: Mapping[int, int]
    ) -> Mapping[int, int]:
        """Return line number → minor units off; negative is a markup; others get nothing.

        Args:
            left: the lines it may be given on → what each costs before it.
        """
        ...

    def say(self, cart: Cart, parameters: Parameters, language: str) -> str:
        """Return by what figures it gives, for explanations, in "ru" or "en"."""
        ...


@dataclass(frozen=True, slots=True)
class Installed:
    """The plug-ins of this environment."""

    conditions: Mapping[str, ConditionPlugin] = field(default_factory=dict)
    kinds: Mapping[str, KindPlugin] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    """Name → why it could not be loaded."""


@cache
def installed() -> Installed:
    """Return the plug-ins; looked for once per process."""
    broken: dict[str, str] = {}
    conditions = _loaded(CONDITIONS, broken, ("holds", "say"))
    kinds = _loaded(KINDS, broken, ("give", "say"))
    return Installed(conditions, kinds, broken)


def _loaded(group: str, broken: dict[str, str], verbs: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    seen: set[str] = set()
    for point in entry_points(group=group):
        if point.name in seen:
            broken[point.name] = f"{point.value}: installed twice"
            found.pop(point.name, None)
            continue
        seen.add(point.name)
        plugin, error = _isolated(partial(_made, point))
        if error is None and not all(callable(getattr(plugin, verb, None)) for verb in verbs):
            error = f"{point.value}: no {' / '.join(verbs)}"
        if error is None:
            found[point.name] = plugin
        else:
            broken[point.name] = error
    return found


def _made(point: EntryPoint) -> Any:  # noqa: ANN401 - whatever a package offers
    plugin = point.load()
    return plugin() if isinstance(plugin, type) else plugin


def _isolated(work: Callable[[], T]) -> tuple[T | None, str | None]:
    """Return what foreign code answers, or what it failed with."""
    try:
        return work(), None
    except Exception as error:  # noqa: BLE001 - foreign code fails in its own ways; a sale goes on
        return None, f"{type(error).__name__}: {error}".strip().rstrip(":")


@dataclass(frozen=True, slots=True, eq=False)
class PluginCheck:
    """A condition that a plug-in decides."""

    plugin: str
    """Its name among the entry points."""
    where: str
    """Name of the condition."""
    parameters: Parameters = field(default_factory=dict)

    def weigh(self, columns: Columns) -> Weighed:
        return columns.once(self, lambda: self._weigh(columns))

    def tell(self, columns: Columns, index: int) -> Trace:
        del index
        return _told("condition-plugin", self.plugin, columns.cart, self.parameters)

    def _weigh(self, columns: Columns) -> Weighed:
        found = installed().conditions.get(self.plugin)
        if found is None:
            columns.faults.append(_absent(self.plugin, self.where))
            return NOWHERE
        answer, error = _isolated(lambda: found.holds(columns.cart, self.parameters))
        if error is None and isinstance(answer, bool):
            return weighed(answer)
        if error is None:
            numbers, error = _isolated(lambda: frozenset[object](answer))  # type: ignore[arg-type]  # foreign
            if numbers is not None:
                return _on_lines(columns, numbers)
        columns.faults.append(PluginFault(self.plugin, self.where, error or ""))
        return NOWHERE


def _on_lines(columns: Columns, numbers: frozenset[object]) -> Weighed:
    lines = columns.where(lambda line: line.line_no in numbers)
    return HOLDS if lines is None else Weighed(lines)


def _absent(plugin: str, where: str) -> PluginFault:
    return PluginFault(plugin, where, installed().broken.get(plugin, ""))


def _told(code: str, plugin: str, cart: Cart, parameters: Parameters) -> Trace:
    """Return a step that the plug-in says itself, in both languages."""
    known = installed()
    found = known.conditions.get(plugin) or known.kinds.get(plugin)
    said: dict[str, object] = {"plugin": plugin}
    for language in ("en", "ru"):
        text: object = "—"
        if found is not None:
            answer, error = _isolated(partial(found.say, cart, parameters, language))
            text = answer if error is None else error
        said[f"text_{language}"] = str(text)
    return Trace(code, said)


@dataclass(frozen=True, slots=True, eq=False)
class PluginBenefit:
    """What a plug-in gives. It never takes more from a line than the line has left."""

    plugin: str
    where: str
    """Name of the discount."""
    parameters: Parameters = field(default_factory=dict)
    LAST: ClassVar[bool] = False
    BY_LINES: ClassVar[bool] = True

    def give(self, columns: Columns, base: Sequence[int], lines: Lines, times: Times) -> Amounts:
        del times
        found = installed().kinds.get(self.plugin)
        if found is None:
            columns.faults.append(_absent(self.plugin, self.where))
            return NOTHING
        cart = columns.cart
        left = {cart.lines[at].line_no: base[at] for at in columns.indexes(lines)}
        answer, error = _isolated(lambda: dict(found.give(cart, self.parameters, dict(left))))
        if error is None and answer is not None:
            error = _nonsense(answer, left)
        if error is not None or answer is None:
            columns.faults.append(PluginFault(self.plugin, self.where, error or ""))
            return NOTHING
        given = [at for at in columns.indexes(lines) if cart.lines[at].line_no in answer]
        values = [min(answer[cart.lines[at].line_no], base[at]) for at in given]
        return Amounts(tuple(given), values) if given else NOTHING

    def tell(self, at: At) -> Trace:
        return _told("gives-plugin", self.plugin, at.columns.cart, self.parameters)


def _nonsense(answer: Mapping[Any, Any], left: Mapping[int, int]) -> str | None:
    """Return what is wrong with an answer; None when nothing is."""
    for line_no, amount in answer.items():
        if line_no not in left:
            return f"line {line_no!r}: not one of {sorted(left)}"
        if type(amount) is not int:
            return f"line {line_no}: {amount!r} is not a whole number of minor units"
    return None
