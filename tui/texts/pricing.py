"""Errors of prices: formulas, price types, price documents."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

_MEND = N_("Correct the formula there; nothing was changed.")

_FORMULAS: dict[str, ErrorText] = {
    "formula-fault": ErrorText(
        N_("The formula is not right"), N_("Look at character {position}."), _MEND
    ),
    "formula-empty": ErrorText(
        N_("The formula is empty"),
        "",
        N_("Type a formula, such as [Wholesale] * 1.2, or choose another method."),
    ),
    "formula-too-long": ErrorText(
        N_("The formula is too long"),
        N_("It has more than {most} words and signs."),
        N_("Split it: an auxiliary price type can hold a part of it."),
    ),
    "formula-number-too-long": ErrorText(
        N_("The number is too long"),
        N_("The number at character {position} has more than {most} digits."),
        _MEND,
    ),
    "formula-character": ErrorText(
        N_("A character that formulas do not have"),
        N_("“{came}” stands at character {position}."),
        _MEND,
    ),
    "formula-name-unclosed": ErrorText(
        N_("A bracket is missing: ]"),
        N_("The name that begins at character {position} never ends."),
        _MEND,
    ),
    "formula-operand-expected": ErrorText(
        N_("A price type, a number or a function is expected"),
        N_("“{came}” came at character {position}."),
        _MEND,
    ),
    "formula-operand-missing": ErrorText(
        N_("A price type, a number or a function is expected"),
        N_("The formula ends at character {position} instead."),
        _MEND,
    ),
    "formula-operator-expected": ErrorText(
        N_("A sign of arithmetic or the end is expected"),
        N_("“{came}” came at character {position}."),
        _MEND,
    ),
    "formula-bracket-expected": ErrorText(
        N_("“{expected}” is expected"),
        N_("“{came}” came at character {position}; the bracket stands at {opened}."),
        _MEND,
    ),
    "formula-bracket-missing": ErrorText(
        N_("“{expected}” is expected"),
        N_("The formula ends at character {position}; the bracket stands at {opened}."),
        _MEND,
    ),
    "formula-unknown-function": ErrorText(
        N_("There is no function {came}"),
        N_("It stands at character {position}. There are: {suggestions}."),
        N_("Names of price types stand in square brackets. Nothing was changed."),
    ),
    "formula-unknown-operand": ErrorText(
        N_("No price type is called [{operand}]"),
        N_("It stands at character {position}. Alike: {suggestions}."),
        N_("F4 picks a price type; nothing was changed."),
    ),
    "formula-arity": ErrorText(
        N_("{function} takes another number of arguments"),
        N_("At character {position}: expected {expected}, came {came}."),
        N_("Part arguments by “;”: a comma between digits is a decimal comma."),
    ),
    "formula-number-expected": ErrorText(
        N_("A number is expected"),
        N_("{came} at character {position} is a condition."),
        N_("Conditions stand in ?(condition; then; otherwise). Nothing was changed."),
    ),
    "formula-condition-expected": ErrorText(
        N_("A condition is expected"),
        N_("{came} at character {position} is a number."),
        N_("Compare it with something, such as [Wholesale] > 100. Nothing was changed."),
    ),
    "formula-digits-expected": ErrorText(
        N_("How many decimals to round to is a whole number from -6 to 6"),
        N_("{came} came at character {position}."),
        _MEND,
    ),
}

_TYPES: dict[str, ErrorText] = {
    "price-fault": ErrorText(
        N_("A price cannot be computed"), "", N_("Look at the price type; nothing was changed.")
    ),
    "price-division-by-zero": ErrorText(
        N_("The formula of {price_type} divides by zero"),
        N_("It happens for {item}, at character {position}."),
        N_("Correct the price it divides by, or ask for it in ?(…; …; …) first."),
        Severity.WARN,
        N_("Division by zero"),
    ),
    "price-negative": ErrorText(
        N_("{price_type} comes out below zero"),
        N_("{item} would cost {amount:money}."),
        N_("Correct the formula or the prices it is computed from."),
        Severity.WARN,
        N_("Price below zero"),
    ),
    "price-cycle": ErrorText(
        N_("Price types are computed from each other in a circle"),
        N_("Round the circle: {path}."),
        N_("Change the formula or the base of one of them; nothing was changed."),
    ),
    "price-base-missing": ErrorText(
        N_("A markup needs a price type to be reckoned from"),
        N_("{price_type} names none."),
        N_("Choose the base type, or another method."),
    ),
    "price-query-missing": ErrorText(
        N_("The query is empty"),
        "",
        N_("Type a SELECT with the columns item_id and price, or choose another method."),
    ),
    "price-query-wrong": ErrorText(
        N_("The query of {price_type} does not run"),
        N_("The database said: {reason} (character {position})."),
        N_("Correct the query; nothing was changed."),
    ),
    "price-query-columns": ErrorText(
        N_("The query of {price_type} gives other columns than prices need"),
        N_("Needed: item_id, price and, if wanted, variant_id. Found: {found}."),
        N_("Correct the query; nothing was changed."),
    ),
    "price-identifier-taken": ErrorText(
        N_("[{identifier}] is taken"),
        N_("Formulas call {price_type} so."),
        N_("Choose another word for formulas."),
    ),
    "price-identifier-used": ErrorText(
        N_("[{identifier}] stands in formulas"),
        N_("They are the formulas of: {users}."),
        N_("Change those formulas first; nothing was changed."),
    ),
    "price-identifier-bad": ErrorText(
        N_("Square brackets cannot stand in a name for formulas"),
        N_("“{identifier}” came."),
        N_("Type it without brackets."),
    ),
    "price-currency-bad": ErrorText(
        N_("A currency is three Latin letters"),
        N_("“{currency}” came, expected one such as RUB, USD, CNY."),
        N_("Type the code of the currency."),
    ),
    "price-refines-mismatch": ErrorText(
        N_("{price_type} cannot take the place of {refines}"),
        N_(
            "An individual type takes the place of a common one of the same currency, both with "
            "VAT or both without."
        ),
        N_("Name the partner, and choose another common type."),
    ),
    "price-segment-missing": ErrorText(
        N_("No segment is named"),
        N_("{price_type} is to price only the items of its segment."),
        N_("Choose the segment, or take the mark off."),
    ),
}

_REGISTERING: dict[str, ErrorText] = {
    "price-auxiliary": ErrorText(
        N_("{price_type} is an auxiliary type"),
        N_("Its prices are kept in price documents only."),
        N_("Set them in a price document, or take the mark off the type."),
    ),
    "price-outside-segment": ErrorText(
        N_("{price_type} is not meant for {item}"),
        N_("The item is outside the segment of the price type. Such prices: {count}."),
        N_("Take the item into the segment, or leave its price out. Nothing was changed."),
    ),
    "price-type-not-in-force": ErrorText(
        N_("{price_type} is not in force"),
        "",
        N_("Put the price type into force, or leave its prices out. Nothing was changed."),
    ),
    "price-mixed-vat": ErrorText(
        N_("Prices with VAT and without do not go into one document"),
        N_("{price_type} differs from: {others}."),
        N_("Make a document for each; nothing was changed."),
    ),
    "price-document-empty": ErrorText(
        N_("There is no price in {document}"),
        "",
        N_("Add items and prices first; nothing was changed."),
    ),
    "price-document-agreed": ErrorText(
        N_("{document} is agreed already"),
        N_("Its prices are in force."),
        N_("Take the document back to change it."),
    ),
    "price-no-supply-types": ErrorText(
        N_("No price type is set by supply"),
        "",
        N_("Mark the price types that are to be, then try again."),
    ),
    "price-nothing-supplied": ErrorText(
        N_("{document} brought nothing in that has a price"),
        "",
        N_("Give its lines prices, or set prices by hand."),
    ),
    "price-too-many-items": ErrorText(
        N_("Too many items for one document"),
        N_("There would be {count}; a document takes {most}."),
        N_("Narrow the selection, or let a recalculation price them all."),
    ),
}

TEXTS: dict[str, ErrorText] = {**_FORMULAS, **_TYPES, **_REGISTERING}
