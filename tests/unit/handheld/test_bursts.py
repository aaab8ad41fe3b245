"""What comes in one go: a badge at the door, a password, a label, never half of two things."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from tests.unit.handheld.guesses import LINE, NOW, PLACES, SHIPMENT, TASK, USER
from tui.flows.handheld import effects as do
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, Level, Message, State, Work
from tui.flows.handheld.step import step
from tui.scan.strokes import Pressed, Scan, Typed

DOOR = State(at=At.PASSWORD, login="ivan")
QUANTITY = State(
    at=At.QUANTITY,
    user=USER,
    warehouse=PLACES[0],
    task=replace(TASK, destination="CS01", destination_barcode="1001"),
    line=LINE,
    work=Work(pack_quantity=1000, counted=2000, counting=True),
)


def shot(state: State, text: str) -> Step:
    """Scan *text*."""
    return step(state, Scan(uuid.UUID(int=1), text, NOW))


def entered(state: State, text: str) -> Step:
    """Type *text* and press Enter."""
    state = step(state, Typed(text)).state
    return step(state, Pressed("enter", uuid.UUID(int=2), NOW))


def test_a_pasted_password_is_the_password_and_a_badge_only_if_it_is_one() -> None:
    """Both are asked in one go; what was typed before the paste belongs to it."""
    assert shot(DOOR, "correct horse").effect == do.SignIn("ivan", "correct horse", "correct horse")
    half = replace(DOOR, entry="corr")
    assert shot(half, "ect horse").effect == do.SignIn("ivan", "correct horse", "ect horse")


def test_what_the_gun_marks_is_a_badge_at_the_password_too() -> None:
    """An AIM identifier says that a gun sent it: it is no password and counts as no failure."""
    assert shot(DOOR, "]C0BADGE-7").effect == do.SignIn("", "BADGE-7")
    assert shot(DOOR, "~W:USER:BADGE-7").effect == do.SignIn("", "BADGE-7")


def test_a_login_in_one_packet_is_a_login() -> None:
    """Too short for a badge; a badge stays a badge."""
    assert shot(State(), "ivan").state.at is At.PASSWORD
    assert shot(State(), "ivan").state.login == "ivan"
    assert shot(State(), "BADGE-IVAN").effect == do.SignIn("", "BADGE-IVAN")


@pytest.mark.parametrize("label", ["CS01", "cs01", "1001"])
def test_the_label_of_the_place_takes_what_is_counted(label: str) -> None:
    """One scan at the quantity: so many, and there."""
    done = shot(QUANTITY, label)
    assert done.effect == do.Pick(2000, 0, None)


def test_a_label_of_digits_that_came_as_typing_is_the_place() -> None:
    """No quantity can be 1001 where 26 are left."""
    done = entered(replace(QUANTITY, work=Work(pack_quantity=1000)), "1001")
    assert done.effect == do.Pick(26_000, 0, None)
    assert entered(QUANTITY, "1002").effect is None


def test_a_second_shot_after_a_refusal_does_not_join_the_first() -> None:
    """Refused digits stand in the field until the next burst."""
    refused = replace(QUANTITY, entry="4444", message=Message("handheld-too-many", (), Level.WRONG))
    assert step(refused, Typed("1001")).state.entry == "1001"
    assert step(refused, Typed("1")).state.entry == "44441"


def test_a_paper_in_the_middle_of_work_opens_nothing() -> None:
    """The task at hand stays at hand."""
    done = shot(QUANTITY, "~D:31")
    assert (done.effect, done.state.at, done.sound) == (None, At.QUANTITY, 2)


def test_every_label_of_the_place_confirms_a_shipment() -> None:
    """Paper, label and Enter say the same."""
    at = replace(QUANTITY, at=At.SHIPPING, task=None, line=None, shipment=SHIPMENT)
    for text in ("~D:31", "ЁВЖ31", "CS01", "cs01"):
        assert shot(at, text).effect == do.Ship(), text
    assert shot(at, "~D:32").effect == do.OpenDocument(32)
