"""The dialog of a command that has to be told something: a reason, an executor, a password."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tui.desk.dialogs import Box
from tui.desk.fields import FieldsPane
from tui.desk.keys import DeskDialog
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Card, Command, Field, Form, Given
from tui.locale import _
from tui.widgets.bars import KeyBar, MessageLine
from tui.widgets.telling import Line


class Ask(DeskDialog[dict[str, Any]]):
    """Fields to fill in; the answer is name → value."""

    OFFERS = ("save", "pick", "back", "help")

    def __init__(
        self,
        desk: Desk,
        of: Form,
        card: Card,
        command: Command,
        asks: tuple[Field, ...],
        given: Given,
    ) -> None:
        super().__init__()
        self._command = command
        values = {field.name: next(iter(field.choices or ()), None) for field in asks}
        self._fields = FieldsPane(
            desk,
            asks,
            {**values, **command.initial(card, given)},
            {},
            narrow=lambda name: of.narrow(card, "", 0, name),
            columns=1,
        )

    def compose(self) -> ComposeResult:
        """The command, then what it asks."""
        with Box():
            yield Line(lambda: _(self._command.title), classes="title")
            with VerticalScroll(can_focus=False) as scroll:
                scroll.styles.height = "auto"
                scroll.styles.max_height = 14
                yield self._fields
            yield MessageLine()
            yield KeyBar(())

    def on_mount(self) -> None:
        """Begin with the first field."""
        super().on_mount()
        self._fields.focus_first()

    def on_fields_pane_finished(self, event: FieldsPane.Finished) -> None:
        """Enter on the last field gives the answer."""
        event.stop()
        self.do_save()

    def on_fields_pane_wrong(self, event: FieldsPane.Wrong) -> None:
        """Say what is wrong."""
        event.stop()
        self.tell(event.error)

    def do_pick(self) -> None:
        """Pick from the list of the field under the cursor."""
        self.perform(self._fields.pick)

    def do_save(self) -> None:
        """Give the answer."""
        self.perform(self._answer)

    async def _answer(self) -> None:
        values = await self._fields.collect()
        if values is not None:
            self.dismiss(values)
