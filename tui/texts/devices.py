"""Errors of scanners and of the codes they read."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

_LINKS: dict[str, ErrorText] = {
    "device": ErrorText(
        N_("A device failed"),
        N_("It gave the code {code}."),
        N_("Switch it off and on; then: klad device list."),
        Severity.STOP,
        N_("Device failed"),
    ),
    "device-not-connected": ErrorText(
        N_("No link to the device"),
        "{url}: {detail}",
        N_("Check the cable and the address; klad keeps trying."),
        Severity.STOP,
        N_("Scanner: no link"),
    ),
    "device-absent": ErrorText(
        N_("The port is not there"),
        N_("No {url} on this machine."),
        N_("Plug the device in, or find its port with: klad device list."),
        Severity.STOP,
        N_("Scanner not there"),
    ),
    "device-denied": ErrorText(
        N_("The port may not be opened"),
        N_("This user has no right to open {url}."),
        N_("Add the user to the group that owns the port, often dialout, and sign in again."),
        Severity.STOP,
        N_("Scanner: no right"),
    ),
    "device-busy": ErrorText(
        N_("The port is taken"),
        N_("Another program holds {url}."),
        N_("Close the other klad or terminal program that uses it, or choose another port."),
        Severity.STOP,
        N_("Scanner: port taken"),
    ),
    "device-unplugged": ErrorText(
        N_("The device went away"),
        N_("The link to {url} broke."),
        N_("Plug it in again: klad reconnects by itself. What was confirmed is safe."),
        Severity.STOP,
        N_("Scanner unplugged"),
    ),
    "device-call-refused": ErrorText(
        N_("Nobody listens there"),
        N_("The host answers, but nothing listens at {url}."),
        N_("Start the other side first: klad handheld --scanner {url}, or switch the gun on."),
        Severity.STOP,
        N_("Nobody listens"),
    ),
    "device-unreachable": ErrorText(
        N_("The host does not answer"),
        N_("No way to {url}."),
        N_("Check the address and the network."),
        Severity.STOP,
        N_("Host is silent"),
    ),
    "device-link-unsupported": ErrorText(
        N_("This machine has no such link"),
        N_("{url} cannot be opened here: {detail}."),
        N_("Use a serial port or tcp://HOST:PORT."),
        Severity.STOP,
        N_("No such link here"),
    ),
    "device-timeout": ErrorText(
        N_("The device is silent"),
        N_("{url} did not answer in {seconds} s."),
        N_("Check that it is switched on."),
        Severity.STOP,
        N_("Device is silent"),
    ),
    "device-protocol": ErrorText(
        N_("The device says something strange"),
        N_("{what}: “{found}” came, expected: {expected}."),
        N_("Check the speed of the port and the model in the settings."),
        Severity.STOP,
        N_("Device: strange data"),
    ),
    "device-refused": ErrorText(
        N_("The device refused"),
        N_("{url} answered with the code {device_code}."),
        N_("Look at its own display, then try again."),
        Severity.STOP,
        N_("Device refused"),
    ),
    "device-setting-bad": ErrorText(
        N_("A device setting makes no sense"),
        N_("{device}: {key} = “{value}”; allowed: {allowed}."),
        N_("Correct it in the settings file or on the command line."),
        Severity.STOP,
        N_("Bad device setting"),
    ),
    "weighed-code-refused": ErrorText(
        N_("The scales' label does not hold together"),
        N_("{text}: {what} is {found}, expected {expected}."),
        N_("Weigh again and scan the new label."),
        short=N_("Bad scales' label"),
    ),
}

_CODES: dict[str, ErrorText] = {
    "code-bad": ErrorText(
        N_("The code cannot be read"),
        "",
        N_("Scan again; if it stays so, type the code."),
        short=N_("Unreadable code"),
    ),
    "code-check-digit": ErrorText(
        N_("The code has a wrong digit"),
        N_("{number} ends in {found}, expected {expected}."),
        N_("Scan again; if it was typed, check the digits."),
        short=N_("Wrong check digit"),
    ),
    "code-wrong-length": ErrorText(
        N_("The code has a wrong length"),
        N_("{found} digits came, expected: {expected}."),
        N_("Scan again: part of the code is missing."),
        short=N_("Wrong code length"),
    ),
    "code-too-short": ErrorText(
        N_("The code is too short"),
        N_("Characters: {found}; at least {expected} are needed."),
        N_("Scan or type the whole code."),
        short=N_("Code too short"),
    ),
    "code-bad-gs1": ErrorText(
        N_("The label's data are wrong"),
        N_("It cannot be read from “{at}” on."),
        N_("Scan another label of the same goods, or choose them from the list."),
        short=N_("Bad label data"),
    ),
    "code-lost-separator": ErrorText(
        N_("The scanner loses separators"),
        N_("Field ({ai}) runs on: “{value}”."),
        N_("Set the scanner to send GS (0x1D), or use gs_alternatives in its settings."),
        short=N_("Separator lost"),
    ),
    "code-bad-command": ErrorText(
        N_("The command code has no command"),
        N_("“{text}” came, expected ~W: and a word."),
        N_("Scan a code of the command sheet."),
        short=N_("No such command"),
    ),
    "code-control-characters": ErrorText(
        N_("The code came damaged"),
        N_("Characters no code has: {found}."),
        N_("Scan again; check the cable if it repeats."),
        short=N_("Damaged code"),
    ),
    "code-noise": ErrorText(
        N_("Noise on the line"),
        N_("Bytes that are no text: {found}."),
        N_("Scan again; check the cable and the speed of the port if it repeats."),
        short=N_("Noise on the line"),
    ),
    "code-overlong": ErrorText(
        N_("The scan has no end"),
        N_("More than {limit} bytes came without a suffix."),
        N_("Set the scanner to end each code with Enter."),
        short=N_("Scan has no end"),
    ),
    "code-incomplete": ErrorText(
        N_("Half a scan"),
        N_("Only “{found}” came."),
        N_("Scan again."),
        short=N_("Half a scan"),
    ),
    "code-no-prefix": ErrorText(
        N_("The scan has no prefix"),
        N_("“{found}” came without “{expected}” before it."),
        N_("Set the scanner as the settings say, or remove the prefix from the settings."),
        short=N_("No prefix"),
    ),
}

TEXTS: dict[str, ErrorText] = {**_LINKS, **_CODES}
