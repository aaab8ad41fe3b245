"""The reference books of deals: stages, reasons, sources; and what a person begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.db.base import Base
from core.deals.errors import StageInUse
from core.deals.models import Deal, DealSource, DealStage, LostReason, NeedReason
from core.deals.rules import CERTAIN
from core.deals.statuses import StageKind
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.reference import Book, Field, FieldKind, create_row, register_book
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_

STAGE_KINDS: Mapping[StageKind, str] = {
    StageKind.OPEN: N_("Work goes on"),
    StageKind.LOST: N_("Lost"),
    StageKind.WON: N_("Won"),
}
"""Kind → msgid."""

CERTAIN_AT_THE_END: Mapping[StageKind, int] = {StageKind.WON: CERTAIN, StageKind.LOST: 0}
"""The only probability a stage of that kind may have."""


def _check_stage(session: Session, stage: DealStage) -> None:
    """Refuse a probability that its kind contradicts, and a marker nobody can read.

    Raises:
        BadValue: with what is expected.
        StageInUse: it would mean something else for the deals that stand in it.
    """
    _require_unused(session, stage)
    stage.probability = stage.probability or 0
    only = CERTAIN_AT_THE_END.get(stage.kind or StageKind.OPEN)
    if only is not None and stage.probability != only:
        expected = "100 %" if only else "0 %"
        raise BadValue(what="probability", value=stage.probability, expected=expected)
    if not 0 <= stage.probability <= CERTAIN:
        raise BadValue(what="probability", value=stage.probability, expected="0 % … 100 %")
    if len(stage.marker or "") > 2 or not (stage.marker or "").isprintable():  # noqa: PLR2004
        raise BadValue(what="marker", value=stage.marker, expected="1–2")


def _require_unused(session: Session, stage: DealStage) -> None:
    if stage.id is None or not inspect(stage).attrs.kind.history.deleted:
        return
    standing = select(func.count()).select_from(Deal).where(Deal.stage_id == stage.id)
    count = session.scalar(standing) or 0
    if count:
        raise StageInUse(stage=stage.name, count=count)


DEAL_STAGES = register_listing(
    Listing(
        name="deal_stages",
        title=N_("Stages of deals"),
        columns=(
            Column("position", N_("Place in order"), DealStage.position, Kind.NUMBER, 8),
            Column("marker", N_("Mark"), DealStage.marker, Kind.TEXT, 5),
            Column("name", N_("Name"), DealStage.name, Kind.TEXT, 30, searchable=True),
            Column("probability", N_("Probability"), DealStage.probability, Kind.PERCENT, 11),
            Column("kind", N_("Kind"), DealStage.kind, Kind.STATUS, 14, titles=STAGE_KINDS),
            Column("code", N_("Code"), DealStage.code, Kind.TEXT, 8, searchable=True),
            Column("retired", N_("Retired"), DealStage.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(DealStage.id),
        key=DealStage.id,
        default_sort=("position", False),
        read=Permission.DEAL_READ,
    )
)

DEAL_STAGE = register_book(
    Book(
        name="deal_stage",
        model=DealStage,
        title=N_("Stages of deals"),
        fields=(
            Field("code", N_("Code"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=30),
            Field("position", N_("Place in order"), FieldKind.NUMBER, width=5),
            Field("marker", N_("Mark"), width=2),
            Field("kind", N_("Kind"), FieldKind.CHOICE, choices=STAGE_KINDS, width=14),
            Field("probability", N_("Probability"), FieldKind.PERCENT, width=6),
        ),
        read=Permission.DEAL_READ,
        edit=Permission.SEGMENT_EDIT,
        listing="deal_stages",
        check=_check_stage,
    )
)


def _words(table: str, listing: str, model: Any, title: str) -> Book:  # noqa: ANN401 - a mapped class
    """Return a book of names, with its list."""
    register_listing(
        Listing(
            name=listing,
            title=title,
            columns=(
                Column("code", N_("Code"), model.code, Kind.TEXT, 8, searchable=True),
                Column("name", N_("Name"), model.name, Kind.TEXT, 40, searchable=True),
                Column("retired", N_("Retired"), model.retired, Kind.BOOL, 3),
            ),
            source=lambda: select(model.id),
            key=model.id,
            default_sort=("code", False),
            read=Permission.DEAL_READ,
        )
    )
    return register_book(
        Book(
            name=table,
            model=model,
            title=title,
            fields=(
                Field("code", N_("Code"), required=True, width=8),
                Field("name", N_("Name"), required=True, width=40),
            ),
            read=Permission.DEAL_READ,
            edit=Permission.SEGMENT_EDIT,
            listing=listing,
        )
    )


LOST_REASON = _words("lost_reason", "lost_reasons", LostReason, N_("Reasons of lost deals"))
NEED_REASON = _words("need_reason", "need_reasons", NeedReason, N_("Reasons of unmet needs"))
DEAL_SOURCE = _words("deal_source", "deal_sources", DealSource, N_("Sources of deals"))

USUAL_STAGES = (
    ("1", "Первичный контакт", "1", StageKind.OPEN, 1000),
    ("2", "Выявление потребности", "2", StageKind.OPEN, 3000),
    ("3", "Предложение", "3", StageKind.OPEN, 5000),
    ("4", "Согласование условий", "4", StageKind.OPEN, 8000),
    ("5", "Выиграна", "+", StageKind.WON, CERTAIN),
    ("6", "Проиграна", "-", StageKind.LOST, 0),
)
"""(code, name, mark, kind, probability) in their order."""

USUAL_WORDS: Mapping[str, tuple[str, ...]] = {
    "lost_reason": ("Дорого", "Выбрали конкурента", "Нет потребности", "Нет связи", "Другое"),
    "need_reason": (
        "Нет на складе",
        "Цена",
        "Условия",
        "Нет в ассортименте",
        "Качество",
        "Другое",
    ),
    "deal_source": ("Обращение клиента", "Холодный звонок", "Рекомендация", "Выставка", "Сайт"),
}
"""Book → names, in the order of their codes."""


def add_usual_books(session: Session, actor: Actor, *, clock: Clock | None = None) -> int:
    """Fill the books of deals that are empty with what most companies use; return rows added.

    Raises:
        Forbidden: no right to change the books.
    """
    actor.require(DEAL_STAGE.edit, what=DEAL_STAGE.name)
    added = 0
    if _is_empty(session, DealStage):
        for at, (code, name, marker, kind, probability) in enumerate(USUAL_STAGES, start=1):
            values = {"code": code, "name": name, "marker": marker, "kind": kind}
            create_row(
                session,
                actor,
                DEAL_STAGE.name,
                clock=clock,
                position=at * 10,
                probability=probability,
                **values,
            )
            added += 1
    for book in (LOST_REASON, NEED_REASON, DEAL_SOURCE):
        if _is_empty(session, book.model):
            for at, name in enumerate(USUAL_WORDS[book.name], start=1):
                create_row(session, actor, book.name, clock=clock, code=str(at), name=name)
                added += 1
    return added


def _is_empty(session: Session, model: type[Base]) -> bool:
    return session.scalar(select(func.count()).select_from(model)) == 0
