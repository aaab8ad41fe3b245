"""The benchmarks run, and their figures bear the promised names; their size is not asked."""

from __future__ import annotations

import pytest

from benchmarks import (
    discounting,
    lifecycle,
    long_lists,
    order_states,
    posting,
    repricing,
    scan,
    searching,
    tunnel,
)
from benchmarks.report import Report
from benchmarks.trade import ean13
from core.db.engine import Database

LATENCIES = {f"{name}_p{percent}_ms" for name in ("order", "floor") for percent in (50, 95, 99)}
SCAN = {
    *(f"{name}_p{p}_ms" for name in ("scan_to_paint", "stock") for p in (50, 95, 99)),
    "ratio_to_stock_p50",
    "ratio_to_stock_p99",
    "bytes_per_scan",
    "stock_bytes_per_scan",
    "cpu_ms_per_scan",
    "cpu_ratio",
    "burst_lost",
    "burst_reordered",
}


def quiet(_what: str) -> None:
    """Tell nothing."""


def test_an_order_takes_as_many_statements_for_10_lines_as_for_200(
    database: Database, fresh_database: Database
) -> None:
    """And the floor writes as many rows, but for what a verb may note beside."""
    report = Report("ledger")
    lifecycle.measure(database, fresh_database, report, quiet, rounds=2, long_rounds=1)
    figures = report.figures
    assert figures.keys() >= LATENCIES | {"ratio_to_floor", "growth_200"}
    assert figures["statements_10"] == figures["statements_200"] > 0
    assert abs(figures["rows_klad"] - figures["rows_floor"]) <= figures["rows_klad"] / 20


def test_repricing_gives_the_numbers_of_its_reference(fresh_database: Database) -> None:
    """The reference writes what it computes; ours must come to the very same prices."""
    report = Report("pricing")
    repricing.measure(fresh_database, report, quiet, items=40, rounds=1)
    figures = report.figures
    assert (figures["reprice_items"], figures["reprice_types"]) == (40, 5)
    assert figures["reprice_prices"] == 200
    assert figures.keys() >= {"reprice_ratio", "reprice_growth", "reprice_s", "reprice_floor_s"}


def test_scans_are_measured_on_a_real_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A burst loses nothing and keeps its order, whatever the machine does meanwhile."""
    monkeypatch.setattr(scan, "WARM", 1)
    figures = scan.run(quiet, scans=3, burst_lines=5).figures
    assert figures.keys() >= SCAN
    assert figures["burst_codes"] == 15
    assert figures["burst_lost"] == 0
    assert figures["burst_reordered"] == 0
    assert figures["burst_lines_not_picked"] == 0
    assert figures["bytes_per_scan"] <= 200


def test_orders_are_priced_by_trees_of_both_sizes() -> None:
    """Growth is a ratio of two times; what the discounts come to is exact."""
    report = Report("pricing")
    discounting.measure(report, quiet, rounds=2)
    assert report.figures.keys() >= {
        *(f"{name}_p{p}_ms" for name in ("price_order", "explain_line") for p in (50, 95, 99)),
        "growth_lines",
        "growth_rules",
    }
    assert report.figures["rounding_lost"] == 0


def test_codes_of_the_benchmark_are_real_ones() -> None:
    """A known EAN-13."""
    assert ean13(460_123_456_789) == "4601234567893"


def test_searches_and_long_lists_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a few items and orders, by one way of looking in ten: every page fills a screen."""
    monkeypatch.setattr(searching, "TEXTS", 6)
    monkeypatch.setattr(long_lists, "ROUNDS", 1)
    monkeypatch.setattr(long_lists, "CLOSER", 1)
    ways = list(long_lists.asked())
    monkeypatch.setattr(long_lists, "asked", lambda: iter(ways[::10]))
    report = Report("sales")
    searching.measure(report, quiet, few=100, many=200)
    long_lists.measure(report, quiet, few=400, many=800)
    figures = report.figures
    assert figures.keys() >= {"search_p95_ms", "search_growth", "list_page_p95_ms", "list_growth"}
    assert figures["search_keystrokes"] > 30
    assert len(ways) > 100
    assert figures["list_ways"] == len(ways[::10])
    assert figures["list_unfinished"] == 0


def test_posting_takes_as_many_statements_for_10_lines_as_for_200(fresh_database: Database) -> None:
    report = Report("sales")
    posting.measure(fresh_database, report, quiet, rounds=1)
    figures = report.figures
    assert figures["post_statements_10"] == figures["post_statements_200"] > 0
    assert figures.keys() >= {"post_growth", "enter_growth", "post_10_p50_ms", "post_200_p50_ms"}


def test_states_are_computed_of_orders_in_all_ten(fresh_database: Database) -> None:
    """Fifty orders of five lines; every tenth is in the same state."""
    report = Report("sales")
    order_states.measure(fresh_database, report, quiet, orders=50)
    figures = report.figures
    assert (figures["states_orders"], figures["states_kinds"]) == (50, 10)
    assert figures.keys() >= {"states_s", "states_stored_s"}


def test_the_wind_tunnel_runs_over_everything_that_was_sold(fresh_database: Database) -> None:
    report = Report("sales")
    tunnel.measure(fresh_database, report, quiet, receipts=40)
    figures = report.figures
    assert (figures["tunnel_sales"], figures["tunnel_discounts"]) == (40, 21)
    assert 0 < figures["tunnel_touched"] <= 40
    assert figures.keys() >= {"tunnel_s", "tunnel_chunk_s", "tunnel_lines"}
