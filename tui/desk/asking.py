"""The dialog of whatever has to be told something: a reason, an executor, a password, a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from core.documents.listing import Filter
from core.documents.reference import FieldKind
from tui.desk.dialogs import Box
from tui.desk.fields import FieldsPane
from tui.desk.keys import DeskDialog
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Field, Values
from tui.widgets.bars import KeyBar, MessageLine
from tui.widgets.telling import Line


class Ask(DeskDialog[dict[str, Any]]):
    """Fields to fill in; the answer is name → value."""

    OFFERS = ("save", "pick", "back", "help")

    def __init__(
        self,
        desk: Desk,
        title: Callable[[], str],
        asks: Sequence[Field],
        initial: Values,
        *,
        narrow: Callable[[str], tuple[Filter, ...]] = lambda _name: (),
    ) -> None:
        """Take what is asked.

        Args:
            title: says what is asked, in the language of the moment.
            initial: what stands in the fields at first.
            narrow: name of a field → conditions on the list it is picked from.
        """
        super().__init__()
        self._title = title
        values = {field.name: _first(field) for field in asks}
        self._fields = FieldsPane(desk, asks, {**values, **initial}, {}, narrow=narrow, columns=1)

    def compose(self) -> ComposeResult:
        """What is asked, then the fields."""
        with Box():
            yield Line(self._title, classes="title")
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

    def on_fields_pane_changed(self, event: FieldsPane.Changed) -> None:
        """What was wrong with a field is over."""
        event.stop()
        self.hush()

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


def _first(field: Field) -> Any:  # noqa: ANN401 - a word of the choices
    """Return what stands in a field before anybody types: the first word where one is required."""
    required = field.required and field.kind is FieldKind.CHOICE
    return next(iter(field.choices or {}), None) if required else None
