"""What deals, needs and visits have to say."""

from __future__ import annotations

from core.kernel.errors import Refused


class DealClosed(Refused):
    """A won or lost deal is not worked on; open it again first. Facts: document."""

    code = "deal-closed"


class NeedClosed(Refused):
    """A need that is satisfied or dropped is not changed. Facts: document."""

    code = "need-closed"


class VisitEnded(Refused):
    """A visit that is done or cancelled is not changed. Facts: document."""

    code = "visit-ended"


class WrongStage(Refused):
    """A deal cannot be put into a stage of that kind by this step. Facts: document, stage."""

    code = "wrong-stage"


class StageInUse(Refused):
    """Deals stand in a stage, so what it means cannot change. Facts: stage, count."""

    code = "stage-in-use"


class NoStage(Refused):
    """The book of stages has no stage in use that the step needs. Facts: kind."""

    code = "no-stage"


class ReasonMissing(Refused):
    """Losing, dropping and cancelling need a reason, doing a result. Facts: document."""

    code = "reason-missing"


class NothingAsked(Refused):
    """A need has no line, or a line says neither item nor words. Facts: line."""

    code = "nothing-asked"


class NotSatisfying(Refused):
    """A need is satisfied by an order or a quotation of the same partner. Facts: document, by."""

    code = "not-satisfying"


class NoBasis(Refused):
    """Nothing may be made on the basis of a document in this status. Facts: document."""

    code = "no-basis"
