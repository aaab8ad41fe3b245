"""What happened so far, told by many threads to one counter."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field

from core.ledger import Difference


@dataclass
class Tally:
    """Counts what was done and what was refused; hands out the orders still to be made."""

    orders: int
    """How many orders the day shall see."""
    done: Counter[str] = field(default_factory=Counter)
    """Work by its name, such as "orders" or "scans"."""
    refused: Counter[str] = field(default_factory=Counter)
    """Refusals by code: the house said no, as it should."""
    faults: list[Difference] = field(default_factory=list)
    """What should not have been."""
    order_ids: list[int] = field(default_factory=list)
    scans: set[uuid.UUID] = field(default_factory=set)
    """Every scan that was answered and must stand in the journal, once."""
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _begun: int = 0

    def begin_order(self) -> bool:
        """Tell whether one more order is to be made; it is counted as begun."""
        with self._guard:
            if self._begun >= self.orders:
                return False
            self._begun += 1
            return True

    @property
    def all_begun(self) -> bool:
        """True when no order is left to be made."""
        with self._guard:
            return self._begun >= self.orders

    def count(self, what: str, times: int = 1) -> None:
        """Add *times* to what was done."""
        with self._guard:
            self.done[what] += times

    def refuse(self, code: str) -> None:
        """Count a refusal."""
        with self._guard:
            self.refused[code] += 1

    def made(self, order_id: int) -> None:
        """Remember an order of this day."""
        with self._guard:
            self.order_ids.append(order_id)

    def answered(self, scan_id: uuid.UUID) -> None:
        """Remember a scan that was answered."""
        with self._guard:
            self.scans.add(scan_id)

    def fault(self, what: str, stored: object, computed: object, **where: object) -> None:
        """Remember what should not have been."""
        with self._guard:
            self.faults.append(Difference(what, where, stored, computed))
