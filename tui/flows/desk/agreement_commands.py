"""What can be done with an agreement: put in force, send to approval, refine, end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.terms.agreement_steps import (
    ask_agreement,
    close_agreement,
    enforce_agreement,
    reopen_agreement,
    withdraw_agreement,
)
from core.terms.agreements import individual_from
from core.terms.statuses import AgreementKind, AgreementStatus
from tui.flows.desk.agreement_cards import is_live
from tui.flows.desk.approval_tab import ask_command, withdraw_command
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given

_READ = Permission.AGREEMENT_READ
"""What every command takes here; the verbs ask for the right that the kind needs."""


def _key(card: Card) -> int:
    return card.id or 0


def _mine(card: Card) -> bool:
    return card.id is not None and bool(card.values.get("may_edit"))


def _enforce(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = enforce_agreement(session, actor, _key(card), clock=clock)
    return Done(N_("{number} is in force."), {"number": saved.number})


def _refine(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    saved = individual_from(
        session, actor, _key(card), given.values["partner_id"] or 0, clock=clock
    )
    return Done(
        N_("{number} says what {base} says. Refine it, then put it in force."),
        {"number": saved.number, "base": card.heading},
        ("agreements", saved.id),
    )


def _close(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = close_agreement(session, actor, _key(card), clock=clock)
    return Done(N_("{number} has ended."), {"number": saved.number})


def _reopen(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = reopen_agreement(session, actor, _key(card), clock=clock)
    return Done(N_("{number} is to be agreed on again."), {"number": saved.number})


def _to_agree(card: Card) -> bool:
    return _mine(card) and is_live(card)


COMMANDS = (
    Command(
        "enforce",
        N_("Put in force"),
        _READ,
        _enforce,
        _to_agree,
        N_("Put {heading} in force? Orders can be made under it at once."),
    ),
    ask_command(_READ, ask_agreement, _to_agree, departs="differences"),
    withdraw_command(_READ, withdraw_agreement, _mine),
    Command(
        "refine",
        N_("Make an individual one of it"),
        Permission.AGREEMENT_PROPOSE,
        _refine,
        lambda card: card.id is not None and str(card.values.get("kind")) == AgreementKind.STANDARD,
        asks=(Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner"),),
    ),
    Command(
        "close",
        N_("End the agreement"),
        _READ,
        _close,
        lambda card: _mine(card) and card.status != AgreementStatus.CLOSED,
        N_("End {heading}? No more orders are made under it."),
    ),
    Command(
        "reopen",
        N_("Agree on it again"),
        _READ,
        _reopen,
        lambda card: _mine(card) and card.status == AgreementStatus.CLOSED,
    ),
)
