"""Errors of pick tasks, the scan journal and blocked cells."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "pick-task-not-taken": ErrorText(
        N_("The task is not taken"),
        N_("Nobody works on task {task}."),
        N_("Take it from the task list first."),
        short=N_("Take the task first"),
    ),
    "pick-task-posted": ErrorText(
        N_("The task is over"),
        N_("Task {task} is finished or withdrawn; its picks stand."),
        N_("Choose another task. What is wrong with this one, tell the shift lead."),
        short=N_("Task is over"),
    ),
    "pick-lines-left": ErrorText(
        N_("Not everything is decided"),
        N_("Lines left on task {task}: {left}. The next one: {cell} {item}."),
        N_("Pick it, or report it short with a reason."),
        Severity.WARN,
        N_("Lines left: {left}"),
    ),
    "nothing-to-pick": ErrorText(
        N_("Nothing can be picked"),
        N_(
            "Order {order}: no free stock for {item} ({missing:quantity} missing);"
            " kinds of goods without stock: {items}."
        ),
        N_("Free or put away stock, or reduce the order. No task was made."),
        short=N_("No stock to pick"),
    ),
    "pick-line-not-on-task": ErrorText(
        N_("The line is not on this task"),
        N_("Line {line} does not belong to task {task}: the route was changed."),
        N_("Go back to the task and take its next line."),
        short=N_("Not on this task"),
    ),
    "pick-task-started": ErrorText(
        N_("Work on the task has begun"),
        N_("Task {task} is in work, or goods were picked for it."),
        N_("Cancel the task first: the goods go back into their cells."),
        short=N_("Task has begun"),
    ),
    "over-pick": ErrorText(
        N_("More than the task needs"),
        N_("{item}: {asked:quantity} came, {left:quantity} {unit} left to pick."),
        N_("Take only what is left, and put the rest back."),
        Severity.WARN,
        N_("Only {left:quantity} {unit} left"),
    ),
    "pick-line-closed": ErrorText(
        N_("This line is closed"),
        N_("{item} from cell {cell} was picked or reported short before."),
        N_("Go on with the next line, or undo the last action."),
        short=N_("Line is closed"),
    ),
    "nothing-missing": ErrorText(
        N_("Nothing is missing"),
        N_("{item}: all {left:quantity} that were left are there."),
        N_("Confirm the full quantity instead of a shortage."),
        Severity.WARN,
        N_("Nothing is missing"),
    ),
    "cell-short": ErrorText(
        N_("The books say there is less here"),
        N_("{item} {lot} in {cell}: asked {asked:quantity}, on the books {available:quantity}."),
        N_("Take what the books say, or report it short; the cell will be counted."),
        short=N_("On books: {available:quantity}"),
    ),
    "cell-blocked": ErrorText(
        N_("The cell is blocked"),
        N_("Nothing may be taken from cell {cell} until the block is lifted."),
        N_("Skip the line, or report it short to fetch it elsewhere."),
        short=N_("{cell} is blocked"),
    ),
    "lot-required": ErrorText(
        N_("Which lot?"),
        N_("{item} is kept by lots; planned: {lot}."),
        N_("Scan the lot on the pack, or choose it from the list."),
        Severity.WARN,
        N_("Scan the lot"),
    ),
    "wrong-lot": ErrorText(
        N_("Wrong lot"),
        N_("Lot {lot} is not a lot of {item}."),
        N_("Scan the lot on the pack in your hand."),
        short=N_("Wrong lot {lot}"),
    ),
    "lot-expired": ErrorText(
        N_("The lot is out of date"),
        N_("{item}, lot {lot}: good through {expires:day}, today is {today:day}."),
        N_("Put it aside and take another lot, or report it short as expired."),
        short=N_("Out of date: {lot}"),
    ),
    "nothing-to-undo": ErrorText(
        N_("Nothing to undo"),
        N_("On task {task} nothing stands that could be taken back."),
        N_("Go on with the task."),
        Severity.WARN,
        N_("Nothing to undo"),
    ),
    "nothing-to-redo": ErrorText(
        N_("Nothing to do again"),
        N_("On task {task} nothing was undone, or something else was done since."),
        N_("Go on with the task."),
        Severity.WARN,
        N_("Nothing to redo"),
    ),
    "stock-planned-elsewhere": ErrorText(
        N_("Another task needs these goods"),
        N_("{item} in cell {cell} was planned for somebody else meanwhile."),
        N_("Report the shortage anew: klad looks for another cell."),
        short=N_("Planned for another"),
    ),
    "taken-by-other": ErrorText(
        N_("Another storekeeper has it"),
        N_("{who} works on task {task}."),
        N_("Choose another task, or ask the shift lead to give you this one."),
        short=N_("{who} has it"),
    ),
    "session-taken-over": ErrorText(
        N_("Your work goes on elsewhere"),
        N_("The terminal {terminal} went on from where you were here."),
        N_("Work on there, or sign in here again."),
        Severity.STOP,
        N_("Taken over"),
    ),
    "already-handled": ErrorText(
        N_("This scan was counted already"),
        N_("It came a second time; nothing was done again."),
        N_("Go on."),
        Severity.INFO,
        N_("Counted already"),
    ),
    "no-problem-cells": ErrorText(
        N_("No cell to block"),
        N_("Every line of task {task} was picked as planned."),
        N_("Block a cell by hand if something is wrong with it."),
        Severity.WARN,
        N_("No cell to block"),
    ),
}
