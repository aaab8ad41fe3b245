"""The life of an order by hand: the same rows, one multi-row statement per table, psycopg only.

What klad's verbs write is written here without klad: headers, lines, history, trail, ledger entries
and balances, in as many transactions. The database it runs on has the same tables, keys and checks
but no triggers of the ledgers: balances are kept by one statement each, locked in key order. Only
what a step cannot know is read: a step knows nothing of the one before it but the document's id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from benchmarks.trade import PIECE, Trade

Row = tuple[Any, ...]
Change = tuple[str, int, int, str, int | None, str, Any, Any]
"""subject, id, version, part, line, field, old, new"""


class Floor:
    """One connection that takes orders from nothing to shipped."""

    def __init__(self, url: str, trade: Trade, day: date) -> None:
        """Connect; every statement is prepared at its first use."""
        self.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        self.connection.execute("SET synchronous_commit = on")
        self.trade = trade
        self.day = day

    def close(self) -> None:
        """Disconnect."""
        self.connection.close()

    def life(self, items: Sequence[int]) -> None:
        """Take an order of one piece of each of *items* through its nine transactions."""
        order = self._in_transaction(self._create, items)
        self._in_transaction(self._confirm, order)
        self._in_transaction(self._to_ship, order)
        outbound = self._in_transaction(self._outbound, order)
        task = self._in_transaction(self._release, outbound)
        self._in_transaction(self._pick, task, outbound)
        self._in_transaction(self._check, outbound)
        self._in_transaction(self._finish_check, outbound)
        self._in_transaction(self._ship, outbound)

    def _in_transaction(self, step: Any, *given: Any) -> Any:  # noqa: ANN401 - any step
        with self.connection.transaction():
            return step(*given)

    def _all(self, statement: str, *values: object) -> list[Row]:
        return self.connection.execute(statement, values).fetchall()

    def _do(self, statement: str, *values: object) -> None:
        self.connection.execute(statement, values)

    def _document(
        self, kind: str, series: str, company: int | None, version: int, **more: object
    ) -> int:
        year = self.day.year
        ((number,),) = self._all(
            "INSERT INTO number_counter VALUES (%s, %s, %s, 1) ON CONFLICT (company_id, series,"
            " year) DO UPDATE SET last = number_counter.last + 1 RETURNING last",
            company or 0,
            series,
            year,
        )
        now = datetime.now(UTC)
        ((identity,),) = self._all(
            "INSERT INTO document (type, company_id, series, year, number, number_text, date,"
            " author_id, status, version, basis_id, posted, comment, created_at, changed_at,"
            " warehouse_id, partner_id) VALUES (%s, %s, %s, %s, %s, %s, %s, 0, %s, %s, %s, %s, '',"
            " %s, %s, %s, %s) RETURNING id",
            kind,
            company,
            series,
            year,
            number,
            f"{more.get('prefix', series)}-{number:06d}",
            self.day,
            more["status"],
            version,
            more.get("basis"),
            more.get("posted", False),
            now,
            now,
            self.trade.warehouse_id,
            self.trade.partner_id,
        )
        return int(identity)

    def _locked(self, document: int) -> tuple[int, str]:
        """Return version and number of a document, locked."""
        ((version, number),) = self._all(
            "SELECT version, number_text FROM document WHERE id = %s FOR UPDATE", document
        )
        return version, number

    def _header(self, document: int, version: int, status: str, *, posted: bool = True) -> None:
        self._do(
            "UPDATE document SET status = %s, version = %s, posted = %s, changed_at = now()"
            " WHERE id = %s AND version < %s",
            status,
            version,
            posted,
            document,
            version,
        )

    def _trail(self, *entries: tuple[str, str, int, dict[str, Any]]) -> None:
        self._do(
            "INSERT INTO audit_entry (at, user_id, who, action, subject, subject_id, facts)"
            " SELECT now(), 0, 'system', * FROM unnest(%s::text[], %s::text[], %s::bigint[],"
            " %s::jsonb[])",
            *_columns(entries[:], json=(3,)),
        )

    def _history(self, changes: Sequence[Change]) -> None:
        self._do(
            "INSERT INTO field_change (at, user_id, who, subject, subject_id, version, part,"
            " line_no, field, old, new) SELECT now(), 0, 'klad', * FROM unnest(%s::text[],"
            " %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::jsonb[],"
            " %s::jsonb[])",
            *_columns(changes, json=(6, 7)),
        )

    def _create(self, items: Sequence[int]) -> int:
        trade = self.trade
        self._all(
            "SELECT t.currency, t.includes_vat, coalesce((SELECT x.system FROM company_tax x"
            " WHERE x.company_id = c.id AND x.since <= %s ORDER BY x.since DESC LIMIT 1),"
            " 'general'), c.prefix FROM price_type t, company c WHERE t.id = %s AND c.id = %s",
            self.day,
            trade.price_type_id,
            trade.company_id,
        )
        priced = self._all(
            "SELECT i.id, i.vat, (SELECT price_minor FROM item_price p WHERE p.item_id = i.id"
            " AND p.price_type_id = %s AND p.since <= %s ORDER BY since DESC LIMIT 1)"
            " FROM item i WHERE i.id = ANY(%s) ORDER BY i.id",
            trade.price_type_id,
            self.day,
            list(items),
        )
        order = self._document(
            "customer_order", "ЗК", trade.company_id, 3, status="agreeing", prefix="БН"
        )
        lines = [
            (n, item, PIECE, price, 2200, price, (price * 2200 + 6_100) // 12_200)
            for n, (item, _, price) in enumerate(priced, 1)
        ]
        total = sum(line[5] for line in lines)
        self._do(
            "INSERT INTO customer_order (document_id, legal_entity_id, agreement_id, contract_id,"
            " price_type_id, includes_vat, currency, payment_form, card_id, chosen_discounts,"
            " ship_date, one_date, delivery_address, strategy, priority, reserve_early,"
            " stages_typed, total_minor, vat_minor, discount_minor, state)"
            " VALUES (%s, NULL, NULL, NULL, %s, true, 'RUB', 'any', NULL, '{}', NULL, false, '',"
            " 'stock_and_to_order', 'medium', false, false, %s, %s, 0, 'awaiting_approval')",
            order,
            trade.price_type_id,
            total,
            sum(line[6] for line in lines),
        )
        self._do(
            "INSERT INTO customer_order_line (document_id, line_no, item_id, variant_id,"
            " packaging_id, warehouse_id, quantity, price_minor, price_typed, manual_percent,"
            " discount_minor, vat_rate, amount_minor, vat_minor, action, source_line_id, ship_date,"
            " cancelled, cancel_reason_id, cancel_reason) SELECT %s, n, i, 0, 0, %s, q, p, false,"
            " 0, 0, r, a, v, 'reserve', 0, %s, false, NULL, ''"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],"
            " %s::bigint[], %s::bigint[]) g(n, i, q, p, r, a, v)",
            order,
            trade.warehouse_id,
            self.day,
            *_columns(lines),
        )
        self._do(
            "INSERT INTO payment_stage (document_id, line_no, kind, percent, amount_minor, due_on)"
            " VALUES (%s, 1, 'credit', 10000, %s, %s)",
            order,
            total,
            self.day,
        )
        self._trail(("document.created", "customer_order", order, {"number": order}))
        made: list[Change] = [("customer_order", order, 1, "", None, "", None, str(order))]
        self._history(
            made
            + [
                (
                    "customer_order",
                    order,
                    2,
                    "customer_order_line",
                    line[0],
                    "",
                    None,
                    {
                        "action": "reserve",
                        "item_id": line[1],
                        "quantity": line[2],
                        "vat_rate": line[4],
                        "cancelled": False,
                        "vat_minor": line[6],
                        "variant_id": 0,
                        "price_minor": line[3],
                        "price_typed": False,
                        "amount_minor": line[5],
                        "packaging_id": 0,
                        "warehouse_id": trade.warehouse_id,
                        "cancel_reason": "",
                        "discount_minor": 0,
                        "manual_percent": 0,
                        "source_line_id": 0,
                    },
                )
                for line in lines
            ]
            + [("customer_order", order, 3, "payment_stage", 1, "", None, self._stage(total))]
        )
        return order

    def _stage(self, total: int) -> dict[str, Any]:
        """Return what the history says of the only payment stage: all of it, on the day."""
        day = self.day.isoformat()
        return {"kind": "credit", "due_on": day, "percent": 10_000, "amount_minor": total}

    def _planned(self, order: int) -> None:
        """Write what is to be paid: an object of settlements of its own, as without a contract."""
        self._do(
            "INSERT INTO payment_plan_entry (document_id, line, date, object_id, currency,"
            " plan_id, order_id, stage_no, kind, due_on, due) SELECT document_id, 0, %s,"
            " document_id, 'RUB', document_id, document_id, line_no, kind, due_on::text,"
            " amount_minor FROM payment_stage WHERE document_id = %s",
            self.day,
            order,
        )
        self._do(
            "INSERT INTO payment_plan_balance (object_id, currency, plan_id, order_id, stage_no,"
            " kind, due_on, due) SELECT document_id, 'RUB', document_id, document_id, line_no,"
            " kind, due_on::text, amount_minor FROM payment_stage WHERE document_id = %s",
            order,
        )

    def _lines(self, order: int) -> list[Row]:
        return self._all(
            "SELECT id, line_no, item_id, quantity FROM customer_order_line WHERE document_id = %s"
            " ORDER BY line_no",
            order,
        )

    def _state(self, order: int, state: str) -> None:
        self._do("UPDATE customer_order SET state = %s WHERE document_id = %s", state, order)

    def _confirm(self, order: int) -> None:
        version, number = self._locked(order)
        lines = self._lines(order)
        self._header(order, version + 2, "to_fulfil")
        self._state(order, "ready_to_supply")
        self._free_stock(order, [(n, i, 0, q, 0) for _, n, i, q in lines])
        held = [(n, line, i, q) for line, n, i, q in lines]
        self._reserves(order, held)
        self._do(
            "INSERT INTO reserves_balance (order_id, order_line_id, warehouse_id, item_id,"
            " variant_id, kind, quantity) SELECT %s, l, %s, i, 0, 'now', q FROM unnest(%s::int[],"
            " %s::bigint[], %s::bigint[], %s::bigint[]) g(n, l, i, q)",
            order,
            self.trade.warehouse_id,
            *_columns(held),
        )
        self._planned(order)
        facts = {"number": number}
        self._trail(
            (
                "document.advanced",
                "customer_order",
                order,
                facts | {"old": "agreeing", "new": "to_fulfil"},
            ),
            ("document.posted", "customer_order", order, facts),
        )
        self._history(
            [
                (
                    "customer_order",
                    order,
                    version + 1,
                    "",
                    None,
                    "status",
                    "agreeing",
                    "to_fulfil",
                ),
                ("customer_order", order, version + 2, "", None, "posted", False, True),
            ]
        )

    def _to_ship(self, order: int) -> None:
        version, number = self._locked(order)
        lines = self._lines(order)
        self._do(
            "UPDATE customer_order_line SET action = 'ship' WHERE document_id = %s"
            " AND line_no = ANY(%s)",
            order,
            [line[1] for line in lines],
        )
        self._header(order, version + 2, "to_fulfil")
        given = [(n, line, i, q, 0, 0) for line, n, i, q in lines]
        self._dispositions(order, given)
        self._do(
            "INSERT INTO dispositions_balance (disposition_line_id, item_id, variant_id,"
            " company_id, disposed) SELECT l, i, 0, %s, q FROM unnest(%s::bigint[], %s::bigint[],"
            " %s::bigint[]) g(l, i, q)",
            self.trade.company_id,
            *_columns([(line, i, q) for line, _, i, q in lines]),
        )
        self._free_stock(order, [(n, i, 0, -q, q) for _, n, i, q in lines])
        held = [(n, line, i, -q) for line, n, i, q in lines]
        self._reserves(order, held)
        self._do(
            "WITH asked AS (SELECT * FROM unnest(%s::int[], %s::bigint[], %s::bigint[],"
            " %s::bigint[]) g(n, l, i, q)), locked AS (SELECT b.order_line_id FROM"
            " reserves_balance b JOIN asked ON l = b.order_line_id ORDER BY b.order_line_id"
            " FOR UPDATE OF b) UPDATE reserves_balance b SET quantity = b.quantity + q FROM asked,"
            " locked WHERE b.order_line_id = l AND locked.order_line_id = l",
            *_columns(held),
        )
        self._trail(("document.posted", "customer_order", order, {"number": number}))
        self._history(
            [
                (
                    "customer_order",
                    order,
                    version + 1,
                    "customer_order_line",
                    line[1],
                    "action",
                    "reserve",
                    "ship",
                )
                for line in lines
            ]
        )

    def _outbound(self, order: int) -> int:
        self._locked(order)
        lines = self._all(
            "SELECT l.id, l.item_id, b.disposed - b.ordered FROM customer_order_line l JOIN"
            " dispositions_balance b ON b.disposition_line_id = l.id WHERE l.document_id = %s"
            " AND b.disposed > b.ordered ORDER BY l.line_no",
            order,
        )
        outbound = self._document(
            "outbound_order", "РО", None, 4, status="prepared", basis=order, posted=True
        )
        self._do(
            "INSERT INTO outbound_order (document_id, shipping_cell_id, recipient)"
            " VALUES (%s, %s, 'Customer')",
            outbound,
            self.trade.shipping_cell_id,
        )
        rows = [(n, *line) for n, line in enumerate(lines, 1)]
        self._do(
            "INSERT INTO outbound_disposition_line (document_id, line_no, disposition_document_id,"
            " disposition_line_id, company_id, item_id, variant_id, quantity)"
            " SELECT %s, n, %s, l, %s, i, 0, q FROM unnest(%s::bigint[], %s::bigint[],"
            " %s::bigint[], %s::bigint[]) g(n, l, i, q)",
            outbound,
            order,
            self.trade.company_id,
            *_columns(rows),
        )
        self._do(
            "INSERT INTO outbound_goods_line (document_id, line_no, item_id, variant_id,"
            " packaging_id, lot_id, quantity, action, package_no)"
            " SELECT %s, n, i, 0, 0, 0, q, 'pick', 0 FROM unnest(%s::bigint[], %s::bigint[],"
            " %s::bigint[], %s::bigint[]) g(n, l, i, q)",
            outbound,
            *_columns(rows),
        )
        ordered = [(n, line, i, 0, q, 0) for n, line, i, q in rows]
        self._dispositions(outbound, ordered)
        self._dispositions_balance(ordered)
        self._state(order, "shipping")
        self._trail(("document.created", "outbound_order", outbound, {"number": outbound}))
        part_a, part_b = "outbound_disposition_line", "outbound_goods_line"
        self._history(
            [
                ("outbound_order", outbound, 1, "", None, "", None, str(outbound)),
                ("outbound_order", outbound, 2, "", None, "posted", False, True),
                *(
                    (
                        "outbound_order",
                        outbound,
                        3,
                        part_a,
                        n,
                        "",
                        None,
                        {
                            "item_id": i,
                            "quantity": q,
                            "company_id": self.trade.company_id,
                            "variant_id": 0,
                            "disposition_line_id": line,
                            "disposition_document_id": order,
                        },
                    )
                    for n, line, i, q in rows
                ),
                *(
                    (
                        "outbound_order",
                        outbound,
                        4,
                        part_b,
                        n,
                        "",
                        None,
                        {
                            "action": "pick",
                            "lot_id": 0,
                            "item_id": i,
                            "quantity": q,
                            "package_no": 0,
                            "variant_id": 0,
                            "packaging_id": 0,
                        },
                    )
                    for n, _, i, q in rows
                ),
            ]
        )
        return outbound

    def _release(self, outbound: int) -> int:
        version, number = self._locked(outbound)
        stops = self._all(
            "SELECT b.cell_id, l.item_id, l.quantity, c.walk_order FROM outbound_goods_line l"
            " JOIN in_cells_balance b ON b.item_id = l.item_id AND b.quantity >= l.quantity"
            " JOIN cell c ON c.id = b.cell_id AND c.kind = 'storage'"
            " WHERE l.document_id = %s ORDER BY c.walk_order",
            outbound,
        )
        self._header(outbound, version + 1, "to_pick")
        task = self._document("pick_task", "ОТ", None, 1, status="prepared", basis=outbound)
        self._do(
            "INSERT INTO pick_task (document_id, outbound_id, section, destination_cell_id,"
            " weight_grams) VALUES (%s, %s, '', %s, 0)",
            task,
            outbound,
            self.trade.shipping_cell_id,
        )
        self._do(
            "INSERT INTO pick_task_line (document_id, line_no, cell_id, item_id, planned,"
            " walk_order) SELECT %s, n, c, i, q, w FROM unnest(%s::bigint[], %s::bigint[],"
            " %s::bigint[], %s::bigint[], %s::bigint[]) g(n, c, i, q, w)",
            task,
            *_columns([(n, *stop) for n, stop in enumerate(stops, 1)]),
        )
        self._trail(
            (
                "document.advanced",
                "outbound_order",
                outbound,
                {"number": number, "old": "prepared", "new": "to_pick"},
            ),
            ("document.created", "pick_task", task, {"number": task}),
        )
        self._history(
            [
                (
                    "outbound_order",
                    outbound,
                    version + 1,
                    "",
                    None,
                    "status",
                    "prepared",
                    "to_pick",
                ),
                ("pick_task", task, 1, "", None, "", None, str(task)),
            ]
        )
        return task

    def _pick(self, task: int, outbound: int) -> None:
        version, number = self._locked(task)
        lines = self._all(
            "SELECT id, line_no, cell_id, item_id, planned FROM pick_task_line"
            " WHERE document_id = %s ORDER BY walk_order",
            task,
        )
        self._header(task, version + 2, "done")
        self._do("UPDATE pick_task SET executor_id = 0 WHERE document_id = %s", task)
        self._do(
            "UPDATE pick_task_line SET picked = planned, state = 'done' WHERE id = ANY(%s)",
            [line[0] for line in lines],
        )
        self._do(
            "INSERT INTO pick_event (document_id, line_id, kind, standing, user_id, at, quantity,"
            " before, after, outcome) SELECT %s, l, k, s, 0, now(), q, b, a, o FROM unnest("
            "%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::jsonb[], %s::jsonb[],"
            " %s::jsonb[]) g(l, k, s, q, b, a, o)",
            task,
            *_columns([*map(_picked, lines), _finished(task)], json=(4, 5, 6)),
        )
        ship = self.trade.shipping_cell_id
        out = [(n, c, i, -q) for _, n, c, i, q in lines]
        into = [(n, ship, i, q) for _, n, _, i, q in lines]
        self._in_cells(task, [*out, *into])
        outbound_version, outbound_number = self._locked(outbound)
        goods = self._all(
            "UPDATE outbound_goods_line SET action = 'ship' WHERE document_id = %s"
            " RETURNING line_no",
            outbound,
        )
        self._header(outbound, outbound_version + 2, "to_check")
        self._trail(
            (
                "document.advanced",
                "pick_task",
                task,
                {"number": number, "old": "prepared", "new": "in_work"},
            ),
            (
                "document.advanced",
                "pick_task",
                task,
                {"number": number, "old": "in_work", "new": "done"},
            ),
            (
                "document.advanced",
                "outbound_order",
                outbound,
                {"number": outbound_number, "old": "to_pick", "new": "to_check"},
            ),
        )
        self._history(
            [
                ("pick_task", task, version + 1, "", None, "status", "prepared", "in_work"),
                ("pick_task", task, version + 1, "", None, "executor_id", None, 0),
                ("pick_task", task, version + 2, "", None, "status", "in_work", "done"),
                ("pick_task", task, version + 2, "", None, "posted", False, True),
                *(
                    (
                        "outbound_order",
                        outbound,
                        outbound_version + 1,
                        "outbound_goods_line",
                        n,
                        "action",
                        "pick",
                        "ship",
                    )
                    for (n,) in goods
                ),
                (
                    "outbound_order",
                    outbound,
                    outbound_version + 2,
                    "",
                    None,
                    "status",
                    "to_pick",
                    "to_check",
                ),
            ]
        )

    def _check(self, outbound: int) -> None:
        version, number = self._locked(outbound)
        goods = self._all(
            "SELECT item_id, quantity FROM outbound_goods_line WHERE document_id = %s", outbound
        )
        self._header(outbound, version + 1, "checking")
        self._do(
            "UPDATE outbound_order SET checked_from = 'to_check', check_round = 1"
            " WHERE document_id = %s",
            outbound,
        )
        self._do(
            "INSERT INTO outbound_check_scan (document_id, round_no, user_id, at, item_id,"
            " variant_id, lot_id, quantity) SELECT %s, 1, 0, now(), i, 0, 0, q"
            " FROM unnest(%s::bigint[], %s::bigint[]) g(i, q)",
            outbound,
            *_columns(goods),
        )
        self._trail(
            (
                "document.advanced",
                "outbound_order",
                outbound,
                {"number": number, "old": "to_check", "new": "checking"},
            )
        )
        self._history(
            [
                (
                    "outbound_order",
                    outbound,
                    version + 1,
                    "",
                    None,
                    "status",
                    "to_check",
                    "checking",
                ),
                ("outbound_order", outbound, version + 1, "", None, "checked_from", None, "x"),
                ("outbound_order", outbound, version + 1, "", None, "check_round", 0, 1),
            ]
        )

    def _finish_check(self, outbound: int) -> None:
        version, number = self._locked(outbound)
        self._all(
            "SELECT l.item_id, l.quantity, (SELECT sum(s.quantity) FROM outbound_check_scan s"
            " WHERE s.document_id = l.document_id AND s.item_id = l.item_id)"
            " FROM outbound_goods_line l WHERE l.document_id = %s",
            outbound,
        )
        self._header(outbound, version + 1, "to_ship")
        self._do("UPDATE outbound_order SET checked_from = NULL WHERE document_id = %s", outbound)
        self._trail(
            (
                "document.advanced",
                "outbound_order",
                outbound,
                {"number": number, "old": "checking", "new": "to_ship"},
            )
        )
        self._history(
            [
                ("outbound_order", outbound, version + 1, "", None, "status", "checking", "x"),
                ("outbound_order", outbound, version + 1, "", None, "checked_from", "x", None),
            ]
        )

    def _ship(self, outbound: int) -> None:
        version, number = self._locked(outbound)
        lines = self._all(
            "SELECT disposition_line_id, item_id, quantity, disposition_document_id"
            " FROM outbound_disposition_line WHERE document_id = %s ORDER BY line_no",
            outbound,
        )
        self._locked(lines[0][3])
        self._header(outbound, version + 1, "shipped")
        gone = [(0, line, i, 0, 0, q) for line, i, q, _ in lines]
        self._dispositions(outbound, gone)
        self._dispositions_balance(gone)
        self._free_stock(outbound, [(0, i, -q, 0, -q) for _, i, q, _ in lines])
        self._in_cells(outbound, [(0, self.trade.shipping_cell_id, i, -q) for _, i, q, _ in lines])
        self._on_hand(outbound, [(i, -q) for _, i, q, _ in lines])
        self._state(lines[0][3], "awaiting_payment")
        self._trail(
            (
                "document.advanced",
                "outbound_order",
                outbound,
                {"number": number, "old": "to_ship", "new": "shipped"},
            )
        )
        self._history(
            [
                (
                    "outbound_order",
                    outbound,
                    version + 1,
                    "",
                    None,
                    "status",
                    "to_ship",
                    "shipped",
                )
            ]
        )

    def _reserves(self, document: int, rows: Sequence[Row]) -> None:
        self._do(
            "INSERT INTO reserves_entry (document_id, date, line, order_id, order_line_id,"
            " warehouse_id, item_id, variant_id, kind, quantity)"
            " SELECT %s, %s, n, %s, l, %s, i, 0, 'now', q"
            " FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[]) g(n, l, i, q)",
            document,
            self.day,
            document,
            self.trade.warehouse_id,
            *_columns(rows),
        )

    def _dispositions(self, document: int, rows: Sequence[Row]) -> None:
        self._do(
            "INSERT INTO dispositions_entry (document_id, date, line, disposition_line_id,"
            " item_id, variant_id, company_id, disposed, ordered, shipped, invoiced)"
            " SELECT %s, %s, n, l, i, 0, %s, d, o, s, 0 FROM unnest(%s::int[], %s::bigint[],"
            " %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) g(n, l, i, d, o, s)",
            document,
            self.day,
            self.trade.company_id,
            *_columns(rows),
        )

    def _dispositions_balance(self, rows: Sequence[Row]) -> None:
        self._do(
            "WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
            " g(l, o, s)), locked AS (SELECT b.disposition_line_id FROM dispositions_balance b"
            " JOIN asked ON l = b.disposition_line_id ORDER BY b.disposition_line_id"
            " FOR UPDATE OF b) UPDATE dispositions_balance b SET ordered = ordered + o,"
            " shipped = shipped + s FROM asked, locked WHERE b.disposition_line_id = l"
            " AND locked.disposition_line_id = l",
            *_columns([(line, o, s) for _, line, _, _, o, s in rows]),
        )

    def _free_stock(self, document: int, rows: Sequence[Row]) -> None:
        """Write entries of (line, item, on hand, reserved, to ship) and add them up."""
        self._do(
            "INSERT INTO free_stock_entry (document_id, date, line, warehouse_id, item_id,"
            " variant_id, on_hand, reserved, earmarked, to_ship) SELECT %s, %s, n, %s, i, 0, h, r,"
            " 0, t FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])"
            " g(n, i, h, r, t)",
            document,
            self.day,
            self.trade.warehouse_id,
            *_columns(rows),
        )
        self._do(
            "WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[],"
            " %s::bigint[]) g(i, h, r, t)), locked AS (SELECT b.item_id FROM free_stock_balance b"
            " JOIN asked ON i = b.item_id WHERE b.warehouse_id = %s ORDER BY b.item_id"
            " FOR UPDATE OF b) UPDATE free_stock_balance b SET on_hand = b.on_hand + h,"
            " reserved = b.reserved + r, to_ship = b.to_ship + t FROM asked, locked"
            " WHERE b.warehouse_id = %s AND b.item_id = i AND locked.item_id = i",
            *_columns([row[1:] for row in rows]),
            self.trade.warehouse_id,
            self.trade.warehouse_id,
        )

    def _in_cells(self, document: int, rows: Sequence[Row]) -> None:
        """Write entries of (line, cell, item, quantity) and add them up."""
        self._do(
            "INSERT INTO in_cells_entry (document_id, date, line, cell_id, item_id, variant_id,"
            " packaging_id, lot_id, earmark_id, quantity) SELECT %s, %s, n, c, i, 0, 0, 0, 0, q"
            " FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::bigint[]) g(n, c, i, q)",
            document,
            self.day,
            *_columns(rows),
        )
        arrays = _columns([row[1:] for row in rows])
        self._do(
            "INSERT INTO in_cells_balance (cell_id, item_id, variant_id, packaging_id, lot_id,"
            " earmark_id, quantity) SELECT c, i, 0, 0, 0, 0, 0 FROM unnest(%s::bigint[],"
            " %s::bigint[]) g(c, i) ORDER BY c, i ON CONFLICT DO NOTHING",
            *arrays[:2],
        )
        self._do(
            "WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
            " g(c, i, q)), locked AS (SELECT b.cell_id, b.item_id FROM in_cells_balance b"
            " JOIN asked ON c = b.cell_id AND i = b.item_id ORDER BY b.cell_id, b.item_id"
            " FOR UPDATE OF b) UPDATE in_cells_balance b SET quantity = b.quantity + q FROM asked,"
            " locked WHERE b.cell_id = c AND b.item_id = i AND locked.cell_id = c"
            " AND locked.item_id = i",
            *arrays,
        )

    def _on_hand(self, document: int, rows: Sequence[Row]) -> None:
        self._do(
            "INSERT INTO on_hand_entry (document_id, date, line, warehouse_id, room_id, item_id,"
            " variant_id, lot_id, quality, earmark_id, quantity) SELECT %s, %s, 0, %s, 0, i, 0, 0,"
            " '', 0, q FROM unnest(%s::bigint[], %s::bigint[]) g(i, q)",
            document,
            self.day,
            self.trade.warehouse_id,
            *_columns(rows),
        )
        self._do(
            "WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) g(i, q)), locked AS"
            " (SELECT b.item_id FROM on_hand_balance b JOIN asked ON i = b.item_id"
            " WHERE b.warehouse_id = %s ORDER BY b.item_id FOR UPDATE OF b) UPDATE on_hand_balance"
            " b SET quantity = b.quantity + q FROM asked, locked WHERE b.warehouse_id = %s"
            " AND b.item_id = i AND locked.item_id = i",
            *_columns(rows),
            self.trade.warehouse_id,
            self.trade.warehouse_id,
        )


def _picked(line: Row) -> Row:
    before = {"task": {}, "line": {"picked": 0, "state": "open", "container": ""}}
    done = {"picked": line[4], "state": "done", "container": ""}
    return (line[0], "pick", "done", line[4], before, {"task": {}, "created": [], "line": done}, {})


def _finished(task: int) -> Row:
    outcome = {"task": task, "status": "done", "order_picked": True, "short_lines": 0}
    return (0, "finish", "record", 0, {}, {}, outcome)


def _columns(rows: Sequence[Row], json: Sequence[int] = ()) -> list[list[Any]]:
    """Return rows as one array per column; those at *json* as JSON."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    for at in json:
        columns[at] = [None if value is None else Jsonb(value) for value in columns[at]]
    return columns
