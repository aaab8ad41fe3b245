"""Keeping secrets: Argon2id for passwords, a plain hash for badges."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.access.errors import BadBadge, BadPassword

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256
"""Longer ones are refused: hashing them would let a stranger keep the server busy."""
SHORTEST_BADGE = 12


class _Cost:
    """How expensive Argon2 is, and a hash of nobody's password at that cost."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self.hasher = hasher
        self.nobody = hasher.hash(secrets.token_hex(16))


_costs: list[_Cost] = []


def set_cost(*, time: int, memory_kib: int, parallelism: int = 1) -> None:
    """Set what hashing costs from now on; older hashes stay valid and are renewed at sign-in.

    The default is the library's, RFC 9106's low-memory profile: 3 passes over 64 MiB, 4 lanes.
    """
    _costs[:] = [_Cost(PasswordHasher(time, memory_kib, parallelism))]


def _cost() -> _Cost:
    if not _costs:
        _costs.append(_Cost(PasswordHasher()))
    return _costs[0]


def hash_password(password: str, login: str = "") -> str:
    """Return the Argon2id hash in PHC format, salted.

    Raises:
        BadPassword: shorter than 8 characters, longer than 256, or the login itself.
    """
    if (
        not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
        or password.casefold() == login.casefold()
    ):
        raise BadPassword(minimum=SHORTEST_PASSWORD, maximum=LONGEST_PASSWORD)
    return _cost().hasher.hash(_bytes(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether *password* is the one; takes as long when there is none to compare with.

    Args:
        stored: None when the user is unknown or has no password: the work is done all the same, so
            that nobody learns from the time which logins exist.
    """
    cost = _cost()
    try:
        # An overlong password cannot be right; what is hashed instead only costs the time.
        given = password if len(password) <= LONGEST_PASSWORD else ""
        cost.hasher.verify(stored or cost.nobody, _bytes(given))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Tell whether a hash was made at another cost than today's."""
    return _cost().hasher.check_needs_rehash(stored)


def new_badge() -> str:
    """Return a random badge code of 26 characters, 128 bits, that any 1D symbology can carry."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(26))


def badge_hash(badge: str) -> str:
    """Return what is stored, and looked up, for a badge code.

    SHA-256 without salt: a badge must be found by its hash alone, in one index look-up, and a code
    of 128 random bits (`new_badge`) leaves nothing for a dictionary or a faster machine to gain;
    Argon2's cost protects only secrets that people make up.

    Raises:
        BadBadge: shorter than 12 characters.
    """
    code = badge.strip()
    if len(code) < SHORTEST_BADGE:
        raise BadBadge(minimum=SHORTEST_BADGE)
    return hashlib.sha256(_bytes(f"klad badge {code}")).hexdigest()


def _bytes(secret: str) -> bytes:
    """Return UTF-8 of anything typed, half letters of a broken terminal included."""
    return secret.encode("utf-8", "surrogatepass")
