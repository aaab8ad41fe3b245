"""The set of documents of a trip: what it has, and printing all of it by one command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.papers.models import TripPrintRule
from core.delivery.papers.queries import trip_paper
from core.delivery.papers.rows import Consignment, TripPaper, consignments
from core.delivery.papers.set_rules import OF_TRIP, OWN_PRINTER, Rule, TripForm, copies
from core.documents.print_jobs import PrintAsked, Wanted, ask_prints
from core.kernel.clock import Clock

_BY_STOP = (TripForm.WAYBILL, TripForm.TTN)


@dataclass(frozen=True, slots=True)
class SetEntry:
    """One print job of a set."""

    form: TripForm
    name: str
    """The form as the outbox knows it: "waybill:45" is of stop 45 only."""
    document_id: int
    """What it is printed of: the trip, or an invoice."""
    number: str
    """Of that document."""
    stop_no: int
    """0: of the whole trip."""
    whom: str
    """For whom; empty: of the whole trip."""
    copies: int
    """Sheets of each that come out, however the job brings them."""
    times: int
    """How often the job is printed: 1 where the form itself has numbered copies."""


@dataclass(frozen=True, slots=True)
class TripSet:
    """Everything that is printed for a trip, in the order in which it comes out."""

    trip_id: int
    number: str
    planned_on: dt.date
    entries: tuple[SetEntry, ...]
    without_invoice: tuple[str, ...]
    """Documents that are not billed: what is printed of invoices is missing for them."""


@dataclass(frozen=True, slots=True)
class SetAsked:
    """What went into the outbox."""

    jobs: tuple[PrintAsked, ...]
    without_invoice: tuple[str, ...]


def print_rules(session: Session) -> tuple[Rule, ...]:
    """Return the rules in force; one statement."""
    rows = session.execute(
        select(
            TripPrintRule.form,
            TripPrintRule.copies,
            TripPrintRule.company_id,
            TripPrintRule.partner_id,
            TripPrintRule.carrier_id,
        ).where(TripPrintRule.retired.is_(False))
    )
    return tuple(Rule(*row) for row in rows)


def copies_for(
    rules: tuple[Rule, ...], trip: TripPaper, form: TripForm, of: Consignment | None = None
) -> int:
    """Return how many copies of a form a trip, or one consignment of it, takes along."""
    return copies(
        rules,
        form,
        company_id=of.first.company_id if of else 0,
        partner_id=of.first.partner_id if of else 0,
        carrier_id=trip.carrier_id,
    )


def trip_set(session: Session, actor: Actor, trip_id: int) -> TripSet:
    """Return what is printed for a trip: its own sheets, then stop by stop; nine statements.

    Raises:
        Forbidden: the actor may not read trips.
        NotFound: there is none, or his rights hide it.
    """
    trip = trip_paper(session, actor, trip_id)
    rules = print_rules(session)
    entries = [*_of_trip(trip, rules), *_of_stops(trip, rules)]
    unbilled = dict.fromkeys(
        document.number
        for one in consignments(trip)
        for document in one.documents
        if not document.invoices
    )
    return TripSet(trip.id, trip.number, trip.planned_on, tuple(entries), tuple(unbilled))


def ask_trip_set(
    session: Session,
    actor: Actor,
    trip_id: int,
    *,
    clock: Clock,
    job_key: str,
    printer: str = "",
    language: str = "ru",
) -> SetAsked:
    """Put the whole set of a trip into the outbox, in the caller's transaction.

    Whoever may read the trip may print the invoices that travel with it.

    Args:
        job_key: of the step that asks; each job of the set adds its own to it, so that asking
            twice prints once.
        printer: of all but what comes on paper of its own, as labels do.

    Raises:
        Forbidden: no right to print, or to read trips.
        NotFound: there is no such trip, or rights hide it or an invoice.
    """
    found = trip_set(session, actor, trip_id)
    asked = ask_prints(
        session,
        actor,
        [
            Wanted(entry.document_id, entry.name, entry.times, entry.form in OWN_PRINTER)
            for entry in found.entries
        ],
        clock=clock,
        job_key=job_key,
        permission=Permission.TRIP_READ,
        printer=printer,
        language=language,
    )
    return SetAsked(asked, found.without_invoice)


def _of_trip(trip: TripPaper, rules: tuple[Rule, ...]) -> Iterator[SetEntry]:
    for form in TripForm:
        if form not in OF_TRIP:
            continue
        count = copies_for(rules, trip, form)
        if count:
            yield SetEntry(form, form.value, trip.id, trip.number, 0, "", count, count)


def _of_stops(trip: TripPaper, rules: tuple[Rule, ...]) -> Iterator[SetEntry]:
    """Yield waybills of a stop, then its delivery notes; an invoice of two stops comes once."""
    printed: set[int] = set()
    for stop in trip.stops:
        sent = [one for one in consignments(trip) if one.stop.id == stop.id]
        for form in _BY_STOP:
            count = sum(copies_for(rules, trip, form, one) for one in sent)
            if count:
                name = f"{form.value}:{stop.id}"
                yield SetEntry(form, name, trip.id, trip.number, stop.no, stop.whom, count, 1)
        for one in sent:
            count = copies_for(rules, trip, TripForm.TORG12, one)
            for invoice in one.invoices:
                if count and invoice.id not in printed:
                    printed.add(invoice.id)
                    yield SetEntry(
                        TripForm.TORG12,
                        TripForm.TORG12.value,
                        invoice.id,
                        invoice.number,
                        stop.no,
                        one.first.partner,
                        count,
                        count,
                    )
