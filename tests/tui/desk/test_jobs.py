"""Background work at the desk: how far it is, stopping it, going on, news of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.users import actor_of
from core.db.unit_of_work import transaction
from core.documents.background import Job, JobState, ask_job, job_row
from tests.integration.jobs import trial_work
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import Station, WorkstationApp
from tui.flows.lookout import Lookout, OwnWork


@pytest.fixture(autouse=True)
def no_jobs(scene: Scene) -> Iterator[None]:
    """Begin without any."""
    yield
    with transaction(scene.database.sessions) as session:
        for row in session.scalars(select(Job)):
            session.delete(row)


def boss(scene: Scene) -> Actor:
    with transaction(scene.database.sessions) as session:
        key = session.scalars(select(AppUser.id).where(AppUser.login == "boss")).one()
        return actor_of(session, key)


def ask(scene: Scene, about: str = "Лист 7", **changes: object) -> int:
    """Ask for work in the name of the boss, then have it stand as *changes* say."""
    with transaction(scene.database.sessions) as session:
        kind, facts = trial_work.COUNT_UP.name, {"list": about}
        args = {"to": 4}
        key = ask_job(session, boss(scene), kind, args, clock=scene.clock, facts=facts)
        for name, value in changes.items():
            setattr(session.get_one(Job, key), name, value)
    return key


def stored(scene: Scene, key: int) -> Job:
    with transaction(scene.database.sessions) as session:
        row = session.get_one(Job, key)
        session.expunge(row)
        return row


async def open_jobs(hands: Hands) -> None:
    await hands.sign_in()
    await hands.open("background", "Count up")


async def test_the_list_shows_what_is_done_to_what_and_how_far_it_is(
    app: WorkstationApp, scene: Scene
) -> None:
    ask(scene, state=JobState.RUNNING, done=3, total=4)
    async with Hands(app, (120, 30)) as hands:
        await open_jobs(hands)
        await hands.sees("Count up", "Running", "75", "Лист 7", "Boss")


async def test_a_waiting_job_is_cancelled_after_asking(app: WorkstationApp, scene: Scene) -> None:
    key = ask(scene)
    async with Hands(app) as hands:
        await open_jobs(hands)
        await hands.press("enter")
        await hands.sees("Background work · №", "In the queue", "Лист 7")
        await hands.press("f10", "1")
        await hands.sees("What was done stays done.")
        await hands.press("n")
        assert stored(scene, key).state is JobState.QUEUED
        await hands.press("f10", "1", "y")
        await hands.sees("Cancelled; what was done so far stays done.")
    assert stored(scene, key).state is JobState.CANCELLED


async def test_a_running_job_is_told_to_stop_after_its_step(
    app: WorkstationApp, scene: Scene
) -> None:
    key = ask(scene, state=JobState.RUNNING, worker="elsewhere")
    async with Hands(app) as hands:
        await open_jobs(hands)
        await hands.press("enter", "f10", "1", "y")
        await hands.sees("It stops after the step under way.", "Stopping")
    job = stored(scene, key)
    assert (job.state, job.stopping) == (JobState.RUNNING, True)


async def test_a_failed_job_says_why_and_goes_on_from_where_it_stopped(
    app: WorkstationApp, scene: Scene
) -> None:
    key = ask(scene, state=JobState.FAILED, error="job-died", attempts=5, done=2, total=4, cursor=2)
    async with Hands(app) as hands:
        await open_jobs(hands)
        await hands.press("enter")
        await hands.sees("Failed", "2 / 4", "Its worker ended five times in the same step.")
        await hands.press("f10", "1")
        await hands.sees("It goes on from where it stopped.", "In the queue")
    job = stored(scene, key)
    assert (job.state, job.error, job.attempts, job.cursor) == (JobState.QUEUED, "", 0, 2)


async def test_marked_jobs_are_cancelled_together(app: WorkstationApp, scene: Scene) -> None:
    keys = [ask(scene, f"Лист {number}") for number in (1, 2, 3)]
    async with Hands(app) as hands:
        await open_jobs(hands)
        await hands.press("ctrl+a", "down", "ctrl+a", "f10", "1")
        await hands.sees("Stop after the step under way?", "Jobs: 2.")
        await hands.press("y")
        await hands.sees("Cancelled; what was done so far stays done.")
    states = [stored(scene, key).state for key in keys]
    assert sorted(states) == [JobState.CANCELLED, JobState.CANCELLED, JobState.QUEUED]


async def test_who_may_not_manage_background_work_has_no_list_of_it(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in("manager")
        await hands.type("background")
        screen = await hands.sees("background")
        assert "Background work" not in screen


async def test_a_person_sees_how_far_his_work_is_and_is_told_when_it_has_ended(
    scene: Scene, tmp_path: Path
) -> None:
    lookout = Lookout(scene.database, scene.clock)
    station = Station(
        scene.database,
        scene.clock,
        tmp_path,
        workplace="desk",
        language_told=True,
        lookout=lookout,
    )
    key = ask(scene, state=JobState.RUNNING, done=1, total=4)
    with transaction(scene.database.sessions) as session:
        job = job_row(session, boss(scene), key)
    async with Hands(WorkstationApp(station)) as hands:
        await hands.sign_in()
        lookout.seen = OwnWork((job,))
        await hands.sees("[25%] · Boss")
        lookout.seen = OwnWork((replace(job, state=JobState.DONE, done=4),))
        screen = await hands.sees("Background work is done: Count up, Лист 7.")
        assert "[25%]" not in screen
        failed = replace(job, id=key + 1, state=JobState.FAILED, error="job-died")
        lookout.seen = OwnWork((failed,))
        await hands.sees("Background work failed: Count up, Лист 7. The worker died of it.")
