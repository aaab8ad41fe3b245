"""`klad price try`: a pricing case out of a file, priced, and told as text or as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.discounts.engine import Evaluation, evaluate, priced
from core.discounts.errors import TryFileWrong
from core.discounts.explaining import explain
from core.discounts.priced import PricedCart
from core.discounts.try_file import TryCase, read_try
from core.kernel.errors import NotFound
from core.kernel.trace import Trace
from tui.flows.traces import trace_lines, trace_text
from tui.formatting import money, quantity
from tui.locale import _


@dataclass(frozen=True, slots=True)
class Tried:
    """A case and its prices."""

    case: TryCase
    found: Evaluation
    priced: PricedCart

    def explained(self, line_no: int) -> Trace:
        """Return the X-ray of a line.

        Raises:
            NotFound: the cart has no such line.
        """
        return explain(self.found, line_no, price=self.case.prices.get(line_no))


def try_prices(path: Path) -> Tried:
    """Read a file and price its cart.

    Raises:
        TryFileWrong: the file cannot be used, with what is wrong where.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TryFileWrong(
            file=path.name, place=f"{error.start}", found=error.reason, expected="UTF-8"
        ) from error
    case = read_try(path.name, text)
    found = evaluate(case.cart, case.rules)
    return Tried(case, found, priced(found))


def tried_text(tried: Tried, line_no: int | None = None, width: int = 80) -> Iterator[str]:
    """Yield the lines of the answer: the X-ray of one line or of all, then what else is given.

    Raises:
        NotFound: the cart has no line of that number.
    """
    cart = tried.case.cart
    numbers = [line.line_no for line in cart.lines] if line_no is None else [line_no]
    for number in numbers:
        yield from trace_text(tried.explained(number), width)
        yield ""
    if line_no is not None:
        return
    yield from (_row(title, amount, width) for title, amount in _totals(tried.priced))
    yield from _besides(tried)


def _totals(found: PricedCart) -> list[tuple[str, str]]:
    rows = [
        (_("Without discounts"), money(found.gross_minor)),
        (_("Discounts"), money(found.total_minor - found.gross_minor)),
    ]
    if found.rounding_minor:
        rows.append((_("of them rounding"), money(-found.rounding_minor)))
    return [*rows, (_("To pay"), money(found.total_minor))]


def _row(title: str, amount: str, width: int) -> str:
    return f"{title:<{width - len(amount)}}{amount}"


def _besides(tried: Tried) -> Iterator[str]:
    """Yield messages, gifts, cards, points, and plug-ins that failed."""
    found, rules = tried.priced, tried.case.rules
    for said in found.messages:
        yield _("Message: {text}").format(text=said.text)
    for gift in found.gifts:
        text = _("{name}: add {missing} more for nothing")
        yield text.format(name=gift.name, missing=quantity(gift.missing))
    for card in found.cards:
        yield _("A card is to be given: {kind}").format(kind=card.title)
    for due in found.bonuses:
        leaf = rules.find(due.discount_id)
        text = _("{name}: {points} points")
        name = leaf.name if leaf is not None else ""
        yield text.format(name=name, points=money(due.points))
    for fault in found.faults:
        text = _("Plug-in {plugin} of “{where}” was left out: {error}")
        error = fault.error or _("it is not installed")
        yield text.format(plugin=fault.plugin, where=fault.where, error=error)


def tried_plain(tried: Tried, line_no: int | None = None) -> dict[str, object]:
    """Return the answer as values that JSON can hold; amounts are in minor units.

    Raises:
        NotFound: the cart has no line of that number.
    """
    found, case = tried.priced, tried.case
    names = {leaf.id: leaf for leaf in case.rules.leaves()}
    chosen = [line for line in found.lines if line_no in {None, line.line_no}]
    if not chosen:
        raise NotFound(what="line", key=line_no)
    titles = {line.line_no: line.title for line in case.cart.lines}
    return {
        "gross_minor": found.gross_minor,
        "total_minor": found.total_minor,
        "rounding_minor": found.rounding_minor,
        "lines": [
            {
                "line": line.line_no,
                "item": titles[line.line_no],
                "gross_minor": line.gross_minor,
                "manual_minor": line.manual_minor,
                "automatic_minor": line.automatic_minor,
                "amount_minor": line.amount_minor,
                "discounts": [
                    {"discount": names[key].code, "amount_minor": amount}
                    for key, amount in found.parts_of(line.line_no)
                ],
                "trace": _trace(tried.explained(line.line_no)),
            }
            for line in chosen
        ],
        "messages": [said.text for said in found.messages],
        "gifts": [
            {"discount": names[one.discount_id].code, "missing_thousandths": one.missing}
            for one in found.gifts
        ],
        "cards": [one.title for one in found.cards],
        "points": [
            {"discount": names[one.discount_id].code, "hundredths": one.points}
            for one in found.bonuses
        ],
        "faults": [
            {"plugin": one.plugin, "where": one.where, "error": one.error} for one in found.faults
        ],
    }


def _trace(trace: Trace) -> dict[str, object]:
    said = trace_lines(Trace(trace.code, trace.facts, trace.amount))[0]
    return {
        "code": trace.code,
        "text": said.text,
        "amount_minor": trace.amount,
        "facts": dict(trace.facts),
        "steps": [_trace(step) for step in trace.children],
    }
