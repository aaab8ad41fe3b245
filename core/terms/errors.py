"""What terms have to say."""

from __future__ import annotations

from core.kernel.errors import Refused


class StagesWrongPercent(Refused):
    """A payment stage is of nothing, or of more than everything. Facts: line."""

    code = "stages-percent"


class StagesWrongShift(Refused):
    """The shift of a stage makes no sense. Facts: line, most (days)."""

    code = "stages-shift"


class StagesWrongSum(Refused):
    """Stages do not come to 100 %. Facts: percent (hundredths), line (0)."""

    code = "stages-sum"


class StagesWrongOrder(Refused):
    """A stage stands after one that comes later. Facts: line."""

    code = "stages-order"


class StagesWrongMode(Refused):
    """The settings allow at most one prepayment and one credit. Facts: line."""

    code = "stages-mode"


class SchedulesNotUsed(Refused):
    """The settings let nobody take stages from a schedule. No facts."""

    code = "schedules-not-used"


class AgreementKindNotUsed(Refused):
    """The settings do not use agreements of this kind. Facts: kind (a msgid)."""

    code = "agreement-kind-not-used"


class AgreementIncomplete(Refused):
    """Something that its kind needs is missing. Facts: document, what (a msgid)."""

    code = "agreement-incomplete"


class NotAStandard(Refused):
    """An individual agreement refines a standard one, nothing else. Facts: document (number)."""

    code = "not-a-standard"


class ApprovalNeeded(Refused):
    """It departs from the standard, so others have to approve it. Facts: document, count."""

    code = "approval-needed"


class AgreementClosed(Refused):
    """A closed agreement is not edited. Facts: document."""

    code = "agreement-closed"


class ContractClosed(Refused):
    """A closed contract is not edited. Facts: document."""

    code = "contract-closed"


class ContractFixed(Refused):
    """Between whom and in which currency is fixed once a contract is in force.

    Facts: document, what (a msgid).
    """

    code = "contract-fixed"


class ForeignLegalEntity(Refused):
    """The counterparty is not one of the partner's. Facts: document (number or "")."""

    code = "foreign-legal-entity"


class RateMissing(Refused):
    """A fixed rate has to be written in the contract, above zero. Facts: currency."""

    code = "rate-missing"
