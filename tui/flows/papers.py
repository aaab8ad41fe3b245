"""Printed forms by name: what a document offers, as text on a screen and as PDF on paper.

`printing.collect` reads the frozen data of a form; `printing.documents` lays it out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.delivery.papers.trip_set import ask_trip_set
from core.documents.print_jobs import PrintAsked, ask_print
from core.kernel.clock import Clock
from core.kernel.errors import Refused
from core.kernel.i18n import N_
from tui.locale import current_language, translations

if TYPE_CHECKING:
    from printing.engine.form import Bundle, Form


class NoPaper(Refused):
    """The document has no such printed form. Facts: document, form."""

    code = "no-paper"


Collect = Callable[..., "Form | Bundle"]
"""Takes a session, who asks, the key, the words, whether it is a duplicate; a form with parts the
id of the part, too."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed form a document type offers."""

    name: str
    title: str
    """A msgid."""
    document_type: str
    wide: bool = False
    """Whether the text preview wants 132 columns and sideways scrolling."""
    of_book: str = ""
    """The reference book whose rows it is printed of; then it is no document's."""
    parts: bool = False
    """"waybill:45" is its part 45: a stop of the trip."""
    is_set: bool = False
    """It lists the papers of a set; printing it prints them."""


PAPERS: tuple[Paper, ...] = (
    Paper("pick_list", N_("Pick list"), "outbound_order"),
    Paper("torg12", N_("Delivery note TORG-12"), "sales_invoice", wide=True),
    Paper("quotation", N_("Quotation"), "quotation"),
    Paper("customer_order", N_("Customer order"), "customer_order"),
    Paper("bill", N_("Bill"), "bill"),
    Paper("price_list", N_("Price list"), "price_document"),
    Paper("price_history", N_("Price history"), "", of_book="item"),
    Paper("trip_set", N_("Set of documents"), "trip", is_set=True),
    Paper("route_sheet", N_("Route sheet"), "trip"),
    Paper("loading_list", N_("Loading list"), "trip"),
    Paper("waybill", N_("Transport waybill"), "trip", parts=True),
    Paper("ttn_1t", N_("Consignment note 1-T"), "trip", wide=True, parts=True),
    Paper("delivery_labels", N_("Delivery labels"), "trip"),
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A form ready for a printer."""

    title: str
    pdf: bytes


def paper(name: str) -> Paper:
    """Return the form called *name*, or the form that *name* is a part of.

    Raises:
        NoPaper: there is none.
    """
    whole, _, part = name.partition(":")
    for found in PAPERS:
        if found.name == whole and (not part or (found.parts and part.isdecimal())):
            return found
    raise NoPaper(document="", form=name)


def papers_of(document_type: str) -> tuple[Paper, ...]:
    """Return the forms a document type offers, or rows of the reference book so called."""
    return tuple(found for found in PAPERS if document_type in {found.document_type, found.of_book})


def preview(session: Session, actor: Actor, name: str, key: int, width: int) -> list[str]:
    """Return a form as lines of text at most *width* columns wide, in the current language.

    Raises:
        NoPaper: there is no such form.
        NotFound, Forbidden: rights hide the document.
    """
    from printing.engine.grid import render_text  # noqa: PLC0415 - a screen pays when it prints

    return render_text(_form(session, actor, name, key, current_language(), duplicate=False), width)


def render(
    session: Session, actor: Actor, name: str, key: int, language: str, *, duplicate: bool = False
) -> Rendered:
    """Return a form as PDF.

    Args:
        language: "ru" or "en"; legal forms are Russian in any case.
        duplicate: prints «ДУБЛИКАТ» across the page.

    Raises:
        NoPaper, NotFound, Forbidden: as `preview`.
        PrintError: fonts or barcodes will not do.
    """
    from printing.engine.fonts import find_fonts  # noqa: PLC0415 - loads reportlab
    from printing.engine.pdf import render_pdf  # noqa: PLC0415

    form = _form(session, actor, name, key, language, duplicate=duplicate)
    return Rendered(form.title, render_pdf(form, find_fonts()))


def ask(
    session: Session,
    actor: Actor,
    name: str,
    key: int,
    *,
    clock: Clock,
    job_key: str,
    printer: str = "",
    copies: int = 1,
) -> PrintAsked:
    """Put a form into the outbox, in the current language; of a set, every paper it lists.

    Of a set the first job is returned; it is new, or a duplicate, if any of them is.

    Raises:
        NoPaper, NotFound, Forbidden: as `preview`; NoPaper also when a set has no papers.
    """
    found, language = paper(name), current_language()
    if not found.is_set:
        return ask_print(
            session,
            actor,
            key,
            name,
            clock=clock,
            job_key=job_key,
            printer=printer,
            language=language,
            copies=copies,
            of_book=found.of_book,
        )
    jobs = ask_trip_set(
        session, actor, key, clock=clock, job_key=job_key, printer=printer, language=language
    ).jobs
    if not jobs:
        raise NoPaper(document=found.document_type, form=name)
    return PrintAsked(
        jobs[0].id,
        new=any(job.new for job in jobs),
        duplicate=any(job.duplicate for job in jobs),
    )


def _form(
    session: Session, actor: Actor, name: str, key: int, language: str, *, duplicate: bool
) -> Form | Bundle:
    import printing.collect as collect  # noqa: PLC0415, PLR0402 - a screen pays when it prints
    import printing.collect_delivery as collect_delivery  # noqa: PLC0415, PLR0402
    import printing.collect_sales as collect_sales  # noqa: PLC0415, PLR0402
    import printing.collect_waybills as collect_waybills  # noqa: PLC0415, PLR0402

    collectors: dict[str, Collect] = {
        "pick_list": collect.pick_list,
        "torg12": collect.torg12,
        "quotation": collect_sales.quotation,
        "customer_order": collect_sales.customer_order,
        "bill": collect_sales.bill,
        "price_list": collect.price_list,
        "price_history": collect.price_history,
        "trip_set": collect_delivery.trip_papers,
        "route_sheet": collect_delivery.route_sheet,
        "loading_list": collect_delivery.loading_list,
        "waybill": collect_waybills.waybill,
        "ttn_1t": collect_waybills.consignment_note,
        "delivery_labels": collect_delivery.delivery_labels,
    }
    part = name.partition(":")[2]
    collect_one, words = collectors[paper(name).name], translations(language)
    if part:
        return collect_one(session, actor, key, words, duplicate, int(part))
    return collect_one(session, actor, key, words, duplicate)
