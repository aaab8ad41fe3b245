"""Errors of discounts, loyalty cards and points."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

_TREE: dict[str, ErrorText] = {
    "group-in-itself": ErrorText(
        N_("A group cannot stand in itself"),
        N_("“{group}” would come to stand below itself, in “{into}”."),
        N_("Choose a group outside of it; nothing was moved."),
        short=N_("Group in itself"),
    ),
    "not-a-group": ErrorText(
        N_("Only groups hold discounts"),
        N_("“{discount}” is a discount."),
        N_("Choose a group, or make one and put both into it; nothing was changed."),
        short=N_("Not a group"),
    ),
    "root-stays": ErrorText(
        N_("The root of the tree stays where it is"),
        "",
        N_("Move or take out of use what stands in it; nothing was changed."),
        short=N_("The root stays"),
    ),
    "condition-used": ErrorText(
        N_("Discounts need this condition"),
        N_("“{condition}” is a condition of: {discounts}."),
        N_("Detach it from them first: without it they would be given to everybody."),
        short=N_("Condition is used"),
    ),
    "try-file-wrong": ErrorText(
        N_("The file cannot be used"),
        N_("{file}, {place}: found “{found}”, expected: {expected}."),
        N_("Correct that place and try again; docs/guide/price-try.md tells the format."),
        short=N_("File: {place}"),
    ),
    "try-price-wrong": ErrorText(
        N_("A price of the file cannot be computed"),
        N_("{file}, {place}: {reason}"),
        N_("Correct that place and try again; docs/guide/price-try.md tells the format."),
        short=N_("Price: {place}"),
    ),
}

_LOYALTY: dict[str, ErrorText] = {
    "unknown-card": ErrorText(
        N_("No loyalty card has this code"),
        N_("Read: “{code}”."),
        N_("Read the card again, or look for its owner in the list of cards."),
        short=N_("Unknown card"),
    ),
    "card-not-active": ErrorText(
        N_("The card does not act"),
        N_("Card {card}: status {status}."),
        N_("Give it out first; an annulled card needs a new one in its place."),
        Severity.STOP,
        N_("Card does not act"),
    ),
    "card-needs-owner": ErrorText(
        N_("The card needs an owner"),
        N_("Cards of kind “{kind}” are named; card {card} belongs to nobody."),
        N_("Name a person or a partner, save, then give the card out; nothing was changed."),
        short=N_("Card needs an owner"),
    ),
    "card-needs-code": ErrorText(
        N_("The card has no code to be read by"),
        N_("The kind “{kind}” says which codes its cards have."),
        N_("Read or type the missing code; nothing was written."),
        short=N_("Card needs a code"),
    ),
    "card-without-points": ErrorText(
        N_("This card holds no points"),
        N_("Card {card}: the kind “{kind}” has no bonus programme."),
        N_("Name a programme in the kind of card, or take another card."),
        short=N_("No points here"),
    ),
    "not-enough-points": ErrorText(
        N_("Not enough points"),
        N_(
            "Card {card}: asked for {asked:money}, can be spent {available:money}, not yet"
            " {pending:money}."
        ),
        N_("Take fewer; nothing was taken off."),
        short=N_("Points: {available:money}"),
    ),
    "share-exceeded": ErrorText(
        N_("Points pay only a part of a sale"),
        N_(
            "“{programme}”: at most {share:percent}, here {allowed:money}; asked for {asked:money}."
        ),
        N_("Take fewer points; nothing was taken off."),
        short=N_("At most {allowed:money}"),
    ),
    "already-reversed": ErrorText(
        N_("The entry was taken back before"),
        N_("{document} was taken back by {by}."),
        N_("Look at {by}; nothing was changed."),
        short=N_("Taken back already"),
    ),
    "points-spent": ErrorText(
        N_("These points have been spent"),
        N_(
            "{document} brought {asked:money} onto card {card}; of them {available:money} are left."
        ),
        N_("Take back what they were spent on first; nothing was changed."),
        short=N_("Points are spent"),
    ),
}

TEXTS: dict[str, ErrorText] = {**_TREE, **_LOYALTY}
