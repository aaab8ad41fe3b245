"""Names of terms, approvals, deals and needs as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "agreed": N_("agreed quantity"),
    "agreement": N_("agreement"),
    "approvable type": N_("kind of approval"),
    "approval_round": N_("round of approval"),
    "approval_task": N_("approval task"),
    "code": N_("code"),
    "contract": N_("contract"),
    "customer_need": N_("customer need"),
    "deal": N_("deal"),
    "deal_source": N_("source of deals"),
    "deal_stage": N_("stage of deals"),
    "offered_minor": N_("our price"),
    "wanted": N_("wanted amount"),
    "wanted_minor": N_("price wanted"),
    "expected_minor": N_("expected sum"),
    "item_segment": N_("item segment"),
    "item_segment_id": N_("item segment"),
    "line_no": N_("line number"),
    "lost_reason": N_("reason of losing"),
    "marker": N_("marker"),
    "name": N_("name"),
    "need_reason": N_("reason of the need"),
    "next_visit_on": N_("date of the next visit"),
    "number": N_("number"),
    "partner_segment": N_("partner segment"),
    "payment_schedule": N_("payment schedule"),
    "percent": N_("percent"),
    "planned_on": N_("date of the visit"),
    "probability": N_("probability"),
    "refines_id": N_("standard agreement"),
    "segment book": N_("book of segments"),
    "segments": N_("segments"),
    "time": N_("time"),
    "time_until": N_("time until"),
    "visit_task": N_("visit task"),
}

COLUMNS: Mapping[str, str] = {
    "cancel_text": N_("Why cancelled"),
    "delivery_methods": N_("Ways of delivery"),
    "drop_text": N_("Why dropped"),
    "due_on": N_("Due on"),
    "kind": N_("Kind"),
    "lost_reason_id": N_("Why lost"),
    "lost_text": N_("Said when lost"),
    "next_visit_on": N_("Next visit"),
    "result": N_("Result"),
    "satisfied_by_id": N_("Satisfied by"),
}
