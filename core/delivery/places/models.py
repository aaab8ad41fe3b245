"""What is stored of zones, addresses with coordinates, and ways between places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.delivery.places.rules import (
    outline_text,
    pace_text,
    place_text,
    read_outline,
    read_pace,
    read_place,
)
from core.delivery.statuses import PlaceSource, ZoneKind
from core.documents.models import Historied

NOWHERE = frozenset({PlaceSource.NONE, PlaceSource.NOT_FOUND})
"""Sources of what has no coordinates."""

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class DeliveryZone(Historied, Base):
    """A part of the map (Зона доставки); zones form a tree."""

    __tablename__ = "delivery_zone"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"), CheckConstraint("parent_id <> id", name="parent"))

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("delivery_zone.id"))
    kind: Mapped[ZoneKind] = mapped_column(default=ZoneKind.LIST)
    outline: Mapped[list[Any]] = mapped_column(default=list)
    """Rings of `[lat, lon]` in millionths of a degree, corner by corner; for `polygon`.

    A zone of several parts, or with holes, has several: what two of them enclose is outside.
    """
    words: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Beginnings of postal codes, towns, streets found in the text of an address; for `list`."""
    pace: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    """Percent of the usual time on the way, for each of the 24 hours; empty: always 100."""
    price_minor: Mapped[int] = mapped_column(default=0)
    """What a client pays for delivery there, VAT included; 0: nothing."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def corners(self) -> str:
        """The outline as people type it: "55.7,37.5; 55.8,37.6; 55.7,37.7", "|" between rings."""
        return outline_text(self.outline or ())

    @corners.setter
    def corners(self, text: str) -> None:
        self.outline = read_outline(text or "")

    @property
    def paces(self) -> str:
        """The pace as people type it: "7-10 150, 17-20 140"."""
        return pace_text(self.pace or ())

    @paces.setter
    def paces(self, text: str) -> None:
        self.pace = read_pace(text or "")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class Address(Historied, Base):
    """A place goods are brought to or fetched from (Адрес), with what a driver must know."""

    __tablename__ = "address"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("partner_id", "folded", postgresql_nulls_not_distinct=True),
        CheckConstraint("(lat_e6 IS NULL) = (lon_e6 IS NULL)", name="both_coordinates"),
        CheckConstraint("lat_e6 BETWEEN -90000000 AND 90000000", name="latitude"),
        CheckConstraint("lon_e6 BETWEEN -180000000 AND 180000000", name="longitude"),
        CheckConstraint("window_from <= window_to", name="window"),
        UniqueConstraint("warehouse_id"),
        Index(None, "zone_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    """The address as people write it."""
    folded: Mapped[str]
    """The same without case, punctuation and double spaces: finds it again (`rules.folded`)."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    """Whose it is; None: nobody's in particular."""
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouse.id"))
    """The warehouse that stands here, where trips begin and end; None: none."""
    lat_e6: Mapped[int | None]
    """Millionths of a degree; None: not known yet, so no trip can be planned there."""
    lon_e6: Mapped[int | None]
    source: Mapped[PlaceSource] = mapped_column(default=PlaceSource.NONE)
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("delivery_zone.id"))
    zone_chosen: Mapped[bool] = mapped_column(default=False, server_default="false")
    """A person chose the zone: nothing but a person changes it."""
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    """For the driver: the gate, the code of the door."""
    max_size: Mapped[int] = mapped_column(default=0)
    """The biggest size class that gets there; 0: any."""
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """What the vehicle needs there: `tail_lift`."""
    service: Mapped[int] = mapped_column(default=0)
    """Seconds a stop takes here besides unloading itself; 0: the usual (`settings`)."""
    window_from: Mapped[int] = mapped_column(default=0)
    """Seconds from midnight, for documents that say nothing else."""
    window_to: Mapped[int] = mapped_column(default=86_400)
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    @property
    def place(self) -> str:
        """The coordinates as a person types them: "55.7558, 37.6176"; "": not known."""
        if self.lat_e6 is None or self.lon_e6 is None:
            return ""
        return place_text((self.lat_e6, self.lon_e6))

    @place.setter
    def place(self, text: str) -> None:
        found = read_place(text or "")
        if found == (None if self.lat_e6 is None else (self.lat_e6, self.lon_e6)):
            return
        told = self.source not in {None, *NOWHERE, PlaceSource.TYPED}
        self.lat_e6, self.lon_e6 = found or (None, None)
        self.source = PlaceSource.CORRECTED if told else PlaceSource.TYPED
        if found is None:
            self.source = PlaceSource.NONE


class UsualAddress(Base):
    """Where the goods of a partner usually go: the last that a person said for his documents."""

    __tablename__ = "usual_address"

    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))


class Way(Base):
    """How far one place is from another, as a provider told it; a cache, never the truth."""

    __tablename__ = "way"

    provider: Mapped[str] = mapped_column(primary_key=True)
    """Name and profile, as `routing.travel` calls it."""
    from_lat: Mapped[int] = mapped_column(primary_key=True)
    """Millionths of a degree."""
    from_lon: Mapped[int] = mapped_column(primary_key=True)
    to_lat: Mapped[int] = mapped_column(primary_key=True)
    to_lon: Mapped[int] = mapped_column(primary_key=True)
    metres: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[int] = mapped_column(BigInteger)
    """At pace 100."""
    told_at: Mapped[datetime]
