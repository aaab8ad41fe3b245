"""`python -m tui.locale compile | check`."""

from __future__ import annotations

import sys

from tui.locale.catalogue import compile_catalogue, faults


def main() -> int:
    """Compile the catalogue, or name everything wrong with it."""
    if sys.argv[1:] == ["check"]:
        found = faults()
        for fault in found:
            sys.stderr.write(f"{fault}\n")
        return 1 if found else 0
    if sys.argv[1:] == ["compile"]:
        compile_catalogue()
        return 0
    sys.stderr.write("usage: python -m tui.locale compile|check\n")
    return 2


sys.exit(main())
