"""Expense orders from disposition to shipping: the verbs of the status table (domain §1.2).

    —         create_outbound     prepared; to the end at once where statuses are not used
    prepared  save_outbound, fill_b_from_a, fill_a_from_b, split_packages, fill_lots
    prepared  release             to pick; on an address warehouse with pick tasks
    prepared  withdraw_outbound   nothing is left of it: its dispositions are open again
    to pick   recall              prepared, while nobody has begun
    to pick   picks_finished      to check or to ship, as the warehouse says; stays when short
    to check  core.fulfilment.checking: start_check, check_scan, finish_check, cancel_check
    checked   ready_to_ship       to ship; picked = ordered on an address warehouse
    any of these  reduce_to_picked, reduce_outbound: the order becomes what there is
    to ship   ship                shipped: the goods leave
    shipped   unship              to ship again, while nothing was billed

Lock order of every verb: the expense order's row, then customer orders by id, then lines, then the
ledgers in key order (`core.ledger`). Making an order locks the customer orders first: nobody else
knows the new one yet.
"""

from core.fulfilment.creating import OutboundCreated, create_outbound, withdraw_outbound
from core.fulfilment.dispositions import open_dispositions
from core.fulfilment.filling import (
    fill_a_from_b,
    fill_b_from_a,
    fill_lots,
    save_outbound,
    split_packages,
)
from core.fulfilment.finishing import (
    PicksFinished,
    picks_finished,
    ready_to_ship,
    reduce_outbound,
    reduce_to_picked,
)
from core.fulfilment.releasing import Released, recall, release
from core.fulfilment.shipping import Shipped, ship, unship

__all__ = [
    "OutboundCreated",
    "PicksFinished",
    "Released",
    "Shipped",
    "create_outbound",
    "fill_a_from_b",
    "fill_b_from_a",
    "fill_lots",
    "open_dispositions",
    "picks_finished",
    "ready_to_ship",
    "recall",
    "reduce_outbound",
    "reduce_to_picked",
    "release",
    "save_outbound",
    "ship",
    "split_packages",
    "unship",
    "withdraw_outbound",
]
