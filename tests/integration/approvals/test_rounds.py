"""A round of approval: asked, answered in parallel, refused, withdrawn, outdated."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.access.roles import Permission, Role
from core.approvals.approvable import OWN_APPROVALS
from core.approvals.asking import ask_approval, drop_approval, keep_approval, withdraw_approval
from core.approvals.deciding import decide, read_results
from core.approvals.errors import (
    AlreadyApproved,
    AlreadyRefused,
    NobodyApproves,
    NotAskedAnyMore,
    NotBeingApproved,
    NothingToApprove,
    OwnApproval,
    RemarkMissing,
)
from core.approvals.models import ApprovalRound, ApprovalTask
from core.approvals.queries import (
    approval_state,
    approval_task,
    inbox,
    inbox_count,
    may_answer,
    rounds_of,
)
from core.approvals.statuses import (
    ApprovalKind,
    ApprovalStatus,
    OwnApprovals,
    RoundState,
    TaskKind,
    TaskState,
    Verdict,
)
from core.audit.queries import traces
from core.documents.listing import Filter, ListQuery, count, page
from core.documents.operations import edit
from core.documents.preferences import put
from core.kernel.errors import NotFound
from core.ledger import verify
from tests.integration.approvals.conftest import REFUSALS
from tests.integration.approvals.scene import Scene, person, retire
from tests.integration.documents.trial import TrialStatus

COMMERCIAL, LOGISTIC = ApprovalKind.COMMERCIAL, ApprovalKind.LOGISTIC


def stored(session: Session) -> list[tuple[Any, ...]]:
    """Return every round and task, to assert that nothing changed."""
    session.flush()
    rows = session.execute(
        select(
            ApprovalRound.id,
            ApprovalRound.state,
            ApprovalRound.version,
            ApprovalTask.id,
            ApprovalTask.state,
            ApprovalTask.remark,
        )
        .join(ApprovalTask, ApprovalTask.round_id == ApprovalRound.id)
        .order_by(ApprovalTask.id)
    )
    return [tuple(row) for row in rows]


def test_asking_puts_one_task_per_kind_before_everybody_with_the_right(scene: Scene) -> None:
    document = scene.document()
    asked = scene.ask(document, due=date(2026, 11, 25), text="  Клиент ждёт ")
    assert asked.tasks == {COMMERCIAL: ("Pricer", "Second"), LOGISTIC: ("Mover",)}
    assert not asked.replaced
    for who in ("pricer", "second", "mover"):
        (task,) = inbox(scene.session, scene.people[who])
        assert (task.text, task.due, task.asked_by_name) == (
            "Клиент ждёт",
            date(2026, 11, 25),
            "Author",
        )
        assert task.overdue(date(2026, 11, 26))
        assert not task.overdue(date(2026, 11, 25))
    for who in ("author", "stranger", "near"):
        assert inbox_count(scene.session, scene.people[who]) == 0
    state = approval_state(scene.session, document.id)
    assert (state.status, state.waiting) == (ApprovalStatus.PENDING, (COMMERCIAL, LOGISTIC))


def test_the_document_moves_on_by_itself_when_everybody_was_for_it(scene: Scene) -> None:
    document = scene.document()
    scene.ask(document)
    session, people = scene.session, scene.people
    first = decide(
        session,
        people["pricer"],
        scene.task("pricer"),
        Verdict.APPROVE_WITH_REMARKS,
        "Больше так не делать",
        clock=scene.clock,
    )
    assert (first.state, first.left, document.status) == (
        RoundState.PENDING,
        1,
        TrialStatus.DRAFT,
    )
    last = decide(session, people["mover"], scene.task("mover"), Verdict.APPROVE, clock=scene.clock)
    assert (last.state, last.left, document.status) == (
        RoundState.APPROVED,
        0,
        TrialStatus.AGREED,
    )
    state = approval_state(session, document.id)
    assert (state.status, state.by, state.at) == (
        ApprovalStatus.APPROVED,
        ("Pricer", "Mover"),
        scene.clock.now(),
    )
    (results,) = inbox(session, people["author"])
    assert results.kind is TaskKind.RESULTS, "remarks are put before the author"
    assert results.reasons[0].facts == {
        "kind": "commercial",
        "who": "Pricer",
        "remark": "Больше так не делать",
    }
    actions = [one.action for one in traces(session, "trial", document.id)]
    assert actions == [
        "document.created",
        "approval.asked",
        "approval.remarks",
        "document.advanced",
        "approval.approved",
    ]
    assert [one.what for one in verify(session)] == []


def test_one_refusal_leaves_the_document_and_asks_the_others_no_more(scene: Scene) -> None:
    document = scene.document()
    scene.ask(document)
    version = document.version
    mover = scene.task("mover")
    done = decide(
        scene.session,
        scene.people["second"],
        scene.task("second"),
        Verdict.REFUSE,
        "Ниже закупки",
        clock=scene.clock,
    )
    assert (done.state, done.left) == (RoundState.REFUSED, 0)
    assert (document.status, document.version) == (TrialStatus.DRAFT, version)
    assert [document.id] == REFUSALS
    assert [inbox_count(scene.session, scene.people[who]) for who in ("pricer", "mover")] == [0, 0]
    with pytest.raises(AlreadyRefused) as late:
        decide(scene.session, scene.people["mover"], mover, Verdict.APPROVE, clock=scene.clock)
    assert (late.value.facts["who"], late.value.facts["remark"]) == ("Second", "Ниже закупки")
    state = approval_state(scene.session, document.id)
    assert (state.status, state.reason) == (ApprovalStatus.REFUSED, "Ниже закупки")
    task = scene.task("author")
    read_results(scene.session, scene.people["author"], task, clock=scene.clock)
    read_results(scene.session, scene.people["author"], task, clock=scene.clock)
    assert inbox_count(scene.session, scene.people["author"]) == 0
    assert [one.what for one in verify(scene.session)] == []


@pytest.mark.parametrize("verdict", [Verdict.REFUSE, Verdict.APPROVE_WITH_REMARKS])
def test_a_refusal_and_remarks_need_a_word(scene: Scene, verdict: Verdict) -> None:
    scene.ask(scene.document())
    before = stored(scene.session)
    with pytest.raises(RemarkMissing):
        decide(
            scene.session,
            scene.people["pricer"],
            scene.task("pricer"),
            verdict,
            "  ",
            clock=scene.clock,
        )
    assert stored(scene.session) == before


def test_an_answered_task_is_answered(scene: Scene) -> None:
    scene.ask(scene.document())
    task = scene.task("pricer")
    decide(scene.session, scene.people["pricer"], task, Verdict.APPROVE, clock=scene.clock)
    before = stored(scene.session)
    with pytest.raises(AlreadyApproved) as late:
        decide(
            scene.session, scene.people["second"], task, Verdict.REFUSE, "Нет", clock=scene.clock
        )
    assert late.value.facts["who"] == "Pricer"
    assert stored(scene.session) == before


def test_asking_again_replaces_what_was_asked_and_drops_old_results(scene: Scene) -> None:
    document = scene.document()
    scene.ask(document, COMMERCIAL)
    decide(
        scene.session,
        scene.people["pricer"],
        scene.task("pricer"),
        Verdict.REFUSE,
        "Нет",
        clock=scene.clock,
    )
    scene.ask(document, COMMERCIAL)
    assert inbox_count(scene.session, scene.people["author"]) == 0
    old = scene.task("pricer")
    again = scene.ask(document, LOGISTIC)
    assert again.replaced
    assert inbox_count(scene.session, scene.people["pricer"]) == 0
    with pytest.raises(NotAskedAnyMore):
        decide(scene.session, scene.people["pricer"], old, Verdict.APPROVE, clock=scene.clock)
    rounds = rounds_of(scene.session, scene.people["author"], document.id)
    assert [one.state for one in rounds] == [
        RoundState.PENDING,
        RoundState.REPLACED,
        RoundState.REFUSED,
    ]
    assert [one.what for one in verify(scene.session)] == []


def test_an_edited_document_makes_the_answer_void(scene: Scene) -> None:
    document = scene.document()
    scene.ask(document, COMMERCIAL)
    task = scene.task("pricer")
    edit(
        scene.session,
        scene.people["author"],
        document.id,
        document.version,
        clock=scene.clock,
        place="Иначе",
    )
    assert inbox_count(scene.session, scene.people["pricer"]) == 0
    assert not may_answer(scene.session, scene.people["pricer"], task)
    assert approval_state(scene.session, document.id).status is ApprovalStatus.OUTDATED
    with pytest.raises(NotAskedAnyMore):
        decide(scene.session, scene.people["pricer"], task, Verdict.APPROVE, clock=scene.clock)
    assert document.status == TrialStatus.DRAFT
    assert drop_approval(scene.session, scene.people["author"], document)
    assert not drop_approval(scene.session, scene.people["author"], document)
    (first,) = rounds_of(scene.session, scene.people["author"], document.id)
    assert (first.state, first.tasks[0].state) == (RoundState.EDITED, TaskState.DROPPED)


def test_an_approval_is_outdated_by_an_edit_and_kept_where_nothing_of_it_changed(
    scene: Scene,
) -> None:
    document = scene.document()
    scene.ask(document, COMMERCIAL)
    decide(
        scene.session,
        scene.people["pricer"],
        scene.task("pricer"),
        Verdict.APPROVE,
        clock=scene.clock,
    )
    before = document.version
    edit(scene.session, scene.people["author"], document.id, before, clock=scene.clock, comment="x")
    assert approval_state(scene.session, document.id).status is ApprovalStatus.OUTDATED
    keep_approval(scene.session, document, before)
    assert approval_state(scene.session, document.id).status is ApprovalStatus.APPROVED


def test_withdrawing_drops_the_tasks(scene: Scene) -> None:
    document = scene.document()
    with pytest.raises(NotBeingApproved):
        withdraw_approval(scene.session, scene.people["author"], document.id, clock=scene.clock)
    scene.ask(document)
    withdraw_approval(scene.session, scene.people["author"], document.id, clock=scene.clock)
    assert inbox_count(scene.session, scene.people["pricer"]) == 0
    assert approval_state(scene.session, document.id).status is ApprovalStatus.NONE


def test_asking_needs_a_reason_a_right_and_somebody_to_answer(scene: Scene) -> None:
    document = scene.document()
    session, author = scene.session, scene.people["author"]
    with pytest.raises(NothingToApprove):
        ask_approval(
            session, author, document.id, {COMMERCIAL: ()}, due=None, text="", clock=scene.clock
        )
    with pytest.raises(Forbidden):
        scene.ask(document, who="stranger")
    retire(session, scene.people["mover"])
    with pytest.raises(NobodyApproves) as refused:
        scene.ask(document)
    assert refused.value.facts["kind"] == "Logistic terms"
    assert stored(session) == []


def test_who_may_not_see_the_row_is_neither_asked_nor_may_answer(scene: Scene) -> None:
    document = scene.document(warehouse="main")
    scene.ask(document, COMMERCIAL)
    task = scene.task("pricer")
    near = scene.people["near"]
    assert inbox(scene.session, near) == ()
    for refused in (
        lambda: decide(scene.session, near, task, Verdict.APPROVE, clock=scene.clock),
        lambda: approval_task(scene.session, near, task),
        lambda: rounds_of(scene.session, near, document.id),
    ):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(Forbidden):
        decide(scene.session, scene.people["mover"], task, Verdict.APPROVE, clock=scene.clock)
    with pytest.raises(Forbidden):
        decide(scene.session, scene.people["stranger"], task, Verdict.APPROVE, clock=scene.clock)
    assert scene.task("pricer") == task
    far = scene.document(warehouse="far")
    scene.ask(far, COMMERCIAL)
    assert inbox_count(scene.session, near) == 1
    assert inbox_count(scene.session, scene.people["pricer"]) == 2


def test_the_list_of_tasks_its_count_and_the_counter_agree_with_the_rights(scene: Scene) -> None:
    session = scene.session
    for warehouse in ("main", "far", "main"):
        scene.ask(scene.document(warehouse), COMMERCIAL, due=date(2026, 11, 21))
    late = scene.document("far")
    scene.ask(late, COMMERCIAL, due=date(2026, 11, 1))
    scene.ask(scene.document("far"), COMMERCIAL)
    for who, expected in (("pricer", 5), ("near", 3), ("mover", 0)):
        actor = scene.people[who]
        rows = page(session, actor, "approval_tasks", ListQuery()).rows
        assert len(rows) == expected
        assert count(session, actor, "approval_tasks", ListQuery()) == expected
        assert inbox_count(session, actor) == expected
        assert [row.key for row in rows] == [task.id for task in inbox(session, actor)]
    first, *_, last = page(session, scene.people["near"], "approval_tasks", ListQuery()).rows
    assert (first.values[:2], last.values[0]) == ((date(2026, 11, 1), late.number_text), None)
    found = page(
        session,
        scene.people["near"],
        "approval_tasks",
        ListQuery(filters=(Filter("due", "lt", "2026-11-20"),)),
    )
    assert [row.values[1] for row in found.rows] == [late.number_text]
    with pytest.raises(Forbidden):
        page(session, scene.people["stranger"], "approval_tasks", ListQuery())


def test_whoever_asks_sees_what_became_of_it_and_only_his_own(scene: Scene) -> None:
    scene.ask(scene.document())
    query = ListQuery()
    rows = page(scene.session, scene.people["author"], "approvals_asked", query).rows
    assert [row.values[2:6] for row in rows] == [("pending", None, 0, 2)]
    assert count(scene.session, scene.people["pricer"], "approvals_asked", query) == 0


def boss(scene: Scene) -> None:
    """Let the author approve prices too."""
    scene.people["author"] = person(
        scene.session,
        "boss",
        [Role.SALES_MANAGER, Role.PRICE_APPROVER],
        also=(Permission.STOCK_READ, Permission.STOCK_ENTER),
    )


def test_nobody_approves_what_he_asked_for_while_others_can(scene: Scene) -> None:
    boss(scene)
    document = scene.document()
    asked = scene.ask(document, COMMERCIAL)
    assert asked.tasks == {COMMERCIAL: ("Pricer", "Second")}
    assert inbox_count(scene.session, scene.people["author"]) == 0
    task = scene.task("pricer")
    with pytest.raises(OwnApproval):
        decide(scene.session, scene.people["author"], task, Verdict.APPROVE, clock=scene.clock)
    assert document.status == TrialStatus.DRAFT


def test_whoever_is_alone_with_the_right_approves_his_own(scene: Scene) -> None:
    boss(scene)
    retire(scene.session, scene.people["pricer"], scene.people["second"])
    document = scene.document()
    assert scene.ask(document, COMMERCIAL).tasks == {COMMERCIAL: ("Boss",)}
    decide(
        scene.session,
        scene.people["author"],
        scene.task("author"),
        Verdict.APPROVE,
        clock=scene.clock,
    )
    assert document.status == TrialStatus.AGREED


def test_the_settings_decide_about_one_s_own(scene: Scene) -> None:
    boss(scene)
    system = scene.people["author"]
    admin = person(scene.session, "admin", [Role.ADMIN])
    put(scene.session, admin, OWN_APPROVALS, OwnApprovals.ALWAYS)
    retire(scene.session, admin)
    scene.ask(scene.document(), COMMERCIAL)
    assert inbox_count(scene.session, system) == 1
    put(scene.session, admin, OWN_APPROVALS, OwnApprovals.NEVER)
    assert inbox_count(scene.session, system) == 0
    retire(scene.session, scene.people["pricer"], scene.people["second"])
    with pytest.raises(NobodyApproves):
        scene.ask(scene.document(), COMMERCIAL)


def test_results_are_read_by_whoever_asked_and_nobody_else(scene: Scene) -> None:
    document = scene.document()
    scene.ask(document, COMMERCIAL)
    decide(
        scene.session,
        scene.people["pricer"],
        scene.task("pricer"),
        Verdict.REFUSE,
        "Нет",
        clock=scene.clock,
    )
    task = scene.task("author")
    with pytest.raises(NotFound):
        read_results(scene.session, scene.people["pricer"], task, clock=scene.clock)
    with pytest.raises(NotFound):
        decide(scene.session, scene.people["pricer"], task, Verdict.APPROVE, clock=scene.clock)
    assert inbox_count(scene.session, scene.people["author"]) == 1


def test_verify_finds_a_round_that_does_not_follow_from_its_answers(scene: Scene) -> None:
    scene.ask(scene.document(), COMMERCIAL)
    task = scene.session.get_one(ApprovalTask, scene.task("pricer"))
    task.state = TaskState.DROPPED
    scene.session.flush()
    (found,) = verify(scene.session)
    assert (found.what, found.stored, found.computed) == (
        "approval",
        {"state": "pending"},
        {"state": "closed"},
    )
    assert scene.session.scalar(select(func.count()).select_from(ApprovalRound)) == 1
