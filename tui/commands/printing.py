"""`klad print`: look at printed forms, write them to files, send them, run the spooler."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel.errors import NotFound
from tui.commands.context import open_from_settings, print_json, settings, telling
from tui.flows.papers import PAPERS, paper
from tui.locale import _, current_language

FORMS = tuple(found.name for found in PAPERS)


@click.group(name="print", epilog="Example: klad print show torg12 КЛ-000002")
def print_() -> None:
    """Look at printed forms, write them to files, send them to printers."""


@print_.command(epilog="Example: klad print show torg12 КЛ-000001 --width 132")
@click.argument("form", type=click.Choice(FORMS))
@click.argument("number")
@click.option("--width", type=click.IntRange(20, 400), help="Columns; the terminal's by default.")
def show(form: str, number: str, width: int | None) -> None:
    """Show FORM of the document NUMBER as text."""
    from core.access.actor import SYSTEM  # noqa: PLC0415 - keeps --help quick
    from core.db.unit_of_work import transaction  # noqa: PLC0415
    from tui.flows.papers import preview  # noqa: PLC0415

    database = open_from_settings("klad print", whole=False)
    columns = width or shutil.get_terminal_size().columns
    with telling(), transaction(database.sessions) as session:
        lines = preview(session, SYSTEM, form, find(session, form, number), columns)
    print("\n".join(lines))
    database.close()


@print_.command(epilog="Example: klad print pdf pick_list РО-000002 pick.pdf")
@click.argument("form", type=click.Choice(FORMS))
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--duplicate", is_flag=True, help="Mark every page as a duplicate.")
def pdf(form: str, number: str, file: Path, *, duplicate: bool) -> None:
    """Write FORM of the document NUMBER to FILE."""
    from core.access.actor import SYSTEM  # noqa: PLC0415 - keeps --help quick
    from core.db.unit_of_work import transaction  # noqa: PLC0415
    from tui.flows.papers import render  # noqa: PLC0415

    database = open_from_settings("klad print", whole=False)
    with telling(), transaction(database.sessions) as session:
        key = find(session, form, number)
        done = render(session, SYSTEM, form, key, current_language(), duplicate=duplicate)
    temporary = file.with_name(f".{file.name}.part")
    temporary.write_bytes(done.pdf)
    temporary.replace(file)
    print(_("Written: {file}").format(file=file))
    database.close()


@print_.command(epilog="Example: klad print send torg12 КЛ-000001 --printer office")
@click.argument("form", type=click.Choice(FORMS))
@click.argument("number")
@click.option(
    "--printer",
    default="",
    help="Name from the settings; by default the one for the form, or the first.",
)
@click.option("--copies", type=click.IntRange(1, 99), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def send(form: str, number: str, printer: str, copies: int, *, as_json: bool) -> None:
    """Put FORM of the document NUMBER into the outbox; a running klad brings it out."""
    from core.access.actor import SYSTEM  # noqa: PLC0415 - keeps --help quick
    from core.db.unit_of_work import transaction  # noqa: PLC0415
    from core.kernel.clock import SystemClock  # noqa: PLC0415
    from core.kernel.ids import uuid7  # noqa: PLC0415
    from tui.flows.papers import ask  # noqa: PLC0415
    from tui.flows.spool import choose, printers_from  # noqa: PLC0415

    database = open_from_settings("klad print", whole=False)
    with telling(as_json=as_json), transaction(database.sessions) as session:
        choose(printers_from(settings().printers), printer, form)
        asked = ask(
            session,
            SYSTEM,
            form,
            find(session, form, number),
            clock=SystemClock(),
            job_key=f"shell:{uuid7()}",
            printer=printer,
            copies=copies,
        )
    if as_json:
        print_json({"job": asked.id, "duplicate": asked.duplicate})
    else:
        print(_("In the outbox: job {job}.").format(job=asked.id))
    database.close()


@print_.command(epilog="Example: klad print spool --once")
@click.option("--once", is_flag=True, help="Print what is due now, then end.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document per job.")
def spool(*, once: bool, as_json: bool) -> None:
    """Bring out what waits in the outbox, until stopped with Ctrl+C."""
    from core.kernel.clock import SystemClock  # noqa: PLC0415 - keeps --help quick
    from tui.error_text import tell  # noqa: PLC0415
    from tui.flows.spool import Spooler, printers_from, spool_one  # noqa: PLC0415

    database = open_from_settings("klad spool", whole=False)
    clock = SystemClock()
    with telling(as_json=as_json):
        printers = printers_from(settings().printers)
        while True:
            done = spool_one(database, printers, clock=clock)
            if done is None:
                if once:
                    break
                clock.wait(Spooler.PAUSE)
                continue
            if as_json:
                print_json({"job": done.job.id, "where": done.where, "problem": done.problem})
            elif done.problem:
                print(
                    _("Job {job} was not printed: {problem}.").format(
                        job=done.job.id, problem=tell(done.problem, {}).title
                    )
                )
            else:
                print(_("Job {job}: {where}").format(job=done.job.id, where=done.where))
    database.close()


@print_.command(epilog="Example: klad print sheet commands.pdf")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def sheet(file: Path) -> None:
    """Write the sheet of command barcodes for scanners without keys to FILE."""
    from printing.documents.command_sheet import Command, command_sheet_form  # noqa: PLC0415
    from printing.engine.fonts import find_fonts  # noqa: PLC0415
    from printing.engine.pdf import render_pdf  # noqa: PLC0415
    from tui.actions import Workplace, actions  # noqa: PLC0415
    from tui.locale import translations  # noqa: PLC0415

    settings()
    commands = [
        Command(_(action.help), f"~W:{action.barcode}")
        for action in actions(Workplace.HANDHELD)
        if action.barcode
    ]
    form = command_sheet_form(_("Command barcodes"), commands, translations(current_language()))
    with telling():
        file.write_bytes(render_pdf(form, find_fonts()))
    print(_("Written: {file}").format(file=file))


def find(session: Session, form: str, number: str) -> int:
    """Return the id of the document that FORM is printed from: by number as printed, or by id.

    Where FORM is of a row of a reference book it is the row with that code.

    Raises:
        NotFound: no such document; several of one number: the newest is taken.
    """
    from core.documents.models import Document  # noqa: PLC0415 - keeps --help quick
    from core.schema import whole_metadata  # noqa: PLC0415

    tables = whole_metadata().tables
    kind, of_book = paper(form).document_type, paper(form).of_book
    if of_book:
        rows = tables[of_book].c
        found: int | None = session.scalar(select(rows.id).where(rows.code == number))
        if found is None:
            raise NotFound(what=of_book, key=number)
        return found
    key = session.scalar(
        select(Document.id)
        .where(Document.type == kind, Document.number_text == number)
        .order_by(Document.id.desc())
        .limit(1)
    )
    if key is None and number.isascii() and number.isdigit():
        key = session.scalar(
            select(Document.id).where(Document.type == kind, Document.id == int(number))
        )
    if key is None:
        raise NotFound(what=kind, key=number)
    return key
