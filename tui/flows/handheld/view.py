"""What the screen must say, whatever its size: a pure function of the state, in words.

A layout decides how much of it fits; the order of things here is their importance.
"""

from __future__ import annotations

from datetime import date

from tui.actions import Action
from tui.error_text import sentence, tell
from tui.flows.handheld import commands, drive_steps, drive_view, pick_steps
from tui.flows.handheld.check_steps import DECISIONS
from tui.flows.handheld.entry_steps import menu
from tui.flows.handheld.state import PAGE, READING, At, State
from tui.flows.handheld.values import Job, Line, Shipment
from tui.flows.handheld.view_parts import Detail, Notice, Row, View, turn_key
from tui.formatting import brief_number, day, quantity
from tui.locale import _, ngettext, pgettext
from tui.texts.form import Severity


def view(state: State) -> View:
    """Return the screen of *state* in the current language."""
    return View(
        title=_title(state),
        progress=_progress(state),
        number=_number(state),
        details=_details(state),
        rows=_rows(state),
        cursor=state.cursor,
        prompt=_prompt(state),
        entry=_entry(state),
        notice=notice(state),
        keys=(*_more(state), *(_key(state, action) for action in _offered(state))),
        parked=len(state.parked),
        reading=state.at in READING,
    )


def _offered(state: State) -> list[Action]:
    """Return what the footer offers: printing only where there is something to print on."""
    mute = state.at is At.SHIPPING and not (state.shipment and state.shipment.paper)
    return [one for one in commands.shown(state.at) if not (mute and one.id == "handheld.print")]


def _more(state: State) -> tuple[tuple[str, str], ...]:
    """Return the key that turns the page of a list, where there is another one."""
    return (turn_key(),) if len(_listed(state)) > PAGE else ()


def notice(state: State) -> Notice | None:
    """Return the message of *state* in words; None when there is nothing to tell."""
    told = state.message
    if told is None:
        return None
    text = tell(drive_view.worded(state, told.code), dict(told.facts))
    glyph = Severity(told.level.value).glyph
    title, body, then = map(sentence, (text.title, text.body, text.next_step))
    return Notice(title, body, then, text.short, told.level, glyph)


def _title(state: State) -> str:
    if state.at in drive_steps.PROMPTS:
        return drive_view.title(state)
    match state.at:
        case At.LOGIN | At.PASSWORD | At.WAREHOUSE | At.BYE:
            return "KLAD"
        case At.LOCKED:
            return _("LOCKED")
        case At.MENU | At.LEAVING:
            return state.warehouse.name if state.warehouse else _("MENU")
        case At.TASKS:
            return _("MY TASKS") if state.mine else _("ALL TASKS")
        case At.INFO:
            return _("INFO")
        case At.HELP:
            return _("HELP")
        case At.PARKED:
            return _("PARKED")
        case At.SHIPMENTS | At.SHIPPING:
            return _("SHIPPING")
        case At.DONE:
            return _("DONE")
        case _ if state.check is not None or state.at is At.CHECKS:
            return _("CHECK")
        case _:
            return _("PICK")


def _progress(state: State) -> str:
    if state.at in drive_steps.PROMPTS:
        return drive_view.progress(state)
    if state.check is not None and state.at in {At.CHECK, At.CHECK_END, At.WHICH}:
        return f"{state.check.checked}/{state.check.total}"
    if state.task is not None and state.at in pick_steps.PROMPTS:
        at = state.line.position if state.line is not None else state.task.total
        return f"{at}/{state.task.total}"
    if state.at in {At.TASKS, At.CHECKS, At.SHIPMENTS}:
        return str(len(state.jobs))
    return ""


def _number(state: State) -> str:
    if state.at in drive_steps.PROMPTS and state.drive.trip is not None:
        return state.drive.trip.number
    if state.check is not None and state.at in {At.CHECK, At.CHECK_END, At.WHICH}:
        return state.check.number
    if state.task is not None and state.at in pick_steps.PROMPTS:
        return state.task.number
    if state.at is At.SHIPPING and state.shipment is not None:
        return state.shipment.number
    if state.at is At.DONE and state.paper is not None:
        return state.paper.number
    return ""


def _details(state: State) -> tuple[Detail, ...]:
    if state.at in drive_steps.PROMPTS:
        return drive_view.details(state)
    match state.at:
        case At.INFO:
            return tuple(Detail(label, value) for label, value in state.facts)
        case At.HELP:
            return tuple(
                Detail(_given_by(action), f"{_(action.label)}: {_(action.help)}")
                for action in commands.every_action()
            )
        case At.MENU | At.LOCKED:
            return (Detail("", state.user.name),) if state.user else ()
        case At.CHECK | At.CHECK_END:
            return _check_details(state)
        case At.PARKED:
            return tuple(Detail("", scan.text) for scan in state.parked)
        case At.TASKS | At.CHECKS | At.SHIPMENTS if not state.jobs:
            return (Detail("", _("Nothing waits here.")),)
        case At.SHIPPING if state.shipment is not None:
            return _shipment_details(state.shipment)
        case At.CONTAINER if state.task is not None:
            return (Detail(_("FULL"), state.task.container or "—", key=True),)
        case At.FINISH if state.task is not None:
            task = state.task
            return (
                Detail("", _("Everything is picked")),
                Detail(_("TO"), task.destination or task.number, key=True),
                Detail(_("ORD"), task.order),
                Detail("", task.recipient),
            )
        case at if at in pick_steps.PROMPTS and state.line is not None:
            return _line_details(state, state.line)
        case _:
            return ()


