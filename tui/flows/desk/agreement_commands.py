"""What can be done with an agreement: put in force, send to approval, refine, end."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.statuses import TASK_KINDS, ApprovalStatus, TaskKind
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
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Values
from tui.locale import _

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


def _ask(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    asked = ask_agreement(
        session,
        actor,
        _key(card),
        due=given.values.get("due"),
        text=str(given.values.get("text") or ""),
        clock=clock,
    )
    people = "; ".join(
        f"{_(TASK_KINDS[TaskKind(kind.value)])}: {', '.join(names)}"
        for kind, names in asked.tasks.items()
    )
    return Done(N_("Sent to approval. {people}."), {"people": people})


def _withdraw(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    withdraw_agreement(session, actor, _key(card), clock=clock)
    return Done(N_("{heading}: nobody is asked any more."), {"heading": card.heading})


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


def _due(card: Card, given: Given) -> Values:
    """Return the usual term of an approval, as the settings have it."""
    if given.today is None:
        return {}
    return {"due": given.today + dt.timedelta(days=card.values.get("approval_days") or 0)}


def _asked(card: Card) -> bool:
    return card.values.get("approval") == ApprovalStatus.PENDING


COMMANDS = (
    Command(
        "enforce",
        N_("Put in force"),
        _READ,
        _enforce,
        lambda card: _mine(card) and is_live(card),
        N_("Put {heading} in force? Orders can be made under it at once."),
    ),
    Command(
        "ask",
        N_("Send to approval"),
        _READ,
        _ask,
        lambda card: (
            _mine(card)
            and is_live(card)
            and not _asked(card)
            and bool(card.lines.get("differences"))
        ),
        asks=(
            Field("due", N_("Answer until"), FieldKind.DATE, width=10),
            Field("text", N_("Text"), width=60),
        ),
        initial=_due,
    ),
    Command(
        "withdraw",
        N_("Take back from approval"),
        _READ,
        _withdraw,
        lambda card: _mine(card) and _asked(card),
    ),
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
