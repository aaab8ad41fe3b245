"""The `klad` command: sub-commands are imported only when called."""

from __future__ import annotations

import gc
import importlib
import sys

import click

COMMANDS: dict[str, tuple[str, str, str]] = {
    "handheld": ("tui.commands.handheld", "handheld", "Pick, check and look up with a scanner."),
    "desk": ("tui.commands.desk", "desk", "Orders, warehouse and reference books at a desk."),
    "demo": ("tui.commands.demo", "demo", "Open klad on a demo company."),
    "import": ("tui.commands.imports", "import_", "Read items, partners, stock from files."),
    "db": ("tui.commands.database", "db", "Upgrade, seed, back up, restore, move the database."),
    "price": ("tui.commands.price", "price", "Try prices and discounts on a cart in a file."),
    "route": ("tui.commands.route", "route", "Plan routes, judge plans, without a database."),
    "geocode": ("tui.commands.geocode", "geocode", "Find coordinates of addresses."),
    "worker": ("tui.commands.worker", "worker", "Do background work."),
    "verify": ("tui.commands.verify", "verify", "Recompute balances and name every difference."),
    "simulate": ("tui.commands.simulate", "simulate", "Random storekeepers at work."),
    "device": ("tui.commands.device", "device", "Find, try and imitate scanners."),
    "print": ("tui.commands.printing", "print_", "Print or preview a document."),
    "user": ("tui.commands.user", "user", "Add users, set passwords, badges and rights."),
    "bench": ("tui.commands.bench", "bench", "Measure, and print the figures."),
    "config": ("tui.commands.config", "config", "Show the settings and where each came from."),
    "doctor": ("tui.commands.doctor", "doctor", "Say what is missing and how to get it."),
}
"""Name → (module, object, one line of help)."""


class LazyCommands(click.Group):
    """A group whose commands are modules, loaded one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _help = COMMANDS[cmd_name]
        found = getattr(importlib.import_module(module), attribute)
        if not isinstance(found, click.Command):
            raise TypeError(cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[2]) for name, entry in COMMANDS.items()])


@click.group(
    cls=LazyCommands,
    invoke_without_command=True,
    epilog="Example: klad db seed --demo, then klad. Every command has --help.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="klad", prog_name="klad")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Terminal workstation for a trading company.

    Without a command: sign in and choose a workplace.
    """
    if ctx.invoked_subcommand is None:
        from tui.commands.workstation import open_workstation  # noqa: PLC0415 - loads Textual

        open_workstation()


def main() -> None:
    """Run the command line."""
    # What is loaded stays: looking for garbage in it again and again is a tenth of every start.
    gc.set_threshold(20_000, 20, 20)
    cli(prog_name="klad", args=sys.argv[1:])


if __name__ == "__main__":
    main()
