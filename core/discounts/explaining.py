"""Why a line costs what it costs: which discounts were given, lost or ignored, and for what reason.

The computation is the one that priced the cart, so an explanation cannot differ from the price.
Only the line that is asked about is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.discounts.benefits import ONCE, At
from core.discounts.cart import Cart, Manual
from core.discounts.columns import Lines
from core.discounts.conditions import Condition
from core.discounts.engine import Evaluation, evaluate
from core.discounts.kinds import Channel, Compare
from core.discounts.manual import manual_steps
from core.discounts.outcomes import NOBODY, Outcome, adds_up, parts_on
from core.discounts.rewards import IssueCard, Message
from core.discounts.rulebook import Discount, Group, RuleBook
from core.kernel.errors import NotFound
from core.kernel.trace import Trace


def explain_line(cart: Cart, rules: RuleBook, line_no: int, *, price: Trace | None = None) -> Trace:
    """Return how the amount of a line came about; the root's amount is what is charged.

    Args:
        price: how the price itself came about (agreement, price type, formula), to be told too.

    Raises:
        NotFound: the cart has no such line.
    """
    return explain(evaluate(cart, rules), line_no, price=price)


def explain(found: Evaluation, line_no: int, *, price: Trace | None = None) -> Trace:
    """Return the same for a cart that was evaluated already.

    Raises:
        NotFound: the cart has no such line.
    """
    lines = found.columns.cart.lines
    index = next((at for at, line in enumerate(lines) if line.line_no == line_no), None)
    if index is None:
        raise NotFound(what="line", key=line_no)
    line = lines[index]
    gross = Trace(
        "gross",
        {"price": line.price_minor, "quantity": line.quantity},
        line.gross_minor,
        (price,) if price is not None else (),
    )
    children = [gross, *_manual(found, index)]
    if found.rules.root.children:
        children.append(_Teller(found, index, found.money).root())
    if found.points is not None:
        children.append(_Teller(found, index, found.points).root())
    facts = {
        "line_no": line.line_no,
        "item": line.title or line.item_id,
        "gross": line.gross_minor,
        "discount": line.gross_minor - found.charged[index],
    }
    return Trace("charged", facts, found.charged[index], tuple(children))


def _manual(found: Evaluation, index: int) -> Iterator[Trace]:
    for given, amounts in manual_steps(found.columns):
        if given.line_no is None or amounts[index]:
            yield Trace(_manual_code(given), _manual_facts(given), amounts[index])


def _manual_code(given: Manual) -> str:
    on = "document" if given.line_no is None else "line"
    value = given.percent if given.percent is not None else given.amount_minor or 0
    what = "percent" if given.percent is not None else "sum"
    return f"manual-{what}-{on}" + ("-markup" if value < 0 else "")


def _manual_facts(given: Manual) -> dict[str, object]:
    if given.percent is not None:
        return {"percent": abs(given.percent)}
    return {"value": abs(given.amount_minor or 0)}


class _Teller:
    """Tells the tree of one channel about one line."""

    def __init__(self, found: Evaluation, index: int, root: Outcome) -> None:
        self.found = found
        self.index = index
        self.channel = Channel.MONEY if root is found.money else Channel.POINTS
        self.final = parts_on(root, index)
        """Discount → what it gives on the line in the end."""
        self._root = root

    def root(self) -> Trace:
        """Return the whole tree."""
        return self._group(self._root, alive=True)

    def _node(self, outcome: Outcome, *, alive: bool) -> Trace | None:
        if isinstance(outcome.node, Group):
            silent = self.channel is Channel.POINTS and not any(
                leaf.channel is Channel.POINTS for leaf in outcome.node.leaves()
            )
            return None if silent else self._group(outcome, alive=alive)
        leaf = outcome.node
        if leaf.channel is Channel.NOTICE:
            return self._notice(leaf) if self.channel is Channel.MONEY else None
        if leaf.channel is not self.channel:
            return None
        value = outcome.at(self.index)
        if value is None:
            return self._ignored(leaf, outcome)
        steps = (*self._tell(leaf, outcome), *self._conditions(leaf))
        if not alive:
            return Trace("would-give", self._worth(leaf, value), None, steps)
        given = self.final.get(leaf.id, 0)
        if given != value:
            cut = Trace("cap-group", {"wanted": value, "given": given})
            steps = (*steps, cut)
        return self._given(leaf, given, steps)

    def _given(self, leaf: Discount, given: int, steps: tuple[Trace, ...]) -> Trace:
        if self.channel is Channel.POINTS:
            return Trace("given-points", {"name": leaf.name, "points": given}, None, steps)
        code = "given" if given >= 0 else "given-markup"
        return Trace(code, {"name": leaf.name}, given, steps)

    def _worth(self, leaf: Discount | Group, value: int) -> dict[str, object]:
        return {"name": leaf.name, "value": value}

    def _group(self, outcome: Outcome, *, alive: bool) -> Trace:
        group = outcome.node
        assert isinstance(group, Group)  # noqa: S101 - only groups have children
        winner = NOBODY if outcome.winners is None else outcome.winners[self.index]
        children = []
        for place, child in enumerate(outcome.children):
            chosen = adds_up(group) or place == winner
            told = self._node(child, alive=alive and chosen)
            if told is not None and not chosen and alive and self._counts(child):
                told = self._lost(group, child, outcome.children[winner], told)
            if told is not None:
                children.append(told)
        code = f"group-{group.rule.value}"
        if group.compare is Compare.DOCUMENT and not adds_up(group):
            code += "-document"
        if self.channel is Channel.POINTS:
            points = sum(self.final.get(leaf.id, 0) for leaf in group.leaves()) if alive else 0
            return Trace(
                "points-" + code, {"name": group.name, "points": points}, None, (*children,)
            )
        amount = sum(self.final.get(leaf.id, 0) for leaf in group.leaves()) if alive else None
        return Trace(code, {"name": group.name}, amount, tuple(children))

    def _counts(self, child: Outcome) -> bool:
        """Tell whether a child had anything to lose on the line."""
        return child.at(self.index) is not None

    def _lost(self, group: Group, child: Outcome, winner: Outcome, told: Trace) -> Trace:
        """Return how a child that applied lost against a sibling."""
        code = "displaced" if group.rule.value == "displace" else f"lost-{group.rule.value}"
        if group.compare is Compare.DOCUMENT:
            code += "-document"
        value = child.at(self.index) or 0
        facts = {"name": child.node.name, "value": value, "winner": winner.node.name}
        if self.channel is Channel.POINTS:
            code = f"points-{code}"
        return Trace(code, facts, None, told.children)

    def _tell(self, leaf: Discount, outcome: Outcome) -> tuple[Trace, ...]:
        if isinstance(leaf.benefit, Message | IssueCard):
            return ()
        at = At(self.found.columns, outcome.base, outcome.given, outcome.times or ONCE, self.index)
        return (leaf.benefit.tell(at),)

    def _ignored(self, leaf: Discount, outcome: Outcome) -> Trace:
        """Return why a discount gives nothing on the line."""
        ready = self.found.ready[leaf.id]
        reason = ready.reason
        steps: tuple[Trace, ...] = ()
        if not reason and not _within(ready.lines, self.index):
            in_scope = _within(leaf.scope.lines(self.found.columns), self.index)
            reason = "condition" if in_scope else "scope"
        if not reason:
            reason, steps = "nothing", self._tell(leaf, outcome)
        if reason == "condition":
            steps = self._conditions(leaf)
        facts = {"name": leaf.name, **self._reason_facts(leaf, reason)}
        return Trace(f"ignored-{reason}", facts, None, steps)

    def _reason_facts(self, leaf: Discount, reason: str) -> Mapping[str, object]:
        if reason == "dates":
            return {"starts": leaf.starts, "ends": leaf.ends, "on": self.found.columns.cart.on}
        return {}

    def _notice(self, leaf: Discount) -> Trace:
        ready = self.found.ready[leaf.id]
        if not ready.applies:
            steps = self._conditions(leaf) if ready.reason == "condition" else ()
            facts = {"name": leaf.name, **self._reason_facts(leaf, ready.reason)}
            return Trace(f"ignored-{ready.reason}", facts, None, steps)
        if isinstance(leaf.benefit, Message):
            return Trace("given-message", {"name": leaf.name, "text": leaf.benefit.text})
        return Trace("given-card", {"name": leaf.name})

    def _conditions(self, leaf: Discount) -> tuple[Trace, ...]:
        return tuple(self._condition(condition) for condition in leaf.conditions)

    def _condition(self, condition: Condition) -> Trace:
        columns = self.found.columns
        weighed = condition.check.weigh(columns)
        told = condition.check.tell(columns, self.index)
        met = weighed.holds and _within(weighed.lines, self.index)
        return Trace(told.code, {**told.facts, "name": condition.name, "met": met})


def _within(lines: Lines, index: int) -> bool:
    return lines is None or index in lines
