"""The tables of the wind tunnel's answer, as rows of a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.discounts.tunnel_tally import SaleEffect, TunnelReport
from core.kernel.i18n import N_
from tui.formatting import day, money, percent
from tui.locale import _
from tui.widgets.grid import GridCell, GridColumn

DOCUMENTS, LINES, DISCOUNTS, CONFLICTS = "documents", "lines", "discounts", "conflicts"

TITLES: Mapping[str, str] = {
    DOCUMENTS: N_("Documents most affected"),
    LINES: N_("Worst lines"),
    DISCOUNTS: N_("By discount"),
    CONFLICTS: N_("Loses to"),
}
"""Table → msgid."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, and the document behind every row."""

    columns: Sequence[GridColumn]
    rows: Sequence[Sequence[GridCell]]
    of: Sequence[tuple[str, int, int]] = ()
    """(source, document, line number or 0) of every row; empty: rows are not of documents."""


def table(name: str, report: TunnelReport) -> Table:
    """Return a table by its name."""
    make = {DOCUMENTS: _documents, LINES: _lines, DISCOUNTS: _discounts, CONFLICTS: _conflicts}
    return make[name](report)


def _money_column(name: str, title: str, width: int = 12) -> GridColumn:
    return GridColumn(name, title, width, right=True, flexible=False)


def effect(minor: int) -> GridCell:
    """Return a change of turnover."""
    return GridCell(signed(minor), "bad" if minor < 0 else "plain")


def signed(minor: int) -> str:
    """Write a change with its sign."""
    return f"+{money(minor)}" if minor > 0 else money(minor)


def share(part: int, whole: int) -> str:
    """Write a part of a whole in percents, with its sign; "" where there is no whole."""
    if whole <= 0 or not part:
        return ""
    hundredths = (abs(part) * 20_000 + whole) // (2 * whole)
    sign = "-" if part < 0 else "+"
    return f"{sign}{percent(hundredths)}"


def _documents(report: TunnelReport) -> Table:
    columns = (
        GridColumn("number", _("Document"), 13, flexible=False),
        GridColumn("date", _("Date"), 10, flexible=False),
        GridColumn("partner", _("Partner"), 18),
        _money_column("before", _("Before")),
        _money_column("effect", _("Change"), 11),
        GridColumn("alarm", _("Attention"), 11),
    )
    rows = [
        (
            GridCell(one.number),
            GridCell(day(one.date), "faint"),
            GridCell(one.partner),
            GridCell(money(one.before_minor)),
            effect(one.effect_minor),
            GridCell(_alarm(one), "bad"),
        )
        for one in report.worst_sales
    ]
    return Table(columns, rows, [(one.source, one.document_id, 0) for one in report.worst_sales])


def _alarm(one: SaleEffect) -> str:
    words = []
    if one.below_cost:
        words.append(_("below cost"))
    if one.over_limit:
        words.append(_("over limits"))
    return ", ".join(words)


def _lines(report: TunnelReport) -> Table:
    columns = (
        GridColumn("number", _("Document"), 13, flexible=False),
        GridColumn("item", _("Item"), 20),
        _money_column("before", _("Before")),
        _money_column("after", _("After")),
        _money_column("effect", _("Change"), 11),
        _money_column("cost", _("Cost")),
    )
    rows = []
    for one in report.worst_lines:
        under = one.cost_minor is not None and one.after_minor < one.cost_minor
        cost = "—" if one.cost_minor is None else money(one.cost_minor)
        rows.append(
            (
                GridCell(f"{one.number}/{one.line_no}"),
                GridCell(one.item),
                GridCell(money(one.before_minor)),
                GridCell(money(one.after_minor)),
                effect(one.effect_minor),
                GridCell(cost, "bad" if under else "faint"),
            )
        )
    of = [(one.source, one.document_id, one.line_no) for one in report.worst_lines]
    return Table(columns, rows, of)


def _discounts(report: TunnelReport) -> Table:
    columns = (
        GridColumn("name", _("Discount"), 24),
        GridColumn("sales", _("Sales"), 7, right=True, flexible=False),
        _money_column("before", _("Gave"), 13),
        _money_column("after", _("Would give"), 13),
        GridColumn("lost", _("Displaced"), 9, right=True, flexible=False),
    )
    rows = [
        (
            GridCell(one.name, "work" if one.tried else "plain"),
            GridCell(str(one.sales)),
            GridCell(money(one.before_minor)),
            GridCell(
                money(one.after_minor), "bad" if one.after_minor < one.before_minor else "plain"
            ),
            GridCell(str(one.displaced_lines) if one.displaced_lines else ""),
        )
        for one in report.discounts
    ]
    return Table(columns, rows)


def _conflicts(report: TunnelReport) -> Table:
    columns = (
        GridColumn("name", _("Stronger"), 28),
        GridColumn("group", _("Where they meet"), 20),
        GridColumn("lines", _("Lines"), 7, right=True, flexible=False),
        _money_column("worth", _("Would have given"), 16),
    )
    rows = [
        (
            GridCell(one.name or _("All discounts")),
            GridCell(one.group or _("All discounts"), "faint"),
            GridCell(str(one.lines)),
            GridCell(money(one.worth_minor)),
        )
        for one in report.winners
    ]
    return Table(columns, rows)


def figures(report: TunnelReport) -> list[tuple[str, str, str, str]]:
    """Return (what, before, after, change) in words; the last three may be one text."""
    sold = report.before_minor
    margin, left = report.margin_before_minor, report.margin_after_minor
    rows = [
        (
            _("Turnover"),
            money(sold),
            money(report.after_minor),
            f"{signed(report.effect_minor)}  {share(report.effect_minor, sold)}".rstrip(),
        ),
    ]
    if report.costed_before_minor:
        rows.append((_("Margin"), money(margin), money(left), signed(left - margin)))
    return rows


def remarks(report: TunnelReport) -> list[str]:
    """Return what else is to be known, a sentence each."""
    lost = sum(one.lost_minor for one in report.discounts if not one.tried)
    found = [
        _("Sales: {sales}, touched: {touched}. Lines: {lines}, touched: {touched_lines}.").format(
            sales=report.sales,
            touched=report.touched_sales,
            lines=report.lines,
            touched_lines=report.touched_lines,
        ),
        _("It gives {given}; others lose {lost}. Really charged: {charged}.").format(
            given=money(report.given_minor),
            lost=money(lost),
            charged=money(report.charged_minor),
        ),
    ]
    alarms = []
    if report.below_cost_lines:
        alarms.append(
            _("Lines now below cost: {lines}, in sales: {sales}.").format(
                lines=report.below_cost_lines, sales=report.below_cost_sales
            )
        )
    if report.over_limit_lines:
        alarms.append(
            _("Lines beyond the limits by hand: {lines}.").format(lines=report.over_limit_lines)
        )
    if report.uncosted_lines:
        alarms.append(_("Cost unknown, lines: {lines}.").format(lines=report.uncosted_lines))
    if report.faults:
        alarms.append(_("Plug-ins failed, sales: {sales}.").format(sales=report.faults))
    return [*found, " ".join(alarms)]
