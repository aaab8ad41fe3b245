"""Keys of the dispatcher's desk that no other screen has; letters lie as on a Russian keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.binding import Binding, BindingType

from core.kernel.i18n import N_
from tui.actions import Action, Workplace

_D = Workplace.DESK

OFFERS = (
    *("help", "do", "save", "new", "pick", "open", "copy", "print", "tab", "filter"),
    *("refresh", "mark", "remove", "back", "lock", "language", "quit"),
)

EXTRA = (
    Action("desk.put", _D, N_("Put"), N_("Put what is marked on the trip under the cursor"), ">"),
    Action("desk.take", _D, N_("Take off"), N_("Take what is marked off its trips"), "<"),
    Action("desk.plan", _D, N_("Plan"), N_("Let engines plan what is not locked"), "P"),
    Action("desk.undo", _D, N_("Undo move"), N_("Take the last change of the plan back"), "^Z"),
    Action("desk.redo", _D, N_("Redo move"), N_("Make the change again that was taken back"), "^Y"),
    Action("desk.exchange", _D, N_("Swap"), N_("Let stops, or vehicles, change places"), "X"),
    Action(
        "desk.shift",
        _D,
        N_("Later"),
        N_("Visit the stop under the cursor sooner or later"),
        "Alt+↑↓",
    ),
    Action("desk.time", _D, N_("Time"), N_("Give a stop, or a part of it, another time"), "A"),
    Action("desk.map", _D, N_("Map"), N_("Show the map, or the tables again"), "M"),
    Action("desk.hours", _D, N_("Timeline"), N_("Show the hours, or the tables again"), "T"),
    Action("desk.insert", _D, N_("Insert"), N_("Put an order where it disturbs least"), "I"),
    Action("desk.why", _D, N_("Why"), N_("Say why orders are left out"), "W"),
    Action("desk.fix", _D, N_("Locks"), N_("Lock a stop, a trip, or an order to a vehicle"), "L"),
    Action("desk.carrier", _D, N_("Carrier"), N_("Papers, trips and debts of the carrier"), "C"),
    Action("desk.choose_day", _D, N_("Day"), N_("Choose the day and the warehouse"), "D"),
    Action("desk.day_before", _D, N_("Day before"), N_("Go to the day before"), "["),
    Action("desk.day_after", _D, N_("Day after"), N_("Go to the day after"), "]"),
)
"""Not in the registry: their keys are letters and signs, which are data elsewhere."""

MEANT: Mapping[str, tuple[str, str]] = {
    "desk.save": ("", N_("Store the plan")),
    "desk.new": ("", N_("Make a trip: choose its vehicle")),
    "desk.pick": (N_("Goods"), N_("Cut goods off an order: the rest waits")),
    "desk.copy": (N_("Fleet"), N_("Begin with the vehicles of the last day with trips")),
    "desk.tab": (N_("Panels"), N_("Go through tables, map and timeline")),
    "desk.filter": ("", N_("Show what waits of one zone only")),
    "desk.remove": ("", N_("Take what is marked off its trips")),
}
"""Action of the registry → label ("": its own) and help, where it does something of its own here.
"""


def meant(one: Action) -> Action:
    """Return an action of the registry as it is called on this screen."""
    if one.id not in MEANT:
        return one
    label, told = MEANT[one.id]
    twin = "" if one.letter == "y" else one.letter  # ^Y makes a move again here
    return replace(one, label=label or one.label, help=told, letter=twin)


CHANGES = frozenset(
    (
        *("put", "take", "remove", "mark", "new", "copy", "pick", "plan", "insert", "fix"),
        *("shift", "exchange", "time", "undo", "redo", "save"),
    )
)
"""Verbs for whoever may plan."""

BINDINGS: list[BindingType] = [
    Binding("ctrl+z", "desk('undo')", show=False, priority=True),
    Binding("ctrl+y", "desk('redo')", show=False, priority=True),
    Binding("greater_than_sign,full_stop,ю,Ю", "desk('put')", show=False),
    Binding("less_than_sign,comma,б,Б", "desk('take')", show=False),
    Binding("space", "desk('mark')", show=False),
    Binding("x,X,ч,Ч", "desk('exchange')", show=False),
    Binding("p,P,з,З", "desk('plan')", show=False),
    Binding("a,A,ф,Ф", "desk('time')", show=False),
    Binding("m,M,ь,Ь", "desk('map')", show=False),
    Binding("t,T,е,Е", "desk('hours')", show=False),
    Binding("i,I,ш,Ш", "desk('insert')", show=False),
    Binding("w,W,ц,Ц", "desk('why')", show=False),
    Binding("l,L,д,Д", "desk('fix')", show=False),
    Binding("c,C,с,С", "desk('carrier')", show=False),
    Binding("d,D,в,В", "desk('choose_day')", show=False),
    Binding("left_square_bracket,х,Х", "desk('day_before')", show=False),
    Binding("right_square_bracket,ъ,Ъ", "desk('day_after')", show=False),
    Binding("alt+up,shift+up", "shift(-1)", show=False),
    Binding("alt+down,shift+down", "shift(1)", show=False),
]
