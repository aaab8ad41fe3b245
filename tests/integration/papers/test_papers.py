"""Paper from the database: what the demo's documents print, and the spooler that brings it out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import text

from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import Role, permissions_of
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.print_jobs import PrintJob, PrintStatus, ask_print
from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound
from printing.spool.settings import Printer
from tui.flows.papers import NoPaper, preview, render
from tui.flows.spool import NoPrinter, choose, spool_one
from tui.locale import use_language


@pytest.fixture(scope="module")
def demo(demo_database: Database) -> Iterator[Database]:
    """The demo company, in Russian."""
    use_language("ru")
    yield demo_database
    use_language("en")


def newest(demo: Database, kind: str) -> int:
    with demo.engine.connect() as connection:
        return int(
            connection.execute(
                text("SELECT max(id) FROM document WHERE type = :kind"), {"kind": kind}
            ).scalar_one()
        )


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_torg12_of_the_demo_invoice_has_its_figures(demo: Database) -> None:
    key = newest(demo, "sales_invoice")
    with transaction(demo.sessions) as session:
        done = render(session, SYSTEM, "torg12", key, "ru")
        total = session.execute(
            text("SELECT total_minor FROM sales_invoice WHERE document_id = :key"), {"key": key}
        ).scalar_one()
    said = words_of(done.pdf).replace("\u00a0", " ")
    assert "ТОВАРНАЯ НАКЛАДНАЯ" in said
    assert "0330212" in said
    assert f"{total // 100:,}".replace(",", " ") + f",{total % 100:02d}" in said


def test_the_same_invoice_prints_the_same_bytes_and_a_duplicate_says_so(demo: Database) -> None:
    key = newest(demo, "sales_invoice")
    with transaction(demo.sessions) as session:
        first = render(session, SYSTEM, "torg12", key, "ru")
        again = render(session, SYSTEM, "torg12", key, "en")
        marked = render(session, SYSTEM, "torg12", key, "ru", duplicate=True)
    assert first.pdf == again.pdf
    assert "ДУБЛИКАТ" in words_of(marked.pdf)


@pytest.mark.parametrize("width", [38, 80, 132])
def test_the_pick_list_fits_every_screen(demo: Database, width: int) -> None:
    with transaction(demo.sessions) as session:
        lines = preview(session, SYSTEM, "pick_list", newest(demo, "outbound_order"), width)
    assert max(map(len, lines)) <= width
    assert any("Лист отбора" in line for line in lines)


def test_the_pick_list_has_a_barcode_of_every_task(demo: Database) -> None:
    """Of the order at its head, and of each task where its lines begin."""
    with transaction(demo.sessions) as session:
        order, tasks = session.execute(
            text(
                "SELECT outbound_id, array_agg(document_id ORDER BY document_id) FROM pick_task"
                " GROUP BY outbound_id HAVING count(*) > 1 ORDER BY outbound_id LIMIT 1"
            )
        ).one()
        lines = preview(session, SYSTEM, "pick_list", order, 80)
    codes = [line.removeprefix("||| ") for line in lines if line.startswith("||| ")]
    assert codes[0] == f"~D:{order}"
    assert sorted(codes[1:]) == sorted(f"~D:{task}" for task in tasks)


def test_a_bill_of_the_demo_prints_what_is_asked_and_where_to_pay(demo: Database) -> None:
    key = newest(demo, "bill")
    with transaction(demo.sessions) as session:
        done = render(session, SYSTEM, "bill", key, "en")
        number, amount, account = session.execute(
            text(
                "SELECT d.number_text, b.amount_minor, c.bank_account FROM bill b"
                " JOIN document d ON d.id = b.document_id"
                " JOIN company c ON c.id = d.company_id WHERE b.document_id = :key"
            ),
            {"key": key},
        ).one()
    said = " ".join(words_of(done.pdf).replace("\u00a0", " ").split())
    assert f"Счёт на оплату № {number} от" in said
    assert account in said
    assert f"{amount // 100:,}".replace(",", " ") + f",{amount % 100:02d}" in said


def test_an_order_prints_its_lines_and_stages(demo: Database) -> None:
    with transaction(demo.sessions) as session:
        key, lines = session.execute(
            text(
                "SELECT document_id, count(*) FROM customer_order_line WHERE NOT cancelled"
                " GROUP BY document_id ORDER BY count(*) DESC, document_id LIMIT 1"
            )
        ).one()
        shown = preview(session, SYSTEM, "customer_order", key, 80)
    assert max(map(len, shown)) <= 80
    assert any(f"Всего наименований {lines}," in line for line in shown)


def test_an_unknown_form_or_document_is_refused(demo: Database) -> None:
    with transaction(demo.sessions) as session:
        with pytest.raises(NoPaper):
            render(session, SYSTEM, "poem", 1, "ru")
        with pytest.raises(NotFound):
            render(session, SYSTEM, "torg12", 10**9, "ru")


def test_whoever_may_not_read_an_invoice_does_not_see_its_paper(demo: Database) -> None:
    storekeeper = Actor(
        1,
        "anna",
        "Anna",
        frozenset({Role.STOREKEEPER}),
        permissions_of(frozenset({Role.STOREKEEPER})),
        warehouses=None,
    )
    with transaction(demo.sessions) as session, pytest.raises(Forbidden):
        preview(session, storekeeper, "torg12", newest(demo, "sales_invoice"), 80)
    elsewhere = replace(SYSTEM, warehouses=frozenset({10**9}))
    with transaction(demo.sessions) as session, pytest.raises(NotFound):
        preview(session, elsewhere, "torg12", newest(demo, "sales_invoice"), 80)


def test_the_spooler_brings_a_job_to_its_folder_once(
    demo: Database, tmp_path: Path, clock: FixedClock
) -> None:
    printers = {"folder": Printer.parse("folder", {"kind": "file", "target": str(tmp_path)})}
    key = newest(demo, "sales_invoice")
    with transaction(demo.sessions) as session:
        ask_print(session, SYSTEM, key, "torg12", clock=clock, job_key="test:1")
    done = spool_one(demo, printers, clock=clock)
    assert done is not None
    assert done.problem == ""
    assert [path.read_bytes()[:5] for path in tmp_path.iterdir()] == [b"%PDF-"]
    assert spool_one(demo, printers, clock=clock) is None


def test_a_job_that_cannot_be_printed_is_given_up_with_its_reason(
    demo: Database, clock: FixedClock
) -> None:
    with transaction(demo.sessions) as session:
        key = newest(demo, "sales_invoice")
        asked = ask_print(session, SYSTEM, key, "pick_list", clock=clock, job_key="test:2")
    printers = {"folder": Printer.parse("folder", {"kind": "file", "target": "/nonexistent"})}
    done = spool_one(demo, printers, clock=clock)
    assert done is not None
    assert (done.problem, done.again) == ("not-found", False)
    with transaction(demo.sessions) as session:
        assert session.get_one(PrintJob, asked.id).status is PrintStatus.FAILED


def test_a_printer_nobody_set_up_is_refused_by_name() -> None:
    with pytest.raises(NoPrinter) as refusal:
        choose({}, "office")
    assert refusal.value.facts == {"printer": "office", "known": ""}
