"""The one mechanism behind stock, reserves, debts and cash.

A ledger declares dimensions (what the balance is of) and measures (how much). Documents post
entries; the database keeps the balances and refuses what would break them.

    post, append, reverse      write            core.ledger.posting
    balance, turnover          read, also past  core.ledger.reading
    verify                     recompute        core.ledger.verification
"""

from core.ledger.declaration import Ledger, declared, ledger
from core.ledger.periods import close_period, closed_through
from core.ledger.posting import Rows, Shortage, append, post, reverse
from core.ledger.reading import balance, movements, turnover
from core.ledger.shape import Check, Dimension, Flag, Measure
from core.ledger.verification import Difference, verification, verify

__all__ = [
    "Check",
    "Difference",
    "Dimension",
    "Flag",
    "Ledger",
    "Measure",
    "Rows",
    "Shortage",
    "append",
    "balance",
    "close_period",
    "closed_through",
    "declared",
    "ledger",
    "movements",
    "post",
    "reverse",
    "turnover",
    "verification",
    "verify",
]
