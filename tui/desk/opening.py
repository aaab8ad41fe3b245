"""What lists and forms do alike: open a card, run a command with its questions, print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui.desk.asking import Ask
from tui.desk.dialogs import Choice, Confirm, Menu
from tui.desk.keys import DeskScreen, waiting
from tui.desk.preview import SCROLLBAR, Preview
from tui.flows.desk.shapes import Card, Command, Done, Form, Given, Printout
from tui.formatting import fill
from tui.locale import _
from tui.texts.form import Severity


async def open_card(screen: DeskScreen, of: Form, key: int, said: str = "") -> None:
    """Open a card on a screen of its own, which says what led to it."""
    card = await waiting(screen.desk.open, of, key)
    screen.shell.show_card(of, card, said)


async def run_command(
    screen: DeskScreen,
    of: Form,
    card: Card,
    command: Command,
    given: Given,
    *,
    warning: str = "",
) -> Done | None:
    """Ask what a command needs to know and whether its consequence is meant; then do it.

    Args:
        screen: whom to talk through.
        of: the form of the card.
        card: what it is done to.
        command: what is done.
        given: what is known before anybody is asked.
        warning: in the reader's language, what is wrong and need not hinder it; said above the
            question whether the consequence is meant.

    Returns None when the person thought better of it.
    """
    given = replace(given, today=screen.desk.today())
    asks = await waiting(screen.desk.asks, command, card)
    if asks:
        dialog = Ask(
            screen.desk,
            lambda: _(command.title),
            asks,
            command.initial(card, given),
            narrow=lambda name: of.narrow(card, "", 0, name),
        )
        values = await screen.shell.push_screen_wait(dialog)
        if values is None:
            return None
        given = replace(given, values=values)
    if command.confirm:
        question = fill(_(command.confirm), {"heading": card.heading, **given.values})
        question = f"{warning}\n{question}" if warning else question
        if not await screen.shell.push_screen_wait(Confirm(question, yes=_(command.title))):
            return None
    return await waiting(screen.desk.run, command, card, given)


async def print_card(screen: DeskScreen, of: Form, card: Card) -> None:
    """Choose a printed form, look at it, and print it."""
    if not of.printouts or card.id is None:
        screen.say(_("There is nothing to print here."), Severity.WARN)
        return
    chosen = await _printout(screen, of.printouts)
    if chosen is None:
        return
    columns = WIDE if chosen.wide else min(screen.size.width - SCROLLBAR, WIDE)
    lines = await waiting(screen.desk.preview, chosen.name, card.id, columns)
    screen.shell.push_screen(Preview(chosen, card, lines))


WIDE = 132
"""Columns of the preview of a wide form: what line printers had. Others fit the screen."""


async def _printout(screen: DeskScreen, printouts: Sequence[Printout]) -> Printout | None:
    if len(printouts) == 1:
        return printouts[0]
    choices = [Choice(one, _(one.title)) for one in printouts]
    found: Printout | None = await screen.shell.push_screen_wait(Menu(_("Print"), choices))
    return found
