"""The words of approvals: which terms, which verdict, how far a round and a task have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from core.access.roles import Permission
from core.kernel.i18n import N_


class ApprovalKind(StrEnum):
    """Which terms a task is about (domain §3.8)."""

    COMMERCIAL = "commercial"
    """Ценовые условия."""
    FINANCIAL = "financial"
    """Финансовые условия."""
    LOGISTIC = "logistic"
    """Логистические условия."""


class TaskKind(StrEnum):
    """What a task asks of a person: the kinds of approval, and reading what came of them."""

    COMMERCIAL = ApprovalKind.COMMERCIAL.value
    FINANCIAL = ApprovalKind.FINANCIAL.value
    LOGISTIC = ApprovalKind.LOGISTIC.value
    RESULTS = "results"
    """Ознакомиться с результатами: for whoever asked, after a refusal or a remark."""


class Verdict(StrEnum):
    """What an approver says."""

    APPROVE = "approve"
    """Согласовано."""
    APPROVE_WITH_REMARKS = "approve_with_remarks"
    """Согласовано с замечаниями."""
    REFUSE = "refuse"
    """Не согласовано."""


class TaskState(StrEnum):
    """How far a task has come."""

    OPEN = "open"
    APPROVED = "approved"
    REMARKS = "remarks"
    """Approved with remarks."""
    REFUSED = "refused"
    READ = "read"
    """Of results: the author has read them."""
    DROPPED = "dropped"
    """Nobody needs the answer any more."""


class RoundState(StrEnum):
    """How far a round of approval has come."""

    PENDING = "pending"
    APPROVED = "approved"
    """Everybody asked was for it."""
    REFUSED = "refused"
    """Somebody was against it; the others are not asked any more."""
    WITHDRAWN = "withdrawn"
    """Taken back by whoever asked."""
    REPLACED = "replaced"
    """Asked again before all had answered."""
    EDITED = "edited"
    """The document was changed meanwhile."""


class ApprovalStatus(StrEnum):
    """Where a document stands with its approval."""

    NONE = "none"
    """Nobody was asked, or it was taken back."""
    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    OUTDATED = "outdated"
    """It was changed after it had been asked for or approved: ask again."""


class OwnApprovals(StrEnum):
    """Whether somebody may approve what he asked for himself."""

    NEVER = "never"
    ALONE = "alone"
    """Only where nobody else holds the right."""
    ALWAYS = "always"


PERMISSIONS: Mapping[ApprovalKind, Permission] = MappingProxyType(
    {
        ApprovalKind.COMMERCIAL: Permission.APPROVE_COMMERCIAL,
        ApprovalKind.FINANCIAL: Permission.APPROVE_FINANCIAL,
        ApprovalKind.LOGISTIC: Permission.APPROVE_LOGISTIC,
    }
)
"""The right that answers a task of a kind."""

OUTCOMES: Mapping[Verdict, TaskState] = MappingProxyType(
    {
        Verdict.APPROVE: TaskState.APPROVED,
        Verdict.APPROVE_WITH_REMARKS: TaskState.REMARKS,
        Verdict.REFUSE: TaskState.REFUSED,
    }
)

TASK_KINDS: Mapping[TaskKind, str] = MappingProxyType(
    {
        TaskKind.COMMERCIAL: N_("Commercial terms"),
        TaskKind.FINANCIAL: N_("Financial terms"),
        TaskKind.LOGISTIC: N_("Logistic terms"),
        TaskKind.RESULTS: N_("Read the results"),
    }
)
"""Kind → msgid."""

TASK_STATES: Mapping[TaskState, str] = MappingProxyType(
    {
        TaskState.OPEN: N_("Waiting"),
        TaskState.APPROVED: N_("Approved"),
        TaskState.REMARKS: N_("Approved with remarks"),
        TaskState.REFUSED: N_("Not approved"),
        TaskState.READ: N_("Has been read"),
        TaskState.DROPPED: N_("Not needed any more"),
    }
)

ROUND_STATES: Mapping[RoundState, str] = MappingProxyType(
    {
        RoundState.PENDING: N_("Waiting"),
        RoundState.APPROVED: N_("Approved"),
        RoundState.REFUSED: N_("Not approved"),
        RoundState.WITHDRAWN: N_("Withdrawn"),
        RoundState.REPLACED: N_("Asked again"),
        RoundState.EDITED: N_("Changed meanwhile"),
    }
)

APPROVAL_STATUSES: Mapping[ApprovalStatus, str] = MappingProxyType(
    {
        ApprovalStatus.NONE: N_("not asked for"),
        ApprovalStatus.PENDING: N_("being approved"),
        ApprovalStatus.APPROVED: N_("approved"),
        ApprovalStatus.REFUSED: N_("not approved"),
        ApprovalStatus.OUTDATED: N_("changed since: ask again"),
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody has to be asked: one fact of a document that needs a yes."""

    code: str
    """"price-below", "stages-weaker": texts are in `tui.texts`."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """Plain values that the text names as places; ids of rows where it names rows."""
