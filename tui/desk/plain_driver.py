"""The driver for terminals that know nothing newer than the VT220: no mouse, no queries.

A strict terminal prints what it does not understand, so nothing is sent that DEC did not know in
1983; what Textual would ask of a modern terminal is simply not asked.
"""

from __future__ import annotations

import re

from textual.drivers.linux_driver import LinuxDriver

UNKNOWN = re.compile(
    r"\x1b\[\?(?:1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)(?:[hl]|\$p)"
    r"|\x1b\[[<>]\d*u|\x1b\]22;[^\x07\x1b]*(?:\x07|\x1b\\)"
)
"""Mouse, focus, alternate screen, pasting, synchronisation, resizing, keyboard, pointer shapes."""


class PlainDriver(LinuxDriver):
    """Sends only what a VT220 understands."""

    def write(self, data: str) -> None:
        """Send *data* without what the terminal would print as rubbish."""
        super().write(UNKNOWN.sub("", data))
