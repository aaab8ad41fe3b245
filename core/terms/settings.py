"""Settings of the company about terms."""

from __future__ import annotations

from core.documents.preferences import Preference, declare
from core.documents.reference import FieldKind
from core.kernel.i18n import N_
from core.terms.statuses import AgreementUse, StageMode

AGREEMENT_USE = declare(
    Preference(
        "agreement_use",
        N_("Agreements"),
        AgreementUse.BOTH,
        FieldKind.CHOICE,
        choices={
            AgreementUse.BOTH: N_("standard and individual"),
            AgreementUse.STANDARD: N_("only standard"),
            AgreementUse.INDIVIDUAL: N_("only individual"),
            AgreementUse.NONE: N_("not used"),
        },
    )
)

STAGE_MODE = declare(
    Preference(
        "stage_mode",
        N_("Payment stages"),
        StageMode.TEMPLATES,
        FieldKind.CHOICE,
        choices={
            StageMode.TEMPLATES: N_("by schedules or by hand"),
            StageMode.ARBITRARY: N_("by hand, any number"),
            StageMode.TWO: N_("prepayment and/or credit"),
        },
    )
)
