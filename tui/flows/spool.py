"""Bringing paper out of the outbox: claim, render, deliver, record; nothing open in between.

Any klad may spool. A job is claimed in one transaction, rendered and delivered with nothing open,
and its outcome recorded in another one; `core.documents.print_jobs` tells why nothing comes twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import run
from core.documents.print_jobs import ClaimedJob, claim_print, not_printed, printed
from core.kernel.clock import Clock
from core.kernel.errors import DomainError, Refused, Unavailable
from printing.errors import BadPrinter, PrintError, PrinterUnreachable
from printing.spool.settings import Printer, parse_printers
from tui.flows.papers import PAPERS, render

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spooled:
    """What became of one job."""

    job: ClaimedJob
    where: str
    """The file, queue or port it went to; "" when it did not."""
    problem: str = ""
    """Error code; "" when it was printed."""
    again: bool = False
    """Whether it will be tried again."""


class NoPrinter(Refused):
    """The settings name no such printer. Facts: printer, known."""

    code = "no-printer"


def spool_one(
    database: Database, printers: Mapping[str, Printer], *, clock: Clock
) -> Spooled | None:
    """Print the oldest job that is due; None when there is none.

    Only a printer that was not reached is tried again by itself: after anything else paper may
    have come out, or trying again cannot help, so a person decides.

    Raises:
        Unavailable: the database is away; the job, if claimed, is due again after its lease.
    """
    job = run(database.sessions, lambda session: claim_print(session, clock=clock))
    if job is None:
        return None
    try:
        where = _deliver(database, printers, job)
    except (PrintError, DomainError) as error:
        problem, final = error.code, not isinstance(error, PrinterUnreachable | Unavailable)
        again = run(
            database.sessions,
            lambda session: not_printed(session, job, problem, clock=clock, final=final),
        )
        return Spooled(job, "", problem, again)
    run(database.sessions, lambda session: printed(session, job, clock=clock))
    return Spooled(job, where)


def _deliver(database: Database, printers: Mapping[str, Printer], job: ClaimedJob) -> str:
    from printing.spool.delivery import deliver  # noqa: PLC0415 - loads sockets and XML

    printer = choose(printers, job.printer, job.form)
    paper = run(
        database.sessions,
        lambda session: render(
            session, SYSTEM, job.form, job.document_id, job.language, duplicate=job.duplicate
        ),
    )
    done = deliver(printer, paper.pdf, title=paper.title, job_key=str(job.id), copies=job.copies)
    return done.where


def printers_from(tables: Iterable[Mapping[str, object]]) -> dict[str, Printer]:
    """Read the [[printer]] tables of the settings, in their order.

    Raises:
        BadPrinter: a table has no name or another's, an unknown key, or a value of the wrong sort.
    """
    named: dict[str, Mapping[str, object]] = {}
    for table in tables:
        name = table.get("name")
        if not isinstance(name, str) or not name or name in named:
            taken = ", ".join(f"≠ {known}" for known in named)
            raise BadPrinter(
                printer=str(name or ""), key="name", value=str(name or ""), expected=taken or '"…"'
            )
        named[name] = {key: value for key, value in table.items() if key != "name"}
    found = parse_printers(named)
    known = [one.name for one in PAPERS if not one.is_set]
    for printer in found.values():
        for form in printer.forms:
            if form not in known:
                raise BadPrinter(
                    printer=printer.name, key="forms", value=form, expected=", ".join(known)
                )
    return found


def choose(printers: Mapping[str, Printer], name: str, form: str = "") -> Printer:
    """Return the printer called *name*; "" is the one that is for the form, or for whatever comes.

    That is the first of the settings which is for no forms of its own, where there is one.

    Args:
        form: what is printed; a part of a form goes where the form does.

    Raises:
        NoPrinter: there is none.
    """
    if name:
        found = printers.get(name)
    else:
        every = list(printers.values())
        own = [one for one in every if form.partition(":")[0] in one.forms]
        found = next(iter([*own, *(one for one in every if not one.forms), *every]), None)
    if found is None:
        raise NoPrinter(printer=name, known=", ".join(printers))
    return found


class Spooler:
    """A thread that prints what is due until it is stopped."""

    PAUSE = 2.0
    """Seconds between looks when nothing is due."""

    def __init__(self, database: Database, printers: Mapping[str, Printer], clock: Clock) -> None:
        self._database, self._printers, self._clock = database, printers, clock
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="spooler", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the job under way and end."""
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._over.is_set():
            try:
                busy = spool_one(self._database, self._printers, clock=self._clock) is not None
            except DomainError:
                busy = False  # the database is away or contended: the outbox waits with it
            except Exception:  # one broken job must not stop all paper; its attempts are counted
                log.exception("a print job broke the spooler")
                busy = False
            if not busy:
                self._over.wait(self.PAUSE)
