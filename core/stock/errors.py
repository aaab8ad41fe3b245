"""What stock refuses."""

from __future__ import annotations

from core.kernel.errors import Refused


class StockLinesWrong(Refused):
    """Lines of a stock entry do not fit the warehouse or the item.

    Facts: warehouse, count, line (the first), reason (`rules.LineFault`), lines (all of them, as
    (line, reason)).
    """

    code = "stock-lines-wrong"


class CellsSwitchRefused(Refused):
    """Cells of a warehouse cannot be switched while goods lie there. Facts: warehouse, quantity."""

    code = "cells-switch-refused"
