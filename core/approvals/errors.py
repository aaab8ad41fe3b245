"""What approvals have to say."""

from __future__ import annotations

from core.kernel.errors import Conflict, Refused


class NothingToApprove(Refused):
    """Nobody needs to be asked: no reason was given. Facts: document (number)."""

    code = "nothing-to-approve"


class NobodyApproves(Refused):
    """Nobody who may see the document holds the right. Facts: document (number), kind (a msgid)."""

    code = "nobody-approves"


class NotBeingApproved(Refused):
    """There is no open round to withdraw. Facts: document (number)."""

    code = "not-being-approved"


class RemarkMissing(Refused):
    """A refusal needs its reason, remarks need to be said. Facts: document (number)."""

    code = "remark-missing"


class OwnApproval(Refused):
    """Whoever asked does not answer, for others hold the right. Facts: document (number)."""

    code = "own-approval"


class AlreadyApproved(Conflict):
    """Another approver was faster and said yes. Facts: document (number), who, at."""

    code = "already-approved"


class AlreadyRefused(Conflict):
    """Another approver was faster and said no. Facts: document (number), who, at, remark."""

    code = "already-refused"


class NotAskedAnyMore(Conflict):
    """It was withdrawn, asked anew, or the document was changed. Facts: document (number)."""

    code = "not-asked-any-more"
