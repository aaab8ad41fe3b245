"""Why a line costs what it costs: the steps of `core.discounts`."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.traces import Mark, TraceText

PAYMENT_FORMS = {
    "cash": N_("in cash"),
    "cashless": N_("bank transfer"),
    "card": N_("payment card"),
}

WEEKDAYS = {
    "0": N_("Mon"),
    "1": N_("Tue"),
    "2": N_("Wed"),
    "3": N_("Thu"),
    "4": N_("Fri"),
    "5": N_("Sat"),
    "6": N_("Sun"),
}

_LINE: dict[str, TraceText] = {
    "charged": TraceText(N_("Line {line_no}, {item}")),
    "gross": TraceText(N_("Price {price:money} × {quantity:quantity}")),
    "price-agreement": TraceText(N_("Agreement “{agreement}” sells by “{price_type}”")),
    "price-typed": TraceText(N_("Price type “{price_type}”: typed")),
    "price-held": TraceText(N_("Price type “{price_type}”: holds since before")),
    "price-missing": TraceText(N_("Price type “{price_type}”: no price"), Mark.FAINT),
    "price-computed": TraceText(N_("Price type “{price_type}”: computed")),
    "price-kept": TraceText(
        N_("The threshold of {threshold:percent} keeps it: computed it would be {computed:money}"),
        Mark.BAD,
    ),
    "price-written": TraceText(N_("Price written in the line")),
    "manual-percent-line": TraceText(N_("By hand on the line: {percent:percent}"), Mark.GOOD),
    "manual-sum-line": TraceText(N_("By hand on the line: {value:money}"), Mark.GOOD),
    "manual-percent-document": TraceText(
        N_("By hand on the document: {percent:percent}"), Mark.GOOD
    ),
    "manual-sum-document": TraceText(N_("By hand on the document: {value:money}"), Mark.GOOD),
    "manual-percent-line-markup": TraceText(
        N_("Markup by hand on the line: {percent:percent}"), Mark.GOOD
    ),
    "manual-sum-line-markup": TraceText(N_("Markup by hand on the line: {value:money}"), Mark.GOOD),
    "manual-percent-document-markup": TraceText(
        N_("Markup by hand on the document: {percent:percent}"), Mark.GOOD
    ),
    "manual-sum-document-markup": TraceText(
        N_("Markup by hand on the document: {value:money}"), Mark.GOOD
    ),
}

_GROUPS: dict[str, TraceText] = {
    "group-sum": TraceText(N_("{name}: addition, each from the price of the group")),
    "group-multiply": TraceText(N_("{name}: multiplication, one after another")),
    "group-min": TraceText(N_("{name}: the least, on every line")),
    "group-max": TraceText(N_("{name}: the greatest, on every line")),
    "group-displace": TraceText(N_("{name}: only the first that applies, on every line")),
    "group-min-document": TraceText(N_("{name}: the least, over the document")),
    "group-max-document": TraceText(N_("{name}: the greatest, over the document")),
    "group-displace-document": TraceText(
        N_("{name}: only the first that applies, over the document")
    ),
    "points-group-sum": TraceText(N_("{name}: points by addition, {points:money}")),
    "points-group-multiply": TraceText(N_("{name}: points one after another, {points:money}")),
    "points-group-min": TraceText(N_("{name}: the fewest points, {points:money}")),
    "points-group-max": TraceText(N_("{name}: the most points, {points:money}")),
    "points-group-displace": TraceText(
        N_("{name}: points of the first that applies, {points:money}")
    ),
    "points-group-min-document": TraceText(
        N_("{name}: the fewest points over the document, {points:money}")
    ),
    "points-group-max-document": TraceText(
        N_("{name}: the most points over the document, {points:money}")
    ),
    "points-group-displace-document": TraceText(
        N_("{name}: points of the first that applies in the document, {points:money}")
    ),
}

_FATES: dict[str, TraceText] = {
    "given": TraceText(N_("{name}: given"), Mark.GOOD),
    "given-markup": TraceText(N_("{name}: added to the price"), Mark.GOOD),
    "given-points": TraceText(N_("{name}: {points:money} points"), Mark.GOOD),
    "given-message": TraceText(N_("{name}: says “{text}”"), Mark.GOOD),
    "given-card": TraceText(N_("{name}: a card is to be given"), Mark.GOOD),
    "would-give": TraceText(N_("{name}: would have given {value:money}"), Mark.BAD),
    "lost-min": TraceText(N_("{name}: {value:money} is more than “{winner}” gives"), Mark.BAD),
    "lost-max": TraceText(N_("{name}: {value:money} is not more than “{winner}” gives"), Mark.BAD),
    "displaced": TraceText(N_("{name}: {value:money} displaced by “{winner}”"), Mark.BAD),
    "lost-min-document": TraceText(
        N_("{name}: {value:money} here; “{winner}” is less over the document"), Mark.BAD
    ),
    "lost-max-document": TraceText(
        N_("{name}: {value:money} here; “{winner}” is more over the document"), Mark.BAD
    ),
    "displaced-document": TraceText(
        N_("{name}: {value:money} displaced by “{winner}” in the document"), Mark.BAD
    ),
    "points-lost-min": TraceText(
        N_("{name}: {value:money} points are more than “{winner}” gives"), Mark.BAD
    ),
    "points-lost-max": TraceText(
        N_("{name}: {value:money} points are not more than “{winner}” gives"), Mark.BAD
    ),
    "points-displaced": TraceText(
        N_("{name}: {value:money} points displaced by “{winner}”"), Mark.BAD
    ),
    "points-lost-min-document": TraceText(
        N_("{name}: {value:money} points here; “{winner}” is fewer over the document"), Mark.BAD
    ),
    "points-lost-max-document": TraceText(
        N_("{name}: {value:money} points here; “{winner}” is more over the document"), Mark.BAD
    ),
    "points-displaced-document": TraceText(
        N_("{name}: {value:money} points displaced by “{winner}” in the document"), Mark.BAD
    ),
    "ignored-dates": TraceText(
        N_("{name}: holds from {starts} to {ends}, the sale is on {on}"), Mark.FAINT
    ),
    "ignored-inactive": TraceText(N_("{name}: not switched on here"), Mark.FAINT),
    "ignored-not-chosen": TraceText(N_("{name}: nobody picked it from the list"), Mark.FAINT),
    "ignored-condition": TraceText(N_("{name}: a condition is not met"), Mark.FAINT),
    "ignored-scope": TraceText(N_("{name}: not for this item"), Mark.FAINT),
    "ignored-nothing": TraceText(N_("{name}: gives nothing on this line"), Mark.FAINT),
    "cap-line": TraceText(N_("Cut from {wanted:money} to what is left: {left:money}"), Mark.BAD),
    "cap-group": TraceText(
        N_("The line has no more: {given:money} of {wanted:money} given"), Mark.BAD
    ),
}

_BENEFITS: dict[str, TraceText] = {
    "gives-percent": TraceText(N_("{percent:percent} of {base:money}")),
    "gives-percent-refined": TraceText(
        N_("{percent:percent} of {base:money}, the rate of the price group")
    ),
    "gives-percent-markup": TraceText(N_("{percent:percent} of {base:money} on top")),
    "gives-percent-markup-refined": TraceText(
        N_("{percent:percent} of {base:money} on top, the rate of the price group")
    ),
    "gives-sum-line": TraceText(N_("{value:money} off the line")),
    "gives-sum-line-refined": TraceText(N_("{value:money} off the line, by the price group")),
    "gives-sum-line-times": TraceText(N_("{value:money} off the line, {times} times over")),
    "gives-sum-line-markup": TraceText(N_("{value:money} added to the line")),
    "gives-sum-line-markup-refined": TraceText(
        N_("{value:money} added to the line, by the price group")
    ),
    "gives-sum-line-markup-times": TraceText(
        N_("{value:money} added to the line, {times} times over")
    ),
    "gives-sum-document": TraceText(
        N_("{value:money} off the document; the line is {base:money} of {whole:money}")
    ),
    "gives-sum-document-times": TraceText(
        N_(
            "{value:money} off the document, {times} times over; the line is {base:money} of"
            " {whole:money}"
        )
    ),
    "gives-sum-document-markup": TraceText(
        N_("{value:money} added to the document; the line is {base:money} of {whole:money}")
    ),
    "gives-sum-document-markup-times": TraceText(
        N_(
            "{value:money} added to the document, {times} times over; the line is {base:money} of"
            " {whole:money}"
        )
    ),
    "gives-quantity": TraceText(
        N_(
            "Of every {every:quantity} free {free:quantity}: {bought:quantity} bought, here free"
            " {here:quantity}"
        )
    ),
    "gives-gift": TraceText(N_("Gifts due: {quantity:quantity}, here {here:quantity}")),
    "gives-special-price": TraceText(
        N_("By “{price_type}” the line is {special:money} instead of {base:money}")
    ),
    "gives-no-price": TraceText(N_("The item has no price by “{price_type}”")),
    "gives-rounding": TraceText(
        N_("The document is rounded to {precision:money}: {whole:money} becomes {round:money}")
    ),
    "gives-bonus-percent": TraceText(N_("{percent:percent} of the {base:money} charged")),
    "gives-bonus-percent-refined": TraceText(
        N_("{percent:percent} of the {base:money} charged, the rate of the price group")
    ),
    "gives-bonus-sum": TraceText(N_("{points:money} points for the document")),
    "gives-bonus-sum-times": TraceText(
        N_("{points:money} points for the document, {times} times over")
    ),
    "gives-plugin": TraceText(N_("Plug-in {plugin}: {text}")),
}

_CONDITIONS: dict[str, TraceText] = {
    "condition-quantity-document": TraceText(
        N_("{name}: quantity {actual:quantity}, wanted {sign} {wanted:quantity}")
    ),
    "condition-quantity-line": TraceText(
        N_("{name}: quantity of the line {actual:quantity}, wanted {sign} {wanted:quantity}")
    ),
    "condition-sum-document": TraceText(
        N_("{name}: sum {actual:money}, wanted {sign} {wanted:money}")
    ),
    "condition-sum-line": TraceText(
        N_("{name}: sum of the line {actual:money}, wanted {sign} {wanted:money}")
    ),
    "condition-items-document": TraceText(
        N_("{name}: different items {actual}, wanted {sign} {wanted}")
    ),
    "condition-items-line": TraceText(
        N_("{name}: different items in the line {actual}, wanted {sign} {wanted}")
    ),
    "condition-equal-document": TraceText(
        N_("{name}: of this item {actual:quantity}, wanted {sign} {wanted:quantity}")
    ),
    "condition-equal-line": TraceText(
        N_("{name}: of this item in the line {actual:quantity}, wanted {sign} {wanted:quantity}")
    ),
    "condition-accumulated-partner": TraceText(
        N_(
            "{name}: the client bought for {actual:money} until {until},"
            " wanted {sign} {wanted:money}"
        )
    ),
    "condition-accumulated-card": TraceText(
        N_("{name}: by the card {actual:money} until {until}, wanted {sign} {wanted:money}")
    ),
    "condition-accumulated-partner-since": TraceText(
        N_(
            "{name}: the client bought for {actual:money} from {since} to {until},"
            " wanted {sign} {wanted:money}"
        )
    ),
    "condition-accumulated-card-since": TraceText(
        N_(
            "{name}: by the card {actual:money} from {since} to {until},"
            " wanted {sign} {wanted:money}"
        )
    ),
    "condition-time": TraceText(
        N_("{name}: now {weekday} {time}, wanted {hours}"), words={"weekday": WEEKDAYS}
    ),
    "condition-payment": TraceText(
        N_("{name}: paid by {actual}, wanted {wanted}"),
        words={"wanted": PAYMENT_FORMS, "actual": PAYMENT_FORMS},
    ),
    "condition-schedule": TraceText(N_("{name}: the payment schedule should be “{wanted}”")),
    "condition-no-card": TraceText(N_("{name}: no loyalty card may be shown")),
    "condition-card": TraceText(N_("{name}: a card of kind “{wanted}” should be shown")),
    "condition-any-card": TraceText(N_("{name}: a loyalty card should be shown")),
    "condition-group": TraceText(N_("{name}: the responsible is {actual}, wanted {wanted}")),
    "condition-client": TraceText(N_("{name}: the client should be in segment “{wanted}”")),
    "condition-birthday": TraceText(
        N_("{name}: birthday {actual}, wanted {before} days before to {after} days after")
    ),
    "condition-plugin": TraceText(N_("{name}: plug-in {plugin}: {text}")),
}

TRACES: dict[str, TraceText] = {**_LINE, **_GROUPS, **_FATES, **_BENEFITS, **_CONDITIONS}