def _check_details(state: State) -> tuple[Detail, ...]:
    if state.at is At.CHECK_END:
        return tuple(
            Detail(f"{quantity(line.scanned)}/{quantity(line.expected)}", line.name)
            for line in state.check_lines
        )
    line, check = state.check_line, state.check
    who = (Detail("", check.recipient),) if check else ()
    if line is None:
        return who
    of = _("{n} of {all}").format(n=quantity(line.scanned), all=quantity(line.expected))
    return (Detail("", line.name), Detail(_("QTY"), f"{of} {line.unit}", key=True), *who)


def _shipment_details(shipment: Shipment) -> tuple[Detail, ...]:
    """Return what is handed over, to whom and from where; the number is told by a small screen."""
    kilograms = _("kg")
    weight = f"{quantity(shipment.weight_grams)} {kilograms}" if shipment.weight_grams else ""
    told = (
        (0, _("ORD"), shipment.number),
        (1, "", shipment.recipient),
        (2, _("FROM"), shipment.zone),
        (3, _("LINES"), str(shipment.lines)),
        (3, _("PLACES"), str(shipment.packages) if shipment.packages else ""),
        (4, _("WEIGHT"), weight),
        (5, "", _("Checked, not marked ready") if shipment.checked else ""),
    )
    return tuple(
        Detail(label, value, key=rank == 1, rank=rank) for rank, label, value in told if value
    )


_KEY_OF = {
    At.CELL: "cell",
    At.EMPTY: "cell",
    At.ITEM: "name",
    At.WHICH: "name",
    At.LOT: "lot",
    At.QUANTITY: "quantity",
    At.FOUND: "quantity",
    At.REASON: "quantity",
    At.REPLAN: "quantity",
    At.DESTINATION: "to",
}


def _line_details(state: State, line: Line) -> tuple[Detail, ...]:
    """Return what is known of a line, always in the same order; the prompt's own is reversed."""
    task = state.task
    to = (task.container or task.destination) if task else ""
    told = {
        "cell": (0, _("LOC"), line.cell_code),
        "name": (1, "", line.name),
        "quantity": (0, _("QTY"), _quantity(state, line)),
        "lot": (1, _("LOT"), _lot(state, line) if line.has_lots else ""),
        "code": (4, "", line.code),
        "packs": (3, "", in_packs(line)),
        "to": (2, _("TO"), to),
        "order": (5, _("ORD"), task.order if task else ""),
        "who": (6, "", task.recipient if task else ""),
    }
    key = _KEY_OF.get(state.at)
    return tuple(
        Detail(label, value, key=name == key, rank=rank)
        for name, (rank, label, value) in told.items()
        if value
    )


def _rows(state: State) -> tuple[Row, ...]:
    if state.at in commands.YES_NO:
        return (Row("1", pgettext("answer", "Yes")), Row("0", pgettext("answer", "No")))
    return tuple(Row(str(index % PAGE + 1), *texts) for index, texts in enumerate(_listed(state)))


def _listed(state: State) -> list[tuple[str, ...]]:
    """Return text, right edge and brief text of each row; a row may leave the later ones out."""
    if state.at in drive_steps.PROMPTS:
        return drive_view.rows(state)
    match state.at:
        case At.WAREHOUSE:
            return [(place.name, place.code) for place in state.warehouses]
        case At.MENU:
            return _menu(state)
        case At.TASKS | At.CHECKS | At.SHIPMENTS:
            return [(_job(job), _aside(job), _brief_job(job)) for job in state.jobs]
        case At.DONE:
            return [(_("Go on"), ""), (_("Print pick list"), "")]
        case At.WHICH:
            return [
                (f"{hit.name} {hit.pack}".strip(), f"{quantity(hit.pack_quantity)} {hit.unit}")
                for hit in state.hits
            ]
        case At.REASON:
            return [(text, "") for text in _reasons()]
        case At.CHECK_END:
            return [(text, "") for text in _decisions()]
        case At.PARKED:
            return [(_("Use them now"), ""), (_("Drop them"), "")]
        case _:
            return []


def _job(job: Job) -> str:
    return " ".join(filter(None, (job.number, job.trip, job.about)))


def _brief_job(job: Job) -> str:
    """Return numbers without their zeros, of the trip too: they tell rows apart on a gun."""
    trip = job.trip.partition(" ")[0]
    return " ".join(filter(None, (brief_number(job.number), brief_number(trip), job.about)))


def _aside(job: Job) -> str:
    """Return who works on it, else how much of it is done."""
    return job.who or (f"{job.done}/{job.total}" if job.total else "")


