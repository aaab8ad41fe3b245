"""The thread that brings paper out goes on whatever one job does to it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import tui.flows.spool
from core.db.engine import Database
from core.db.postgres_process import wait_until
from core.db.unit_of_work import transaction
from core.documents.print_jobs import PrintJob, PrintStatus
from core.kernel.clock import FixedClock
from printing.errors import BadPrinter
from printing.spool.settings import Printer
from tui.flows.papers import Rendered
from tui.flows.spool import Spooler, choose, printers_from


def outbox(session: Session, clock: FixedClock, document_id: int, seconds: int) -> PrintJob:
    """Put a job into the outbox that is due since *seconds* ago."""
    job = PrintJob(
        job_key=f"spooler:{document_id}",
        document_id=document_id,
        form="torg12",
        printer="",
        language="ru",
        copies=1,
        duplicate=False,
        status=PrintStatus.WAITING,
        attempts=0,
        next_at=clock.now() - timedelta(seconds=seconds),
        problem="",
        user_id=0,
        asked_at=clock.now(),
    )
    session.add(job)
    session.flush()
    return job


def test_a_job_that_breaks_the_spooler_does_not_stop_the_next_one(
    database: Database, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(
        _session: Session, _actor: object, _form: str, key: int, *_: object, **__: object
    ) -> Rendered:
        if key == 1:
            raise ValueError(key)
        return Rendered("Накладная", b"%PDF-")

    monkeypatch.setattr(tui.flows.spool, "render", render)
    with transaction(database.sessions) as session:
        broken, healthy = (outbox(session, clock, key, 10 - key) for key in (1, 2))
    printers = {"folder": Printer.parse("folder", {"kind": "file", "target": str(tmp_path)})}
    spooler = Spooler(database, printers, clock)
    spooler.start()
    try:
        assert wait_until(lambda: status(database, healthy.id) is PrintStatus.PRINTED, 60)
    finally:
        spooler.stop()
    assert status(database, broken.id) is PrintStatus.SENDING
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"%PDF-"]


def status(database: Database, job_id: int) -> PrintStatus:
    """Return where a job is now."""
    with transaction(database.sessions) as session:
        return session.get_one(PrintJob, job_id).status


LABELS = {"name": "zebra", "kind": "raw", "target": "zebra", "forms": ["delivery_labels"]}
OFFICE = {"name": "office", "kind": "file", "target": "/prints"}
SECOND = {"name": "second", "kind": "file", "target": "/prints/2"}


@pytest.mark.parametrize(
    ("tables", "name", "form", "printer"),
    [
        ([LABELS, OFFICE, SECOND], "", "delivery_labels", "zebra"),
        ([LABELS, OFFICE, SECOND], "", "waybill:7", "office"),
        ([OFFICE, LABELS], "office", "delivery_labels", "office"),
        ([OFFICE, SECOND], "", "delivery_labels", "office"),
        ([LABELS], "", "torg12", "zebra"),
        ([OFFICE, {**SECOND, "forms": ["waybill"]}], "", "waybill:7", "second"),
    ],
)
def test_paper_goes_to_the_printer_for_it_unless_a_person_chose_another(
    tables: list[dict[str, object]], name: str, form: str, printer: str
) -> None:
    assert choose(printers_from(tables), name, form).name == printer


def test_a_printer_for_a_form_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(BadPrinter) as refused:
        printers_from([{**OFFICE, "forms": ["label"]}])
    assert (refused.value.facts["key"], refused.value.facts["value"]) == ("forms", "label")
    assert "delivery_labels" in str(refused.value.facts["expected"])
