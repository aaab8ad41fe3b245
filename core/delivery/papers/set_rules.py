"""Which papers a trip takes along and how many of each (комплект документов, domain §2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class TripForm(StrEnum):
    """A printed form of the set, in the order in which it comes out."""

    ROUTE_SHEET = "route_sheet"
    LOADING_LIST = "loading_list"
    WAYBILL = "waybill"
    """For each consignment: one company's goods for one recipient."""
    TTN = "ttn_1t"
    """The same."""
    TORG12 = "torg12"
    """For each sales invoice that the trip delivers."""
    LABELS = "delivery_labels"


DEFAULT_COPIES: Mapping[TripForm, int] = {
    TripForm.ROUTE_SHEET: 1,
    TripForm.LOADING_LIST: 1,
    TripForm.WAYBILL: 3,
    TripForm.TTN: 0,
    TripForm.TORG12: 2,
    TripForm.LABELS: 0,
}
"""Where no rule says otherwise: three waybills as the Rules of carriage want (consignor,
consignee, carrier), two delivery notes; labels where a rule wants them."""

OWN_PRINTER = frozenset({TripForm.LABELS})
"""Forms on paper of their own: they go to the printer that is for them, not with the set."""

OF_TRIP = frozenset({TripForm.ROUTE_SHEET, TripForm.LOADING_LIST, TripForm.LABELS})
"""Forms printed once for the whole trip, whoever its clients are."""

MOST_COPIES = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """So many copies of a form; None in a place means "whoever it is"."""

    form: TripForm
    copies: int
    """0: not printed."""
    company_id: int | None = None
    partner_id: int | None = None
    """The client."""
    carrier_id: int | None = None


def copies(
    rules: Iterable[Rule], form: TripForm, *, company_id: int, partner_id: int, carrier_id: int
) -> int:
    """Return how many copies of a form are printed.

    The rule that says most decides: of the carrier before the client before the company
    (domain §2.6), a rule for all before none at all.

    Args:
        rules: all that are in force.
        form: which form.
        company_id: whose goods; 0: of a form of the whole trip.
        partner_id: for whom; 0: of a form of the whole trip.
        carrier_id: who carries; 0: we ourselves.
    """
    found = [
        rule
        for rule in rules
        if rule.form is form
        and rule.company_id in {None, company_id}
        and rule.partner_id in {None, partner_id}
        and rule.carrier_id in {None, carrier_id}
    ]
    if not found:
        return DEFAULT_COPIES[form]
    return max(found, key=_weight).copies


def _weight(rule: Rule) -> tuple[bool, bool, bool]:
    return rule.carrier_id is not None, rule.partner_id is not None, rule.company_id is not None
