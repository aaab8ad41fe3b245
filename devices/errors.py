"""Errors of hardware carry a code and facts, never a sentence.

DeviceError
├── NotConnected       no bytes can come: reason says what a person can do about it
├── Timeout            the device is there and says nothing
├── ProtocolError      it says something that is not its language
├── DeviceRefused      it understood and said no
└── BadDeviceSetting   what the workstation's file says about it makes no sense
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class LinkReason(StrEnum):
    """Why there is no link: each value is something a person can act on."""

    ABSENT = "absent"
    """No such port: not plugged in, or another name."""

    DENIED = "denied"
    """The port is there, this user may not open it."""

    BUSY = "busy"
    """Another program holds the port or the address."""

    UNPLUGGED = "unplugged"
    """It was there and went away."""

    REFUSED = "refused"
    """The host answers, nothing listens there."""

    UNREACHABLE = "unreachable"
    """The host does not answer or has no such name."""

    UNSUPPORTED = "unsupported"
    """This operating system has no such kind of link."""

    FAILED = "failed"
    """Anything else; `detail` has the system's own words."""


class DeviceError(Exception):
    """Something a device, or the way to it, has to say.

    Facts are plain values that the text of the code names as placeholders.
    """

    code: ClassVar[str] = "device"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        """Return code and facts for logs; never shown to a user."""
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class NotConnected(DeviceError):
    """No link to the device. Facts: reason (value of `LinkReason`), url, detail."""

    code = "device-not-connected"

    def __init__(self, reason: LinkReason, **facts: object) -> None:
        super().__init__(reason=reason.value, **facts)
        self.reason = reason

    @staticmethod
    def because(reason: LinkReason, *, url: str, detail: str = "") -> NotConnected:
        """Return the error of *reason*; *detail* is what the system said."""
        return _BY_REASON.get(reason, NotConnected)(reason, url=url, detail=detail)


class PortAbsent(NotConnected):
    """No such port. Facts: reason, url, detail."""

    code = "device-absent"


class PortDenied(NotConnected):
    """This user may not open the port. Facts: reason, url, detail."""

    code = "device-denied"


class PortBusy(NotConnected):
    """Another program holds the port or the address. Facts: reason, url, detail."""

    code = "device-busy"


class Unplugged(NotConnected):
    """The device was there and went away. Facts: reason, url, detail."""

    code = "device-unplugged"


class CallRefused(NotConnected):
    """The host answers, nothing listens there. Facts: reason, url, detail."""

    code = "device-call-refused"


class Unreachable(NotConnected):
    """The host does not answer or has no such name. Facts: reason, url, detail."""

    code = "device-unreachable"


class LinkUnsupported(NotConnected):
    """This system has no such kind of link. Facts: reason, url, detail."""

    code = "device-link-unsupported"


_BY_REASON: dict[LinkReason, type[NotConnected]] = {
    LinkReason.ABSENT: PortAbsent,
    LinkReason.DENIED: PortDenied,
    LinkReason.BUSY: PortBusy,
    LinkReason.UNPLUGGED: Unplugged,
    LinkReason.REFUSED: CallRefused,
    LinkReason.UNREACHABLE: Unreachable,
    LinkReason.UNSUPPORTED: LinkUnsupported,
}


class Timeout(DeviceError):
    """The device did not answer in time. Facts: url, seconds."""

    code = "device-timeout"


class ProtocolError(DeviceError):
    """Bytes that are not the device's language. Facts: what, found, expected."""

    code = "device-protocol"


class WeighedCodeRefused(ProtocolError):
    """A code of the scales does not hold together. Facts: what, text, found, expected."""

    code = "weighed-code-refused"


class DeviceRefused(DeviceError):
    """The device understood and said no. Facts: device_code, url."""

    code = "device-refused"


class BadDeviceSetting(DeviceError):
    """A setting makes no sense. Facts: device, key, value, allowed."""

    code = "device-setting-bad"
