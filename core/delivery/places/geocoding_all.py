"""Asking the geocoder about every address without coordinates, as background work.

One question a step, with a pause between two of them, so that a geocoder of others is not pressed.
What it does not know is marked so, and is not asked again until somebody writes the address in
another way or says so. Stopped anywhere, it goes on with what is left.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.delivery.places.addresses import ADDRESS
from core.delivery.places.errors import GeocoderAway, GeocoderFailed
from core.delivery.places.geocoding import Trouble, geocoder, seek_address
from core.delivery.places.models import Address
from core.delivery.statuses import PlaceSource
from core.documents.background import JobFacts, JobKind, Progress, ask_job, register_job
from core.documents.preferences import Preference, declare, get
from core.documents.reference import FieldKind
from core.kernel.clock import Clock
from core.kernel.i18n import N_

GEOCODER_PAUSE = declare(
    Preference(
        "geocoder_pause",
        N_("Pause between questions to the geocoder, ms"),
        1_000,
        FieldKind.NUMBER,
        least=0,
        most=10_000,
    )
)
"""A second is what public servers ask for."""

KIND = "geocoding"
KEY = "all"
_NEVER = threading.Event()
"""Waited for between two questions."""

PASSING = frozenset({Trouble.UNREACHED, Trouble.SLOW, Trouble.REFUSED})
"""What may have passed a while later."""


@dataclass(frozen=True, slots=True)
class GeocodingAsked:
    """Addresses the geocoder will be asked about."""

    job_id: int
    count: int


@dataclass(frozen=True, slots=True)
class Sought:
    """How addresses stand with the geocoder."""

    left: int
    """Without coordinates, not asked about yet."""
    unknown: tuple[str, ...]
    """Addresses it does not know, by their text."""


def ask_geocoding(
    session: Session, actor: Actor, *, clock: Clock, again: bool = False
) -> GeocodingAsked:
    """Have the geocoder asked about all addresses without coordinates; one job at a time.

    Args:
        again: about those too that it did not know.

    Raises:
        GeocoderOff: the settings name none.
        Forbidden: no right to change addresses.
    """
    actor.require(Permission.FLEET_EDIT, what=ADDRESS.name)
    geocoder(session)
    count = session.scalar(select(func.count()).select_from(Address).where(_wanted(again=again)))
    facts = {"count": count or 0}
    job = ask_job(session, actor, KIND, {"again": again}, clock=clock, key=KEY, facts=facts)
    return GeocodingAsked(job, count or 0)


def sought(session: Session) -> Sought:
    """Return what is left to ask about, and what the geocoder does not know; two statements."""
    left = session.scalar(select(func.count()).select_from(Address).where(_wanted(again=False)))
    unknown = session.scalars(
        select(Address.name)
        .where(Address.source == PlaceSource.NOT_FOUND, Address.retired.is_(False))
        .order_by(Address.name)
    )
    return Sought(left or 0, tuple(unknown))


def _wanted(*, again: bool, after: int = 0) -> ColumnElement[bool]:
    sources = [PlaceSource.NONE, *([PlaceSource.NOT_FOUND] if again else [])]
    return and_(
        Address.id > after,
        Address.lat_e6.is_(None),
        Address.source.in_(sources),
        Address.retired.is_(False),
    )


def _step(session: Session, facts: JobFacts) -> Progress:
    """Ask about the next address.

    Raises:
        GeocoderAway: it cannot be asked now; tried again later.
        GeocoderFailed, GeocoderOff: asking again will not help.
    """
    after = int(facts.cursor or 0)
    wanted = _wanted(again=bool(facts.args.get("again")), after=after)
    key = session.scalar(select(Address.id).where(wanted).order_by(Address.id).limit(1))
    if key is None:
        return Progress(facts.done, facts.done, after, finished=True)
    total = max(facts.total, facts.done + 1)  # some may have been typed since it was asked
    asked = geocoder(session)
    if after:
        _NEVER.wait(get(session, GEOCODER_PAUSE) / 1000)
    try:
        seek_address(session, SYSTEM, key, asked=asked, clock=facts.clock)
    except GeocoderFailed as failed:
        if failed.facts["reason"] in PASSING:
            raise GeocoderAway(**failed.facts) from failed
        raise
    return Progress(facts.done + 1, total, key, finished=False)


GEOCODING = register_job(
    JobKind(KIND, N_("Coordinates of addresses from the geocoder"), Permission.FLEET_EDIT, _step)
)
