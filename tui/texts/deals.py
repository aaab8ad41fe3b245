"""Errors of deals, customer needs and visits."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "deal-closed": ErrorText(
        N_("The deal is closed"),
        N_("Deal {document} is won or lost and is not changed any more."),
        N_("Open it again if the customer thinks better of it."),
        short=N_("Deal is closed"),
    ),
    "need-closed": ErrorText(
        N_("The need is closed"),
        N_("Need {document} is satisfied or dropped and is not changed any more."),
        N_("Record it again as a need if it is one."),
        short=N_("Need is closed"),
    ),
    "visit-ended": ErrorText(
        N_("The visit has ended"),
        N_("Visit {document} is done or cancelled and is not changed any more."),
        N_("Plan a new visit, or plan a cancelled one anew."),
        short=N_("Visit has ended"),
    ),
    "wrong-stage": ErrorText(
        N_("The deal cannot stand at this stage"),
        N_("Deal {document}: “{stage}” is where it stands, ends deals, or is out of use."),
        N_("Choose another stage of work; to end the deal, win or lose it."),
        short=N_("Other stage"),
    ),
    "stage-in-use": ErrorText(
        N_("Deals stand at this stage"),
        N_("“{stage}”: deals that stand there: {count}."),
        N_("Move them first, or make a new stage; nothing was changed."),
        Severity.STOP,
        N_("Deals stand there"),
    ),
    "no-stage": ErrorText(
        N_("A stage of deals is missing"),
        N_("No stage in use is of the kind this step needs: of work, won or lost."),
        N_("Add one to “Stages of deals”, or ask somebody who may."),
        short=N_("No such stage"),
    ),
    "reason-missing": ErrorText(
        N_("The reason or the result is missing"),
        N_("{document}: this step is taken for a reason, or with a result."),
        N_("Say why, or what came of it; reasons of the book are picked from it."),
        short=N_("Say why"),
    ),
    "nothing-asked": ErrorText(
        N_("Nothing was asked for"),
        N_("Line {line} names no item and says nothing in words, or there is no line at all."),
        N_("Pick the item, or write what we do not carry."),
        short=N_("Say what"),
    ),
    "not-satisfying": ErrorText(
        N_("This does not satisfy the need"),
        N_("Need {document}: {by} is of another partner, or gives the customer nothing yet."),
        N_("Choose an order or a quotation of the same partner."),
        short=N_("Other document"),
    ),
    "no-basis": ErrorText(
        N_("Nothing can be made of this any more"),
        N_("{document} is lost, dropped or cancelled."),
        N_("Open it again, or plan it anew, first."),
        short=N_("Came to nothing"),
    ),
}
