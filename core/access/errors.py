"""What access has to say."""

from __future__ import annotations

from core.kernel.errors import Refused


class Forbidden(Refused):
    """The user's roles or row rights do not allow it. Facts: permission, what, key, who."""

    code = "forbidden"


class BadPassword(Refused):
    """A new password is too short, too long or the login itself. Facts: minimum, maximum."""

    code = "bad-password"


class BadBadge(Refused):
    """A badge code is too short to be hard to guess. Facts: minimum."""

    code = "bad-badge"


class BadLogin(Refused):
    """A login is empty, too long or holds something but letters, digits, ". _ -". Facts: login."""

    code = "bad-login"


class LoginTaken(Refused):
    """Another user has that login. Facts: login."""

    code = "login-taken"


class BadgeTaken(Refused):
    """Another user carries a badge with that code. No facts: the code is a secret."""

    code = "badge-taken"


class LastAdministrator(Refused):
    """Nobody would be left who may change users. Facts: login."""

    code = "last-administrator"


class WrongPassword(Refused):
    """Changing one's own password takes the present one. No facts."""

    code = "wrong-password"
