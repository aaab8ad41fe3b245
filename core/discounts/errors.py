"""What discounts and loyalty have to say."""

from __future__ import annotations

from core.kernel.errors import Refused


class GroupInItself(Refused):
    """A group cannot stand inside itself or below itself. Facts: group, into."""

    code = "group-in-itself"


class NotAGroup(Refused):
    """Only groups hold discounts. Facts: discount."""

    code = "not-a-group"


class RootStays(Refused):
    """The root of the tree is neither moved nor taken out of use. No facts."""

    code = "root-stays"


class ConditionUsed(Refused):
    """A condition is taken out of use when no discount needs it. Facts: condition, discounts."""

    code = "condition-used"


class TryPriceWrong(Refused):
    """A price of a file for `klad price try` cannot be computed.

    Facts: file, place, reason (the error that says why, of `core.pricing`).
    """

    code = "try-price-wrong"


class UnknownCard(Refused):
    """No loyalty card has this code. Facts: code."""

    code = "unknown-card"


class CardNotActive(Refused):
    """The card does not act: it was not given out yet, or was annulled. Facts: card, status."""

    code = "card-not-active"


class CardNeedsOwner(Refused):
    """Cards of a named kind act when they have an owner. Facts: card, kind."""

    code = "card-needs-owner"


class CardNeedsCode(Refused):
    """The kind says what its cards are read by, and the card has no such code. Facts: kind."""

    code = "card-needs-code"


class CardWithoutPoints(Refused):
    """Cards of this kind hold no points. Facts: card, kind."""

    code = "card-without-points"


class NotEnoughPoints(Refused):
    """Fewer points can be spent than were asked for. Facts: card, asked, available, pending."""

    code = "not-enough-points"


class ShareExceeded(Refused):
    """Points pay only a part of a sale. Facts: programme, share, asked, allowed."""

    code = "share-exceeded"


class AlreadyReversed(Refused):
    """The entry was taken back before. Facts: document, by."""

    code = "already-reversed"


class PointsSpent(Refused):
    """What an entry brought in has been spent since. Facts: document, card, asked, available."""

    code = "points-spent"


class TryFileWrong(Refused):
    """A file for `klad price try` cannot be used. Facts: file, place, found, expected."""

    code = "try-file-wrong"
