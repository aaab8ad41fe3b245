"""What the handheld tells while somebody works: refusals, hints, good news."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity, counted

_INFO, _OK, _WARN, _STOP = Severity.INFO, Severity.OK, Severity.WARN, Severity.STOP

TEXTS: dict[str, ErrorText] = {
    "handheld-wrong-cell": ErrorText(
        N_("Wrong cell."),
        N_("Take from {expected}; this is {came}."),
        N_("Scan the label of {expected}."),
        short=N_("Wrong cell {came}"),
    ),
    "handheld-label-only": ErrorText(
        N_("Wrong twice."),
        N_("For {cell} typing no longer counts."),
        N_("Scan the label of {cell}, or skip the line."),
        _STOP,
        N_("Scan label {cell}"),
    ),
    "handheld-wrong-item": ErrorText(
        N_("Wrong item."),
        N_("Expected: {expected}. In your hand: {came}."),
        N_("Put it back and scan the right one."),
        short=N_("Wrong: {came}"),
    ),
    "handheld-unknown-code": ErrorText(
        N_("Unknown code."),
        N_("Nobody knows {came}."),
        N_("Scan another code of the thing, or ask the shift lead to register this one."),
        short=N_("Unknown {came}"),
    ),
    "handheld-misread": ErrorText(
        N_("Misread code."),
        N_("The check digit of {came} does not fit: a digit was lost or changed."),
        N_("Scan it again."),
        short=N_("Misread, scan again"),
    ),
    "handheld-half-scan": ErrorText(
        N_("Half a scan."),
        N_("Only “{came}” came."),
        N_("Scan it again."),
        short=N_("Half a scan: again"),
    ),
    "handheld-bad-scan": ErrorText(
        N_("Unreadable code."),
        N_("“{came}” came ({problem})."),
        N_("Scan it again, or another code of the thing."),
        short=N_("Unreadable code"),
    ),
    "handheld-ambiguous": ErrorText(
        N_("Several things carry this code."),
        "",
        N_("Choose what is in your hand."),
        _WARN,
        N_("Which is it?"),
    ),
    "handheld-wrong-lot": ErrorText(
        N_("Wrong lot."),
        N_("Expected {expected}, scanned {came}."),
        N_("Take the right lot, or press Lot to take another one."),
        short=N_("Wrong lot {came}"),
    ),
    "handheld-unknown-lot": ErrorText(
        N_("Unknown lot."),
        N_("The item has no lot {came}; planned is {expected}."),
        N_("Scan the lot on the label again."),
        short=N_("Unknown lot {came}"),
    ),
    "handheld-not-a-quantity": ErrorText(
        N_("Not a quantity."),
        N_("“{came}” is not a number like 12, 0,5 or 3x12."),
        N_("Correct it."),
        short=N_("Not a number"),
    ),
    "handheld-too-many": ErrorText(
        N_("Too many."),
        N_("{asked} {unit} asked, {left} {unit} left to pick."),
        N_("Take no more than {left} {unit}."),
        short=N_("Only {left} {unit}"),
    ),
    "handheld-pack-too-big": ErrorText(
        N_("The pack is too big."),
        N_("It holds {pack} {unit}, {left} {unit} left to pick."),
        N_("Scan a smaller pack or a single unit."),
        short=N_("Pack of {pack}: too big"),
    ),
    "handheld-count-first": ErrorText(
        N_("Nothing is counted yet."),
        "",
        N_("Scan each unit or type the number."),
        _WARN,
        N_("Count first"),
    ),
    "handheld-part-taken": ErrorText(
        N_("Taken: {taken} {unit}."),
        N_("{left} {unit} left in this line."),
        N_("Scan the item again, or press Short."),
        _INFO,
        N_("{left} {unit} left"),
    ),
    "handheld-wrong-destination": ErrorText(
        N_("Wrong place."),
        N_("The goods go to {expected}, you scanned {came}."),
        N_("Scan {expected}."),
        short=N_("Put to {expected}"),
    ),
    "handheld-scan-destination": ErrorText(
        N_("The place must be scanned."),
        "",
        N_("Scan the label where the goods are."),
        _WARN,
        N_("Scan the place"),
    ),
    "handheld-same-container": ErrorText(
        N_("This is the full one."),
        N_("{came} is the container you are leaving."),
        N_("Scan an empty one."),
        short=N_("Scan an empty one"),
    ),
    "handheld-container-full": ErrorText(
        N_("Container {full} is closed."),
        N_("Carry it to {place}."),
        N_("Go on into {container}."),
        _OK,
        N_("Now into {container}"),
    ),
    "handheld-not-short": ErrorText(
        N_("That is not short."),
        N_("{left} {unit} are asked and {found} are there."),
        N_("Go back and pick them."),
        short=N_("Nothing is short"),
    ),
    "handheld-replanned": ErrorText(
        N_("The rest comes from {cells}."),
        "",
        N_("Go on."),
        _WARN,
        N_("Rest: {cells}"),
    ),
    "handheld-shorted": ErrorText(
        N_("Short: {missing} {unit}."),
        N_("The cell will be counted."),
        N_("Go on."),
        _WARN,
        N_("Short {missing} {unit}"),
    ),
    "handheld-skipped": ErrorText(
        N_("Skipped."),
        N_("{item} comes again at the end."),
        N_("Go on."),
        _INFO,
        N_("Skipped: at the end"),
    ),
    "handheld-only-line-left": ErrorText(
        N_("Nothing else is left."),
        N_("{item} is the last line."),
        N_("Pick it or press Short."),
        _INFO,
        N_("It is the last line"),
    ),
    "handheld-count-asked": ErrorText(
        N_("{cell} will be counted."),
        "",
        N_("Go on."),
        _INFO,
        N_("Will be counted"),
    ),
    "handheld-put-back": ErrorText(
        N_("Put {quantity} back into {cell}."),
        "{item}",
        N_("Redo takes them again."),
        _WARN,
        N_("{quantity} back to {cell}"),
    ),
    "handheld-take-again": ErrorText(
        N_("Take {quantity} from {cell} again."),
        "{item}",
        "",
        _WARN,
        N_("Take {quantity} again"),
    ),
    "handheld-undone": ErrorText(
        N_("The last step is undone."), "", N_("Redo does it again."), _WARN, N_("Undone")
    ),
    "handheld-redone": ErrorText(
        N_("The step is done again."), "", N_("Go on."), _WARN, N_("Done again")
    ),
    "handheld-task-gone": ErrorText(
        N_("Task {task} is no longer yours."),
        "",
        N_("Choose another."),
        _WARN,
        N_("Task {task} is gone"),
    ),
    "handheld-task-done": ErrorText(
        N_("Task {task} is done."),
        N_("Everything stands at {place}."),
        "",
        _OK,
        N_("Done: {task}"),
    ),
    "handheld-task-short": ErrorText(
        N_("Task {task} is done, with shortages."),
        N_("Everything found stands at {place}."),
        "",
        _OK,
        N_("Done, short: {task}"),
    ),
    "handheld-surplus": ErrorText(
        N_("Too many: {surplus} {unit}."),
        "{item}",
        N_("Put the surplus aside: it is not shipped."),
        _WARN,
        N_("Surplus {surplus} {unit}"),
    ),
    "handheld-scan-first": ErrorText(
        N_("Scan something first."), "", N_("Then the number counts."), _WARN, N_("Scan first")
    ),
    "handheld-check-agree": ErrorText(
        N_("Order {order} agrees."), "", N_("It may be shipped."), _OK, N_("Agrees: {order}")
    ),
    "handheld-check-pick": ErrorText(
        N_("Order {order} goes back to picking."), "", "", _OK, N_("To pick: {order}")
    ),
    "handheld-check-reduce": ErrorText(
        N_("Order {order} is reduced."),
        N_("It ships what is there."),
        "",
        _OK,
        N_("Reduced: {order}"),
    ),
    "handheld-check-cancel": ErrorText(
        N_("The check of {order} is cancelled."), "", "", _OK, N_("Cancelled: {order}")
    ),
    "handheld-shipped": ErrorText(
        N_("Shipped: {order}."),
        counted("{count} line has left the stock.", "{count} lines have left the stock."),
        "",
        _OK,
        N_("Shipped: {order}"),
    ),
    "handheld-shipped-before": ErrorText(
        N_("{order} was shipped before."),
        N_("Nothing was shipped twice."),
        N_("Choose another."),
        _WARN,
        N_("Shipped before"),
    ),
    "handheld-not-to-ship": ErrorText(
        N_("{order} is not ready to ship."),
        N_("It went back to picking or to a check."),
        N_("Choose another."),
        _WARN,
        N_("Not ready to ship"),
    ),
    "handheld-wrong-zone": ErrorText(
        N_("Not this place."),
        N_("The goods stand at {expected}, you scanned {came}."),
        N_("Scan {expected} or the paper of the order, or press Enter."),
        short=N_("Go to {expected}"),
    ),
    "handheld-printing": ErrorText(
        N_("The pick list of {order} is printed."),
        "",
        N_("Take it at the printer."),
        _OK,
        N_("Printing {order}"),
    ),
    "handheld-printing-again": ErrorText(
        N_("The pick list of {order} is printed again."),
        N_("It says that it is a duplicate."),
        N_("Take it at the printer."),
        _OK,
        N_("Printing {order}"),
    ),
    "handheld-no-printer": ErrorText(
        N_("Nothing to print on."),
        N_("This terminal knows no printer, or you may not print."),
        N_("Ask whoever runs klad."),
        _WARN,
        N_("No printer"),
    ),
    "handheld-paper-now": ErrorText(
        N_("A paper does not answer this."),
        N_("{came} is the code of a document."),
        N_("Answer the question, or go to the menu first."),
        short=N_("Not a paper now"),
    ),
    "handheld-paper-of-desk": ErrorText(
        N_("{kind} {number}: {status}."),
        N_("There is nothing to do with it here."),
        N_("Give it to the office."),
        _WARN,
        N_("For the office"),
    ),
    "handheld-paper-elsewhere": ErrorText(
        N_("{number} is of another warehouse."),
        N_("It is done at {warehouse}."),
        N_("Take the paper there."),
        _WARN,
        N_("Another warehouse"),
    ),
    "handheld-paper-shipped": ErrorText(
        N_("{order} has been shipped."),
        "",
        N_("Nothing is left to do."),
        _WARN,
        N_("Shipped already"),
    ),
    "handheld-paper-prepared": ErrorText(
        N_("{order} is not released yet."),
        "",
        N_("Ask the shift lead to release it."),
        _WARN,
        N_("Not released yet"),
    ),
    "handheld-paper-of-other": ErrorText(
        N_("{order} is picked by {who}."),
        "",
        N_("Give the paper to {who}, or ask the shift lead."),
        _WARN,
        N_("Picked by {who}"),
    ),
    "handheld-paper-unplanned": ErrorText(
        N_("{order} has no task to pick."),
        "",
        N_("Ask the shift lead to plan it."),
        _WARN,
        N_("No task for it"),
    ),
    "handheld-dismissed": ErrorText(
        N_("{who} no longer works here."),
        N_("Nothing was recorded for this step."),
        N_("Press Enter to leave; ask whoever runs klad."),
        _STOP,
        N_("User is retired"),
    ),
    "handheld-scan-now": ErrorText(
        N_("Nothing came."), "", N_("Scan, or type and press Enter."), _WARN, N_("Scan or type")
    ),
    "handheld-answer-first": ErrorText(
        N_("Answer first."),
        N_("{came} was scanned, the question is another."),
        N_("Press the digit of your answer."),
        short=N_("Answer first"),
    ),
    "handheld-no-such-row": ErrorText(
        N_("No such row."),
        "",
        N_("Press a digit from 1 to {highest}."),
        _WARN,
        N_("1 to {highest}"),
    ),
    "handheld-list-empty": ErrorText(
        N_("The list is empty."),
        "",
        N_("0 goes back; Enter looks again."),
        _WARN,
        N_("Empty: 0 goes back"),
    ),
    "handheld-cell-again": ErrorText(
        N_("You are at {cell}."), "", N_("Now scan the item."), _INFO, N_("Now scan the item")
    ),
    "handheld-not-here": ErrorText(
        N_("Not possible here."),
        "",
        N_("The bottom lines show what is."),
        _WARN,
        N_("Not possible here"),
    ),
    "handheld-dropped": ErrorText(
        N_("Scans dropped: {count}."),
        N_("They stay in the journal."),
        N_("Scan again what you need."),
        _INFO,
        N_("Dropped: {count}"),
    ),
    "handheld-resumed": ErrorText(
        N_("You are back where you were."),
        N_("What was not confirmed before the break was not counted."),
        N_("Scan again what you are not sure of."),
        _INFO,
        N_("Back where you were"),
    ),
    "handheld-locked-by-other": ErrorText(
        N_("The screen is locked by {who}."),
        "",
        N_("Only {who} can unlock it."),
        short=N_("Locked by {who}"),
    ),
    "handheld-no-warehouse": ErrorText(
        N_("No warehouse is given to you."),
        "",
        N_("Ask whoever runs klad for the right to a warehouse."),
        _STOP,
        N_("No warehouse"),
    ),
    "handheld-sign-in-wrong": ErrorText(
        N_("Not let in."),
        N_("The badge, the login or the password is not known."),
        N_("Try again."),
        short=N_("Not let in"),
    ),
    "handheld-sign-in-locked": ErrorText(
        N_("Too many wrong attempts."),
        N_("Locked until {until:moment}."),
        N_("Wait, or ask whoever runs klad."),
        _STOP,
        N_("Locked for a while"),
    ),
    "handheld-sign-in-retired": ErrorText(
        N_("This user no longer works here."),
        "",
        N_("Ask whoever runs klad."),
        _STOP,
        N_("User is retired"),
    ),
    "handheld-incident": ErrorText(
        N_("klad made a mistake ({incident})."),
        N_("Nothing was recorded for this scan."),
        N_("Press Enter and try again; tell the number if it comes back."),
        _STOP,
        N_("Mistake {incident}"),
    ),
    "handheld-scanner-lost": ErrorText(
        N_("Scanner {name} is gone."),
        "",
        N_("Plug it in; it is looked for all the time."),
        _WARN,
        N_("Scanner gone"),
    ),
    "handheld-scanner-back": ErrorText(
        N_("Scanner {name} is back."), "", N_("Go on."), _INFO, N_("Scanner is back")
    ),
}
