"""Settings of the company: typed, with defaults, history and rights."""

from __future__ import annotations

from enum import StrEnum

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.documents import preferences
from core.documents.preferences import (
    AppSetting,
    Preference,
    declare,
    get,
    preference,
    put,
    put_all,
    stored_text,
    version_of_all,
)
from core.documents.queries import history
from core.documents.reference import FieldKind
from core.kernel.errors import BadValue, Conflict, NotFound
from core.kernel.i18n import N_
from tests.integration.documents.conftest import person


class Tea(StrEnum):
    """Kinds of tea."""

    GREEN = "green"
    BLACK = "black"


TEA = Preference(
    "trial_tea",
    N_("Trial"),
    Tea.GREEN,
    FieldKind.CHOICE,
    choices={Tea.GREEN: N_("Trial"), Tea.BLACK: N_("Trial")},
)
DAYS = Preference("trial_days", N_("Trial"), 3, FieldKind.NUMBER, least=1, most=30)
OPEN = Preference("trial_open", N_("Trial"), False, FieldKind.FLAG)


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "_PREFERENCES", {})
    for one in (TEA, DAYS, OPEN):
        declare(one)


def test_what_nobody_set_is_the_default(session: Session) -> None:
    assert (get(session, TEA), get(session, DAYS), get(session, OPEN)) == (Tea.GREEN, 3, False)
    assert preference("trial_tea") is TEA
    with pytest.raises(NotFound):
        preference("nobody")


def test_a_setting_is_set_with_history_and_read_back_typed(session: Session) -> None:
    assert put(session, SYSTEM, TEA, Tea.BLACK)
    assert put(session, SYSTEM, OPEN, value=True)
    assert not put(session, SYSTEM, TEA, Tea.BLACK), "the same again is no change"
    assert get(session, TEA) is Tea.BLACK
    assert get(session, OPEN) is True
    row = session.scalars(select(AppSetting).where(AppSetting.name == "trial_tea")).one()
    told = history(session, SYSTEM, "app_setting", row.id)
    assert [(one.field, one.old, one.new) for one in told] == [("value", "green", "black")]
    texts = session.execute(select(*(stored_text(one) for one in (TEA, DAYS, OPEN)))).one()
    assert tuple(texts) == ("black", "3", "true")


@pytest.mark.parametrize(
    ("of", "value"),
    [(DAYS, 0), (DAYS, 31), (DAYS, True), (DAYS, "3"), (OPEN, 1), (TEA, "red"), (TEA, None)],
)
def test_what_a_setting_cannot_be_is_refused_and_nothing_is_written(
    session: Session, of: Preference[object], value: object
) -> None:
    with pytest.raises(BadValue):
        put(session, SYSTEM, of, value)
    assert session.scalars(select(AppSetting)).all() == []


def test_a_stored_value_that_is_none_any_more_is_void(session: Session) -> None:
    session.add(AppSetting(name="trial_tea", value="red"))
    session.flush()
    assert get(session, TEA) is Tea.GREEN


def test_only_administrators_set_them(session: Session) -> None:
    clerk = person("Clerk", Permission.USER_READ)
    with pytest.raises(Forbidden):
        put(session, clerk, DAYS, 5)
    with pytest.raises(Forbidden):
        put_all(session, clerk, {"trial_days": 5}, 0)
    assert get(session, DAYS) == 3


def test_settings_read_together_are_not_written_over_another_s(session: Session) -> None:
    seen = version_of_all(session)
    assert put_all(session, SYSTEM, {"trial_days": 5, "trial_tea": "green"}, seen) == (
        "trial_days",
    )
    with pytest.raises(Conflict) as lost:
        put_all(session, SYSTEM, {"trial_days": 9}, seen)
    assert lost.value.facts["what"] == DAYS.title
    assert get(session, DAYS) == 5