def _reasons() -> list[str]:
    texts = {
        "not_found": _("Not in the cell"),
        "damaged": _("Damaged"),
        "expired": _("Expired"),
        "other_place": _("In another place"),
        "out_of_stock": _("Out of stock"),
    }
    return [texts[reason] for reason in pick_steps.REASONS]


def _decisions() -> list[str]:
    texts = {
        "pick": _("Pick the missing"),
        "reduce": _("Reduce the order"),
        "cancel": _("Cancel the check"),
    }
    return [texts[decision] for decision in DECISIONS]


def _menu(state: State) -> list[tuple[str, ...]]:
    texts = {
        "picking": (_("Picking"), str(state.counts.picking)),
        "checking": (_("Checking"), str(state.counts.checking)),
        "shipping": (_("Shipping"), str(state.counts.shipping)),
        "driving": (_("Trips"), str(state.counts.trips)),
        "info": (_("Information"), ""),
        "mute": (_("Sound"), _("off") if state.mute else _("on")),
        "language": ("Русский / English", ""),
        "lock": (_("Lock screen"), ""),
        "leave": (_("Sign out"), ""),
    }
    return [texts[name] for name in menu(state)]


def _prompt(state: State) -> str:
    told = state.message
    if state.parked and not state.entry and told is not None and told.level.is_alarm:
        waiting = len(state.parked)
        return ngettext("Enter: {n} waits", "Enter: {n} wait", waiting).format(n=waiting)
    if state.at in drive_steps.PROMPTS:
        return drive_view.prompt(state)
    prompts = {
        At.LOGIN: _("Badge or login"),
        At.PASSWORD: _("Password"),
        At.WAREHOUSE: _("Choose warehouse"),
        At.MENU: _("Choose"),
        At.TASKS: _("Choose or scan"),
        At.CELL: _("SCAN LOCATION"),
        At.ITEM: _("SCAN ITEM"),
        At.WHICH: _("Which is it?"),
        At.LOT: _("SCAN LOT"),
        At.QUANTITY: _("QUANTITY"),
        At.DESTINATION: _("SCAN DESTINATION"),
        At.FOUND: _("How much is there?"),
        At.REASON: _("Why?"),
        At.REPLAN: _("Rest elsewhere?"),
        At.EMPTY: _("Is the cell empty?"),
        At.CONTAINER: _("SCAN NEW BIN"),
        At.FINISH: _("Take there, Enter"),
        At.CHECKS: _("Choose order"),
        At.CHECK: _("SCAN ITEM"),
        At.CHECK_END: _("What to do?"),
        At.SHIPMENTS: _("Choose or scan"),
        At.SHIPPING: _("Hand over, Enter"),
        At.DONE: _("What next?"),
        At.INFO: _("SCAN ANYTHING"),
        At.HELP: _("Enter: back"),
        At.LOCKED: _("Badge or password"),
        At.PARKED: _("Scans waiting: {n}").format(n=len(state.parked)),
        At.LEAVING: _("Sign out?"),
        At.BYE: _("Enter: leave"),
    }
    return prompts.get(state.at, "")


def _entry(state: State) -> str:
    if state.at in {At.PASSWORD, At.LOCKED}:
        return "*" * len(state.entry)
    return state.entry


def _key(state: State, action: Action) -> tuple[str, str]:
    """Return what to press for *action* at this prompt, and its label."""
    if action.digit:
        bare = state.at in commands.CHOICES and action.digit == "0"
        return (action.digit if bare else f".{action.digit}"), _(action.label)
    return f"^{action.letter.upper()}", _(action.label)


def _given_by(action: Action) -> str:
    ways = (
        action.key.upper(),
        f".{action.digit}" if action.digit else "",
        f"^{action.letter.upper()}" if action.letter else "",
    )
    return " ".join(way for way in ways if way)


def _quantity(state: State, line: Line) -> str:
    """Return the quantity as it stands: wanted, counted, found, taken."""
    of = _("{n} of {all}")
    match state.at:
        case At.QUANTITY if state.work.counting:
            text = of.format(n=quantity(state.work.counted), all=quantity(line.left))
        case At.FOUND:
            text = of.format(n="?", all=quantity(line.left))
        case At.REASON | At.REPLAN | At.DESTINATION:
            text = of.format(n=quantity(state.work.quantity), all=quantity(line.left))
        case _ if line.picked:
            text = of.format(n=quantity(line.left), all=quantity(line.planned))
        case _:
            text = quantity(line.left)
    return f"{text} {line.unit}"


def in_packs(line: Line) -> str:
    """Return what is left in packagings, "3 box + 2 pcs"; empty when no packaging fits."""
    rest = line.left
    parts = []
    for pack in line.packs:
        whole, rest = divmod(rest, pack.quantity) if pack.quantity > 0 else (0, rest)
        if whole:
            parts.append(f"{whole} {pack.name}")
    if not parts:
        return ""
    if rest:
        parts.append(f"{quantity(rest)} {line.unit}")
    return " + ".join(parts)


def _lot(state: State, line: Line) -> str:
    code = state.work.lot_code or line.lot_code or "?"
    until = ""
    if line.expires and code == line.lot_code:
        until = day(date.fromisoformat(line.expires))
    return f"{code} {until}".strip()
