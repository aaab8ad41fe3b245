"""Engines that run side by side, and the best checked plan of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from time import monotonic

from routing.check import judge
from routing.errors import BadPlan, RoutingError
from routing.outcome import Failure, Incumbent, Outcome, Step, Trouble
from routing.plan import Plan
from routing.problem import Problem
from routing.solvers.process import Crew, Member, Running
from routing.solvers.task import Task
from routing.solvers.wire import ALIVE, DONE, ERROR, Word, decode
from routing.verdict import Kind, Verdict

TICK = 0.05
"""Seconds between two looks at whether somebody has cancelled."""

CONSTRUCTED = "insertion"
"""Name of plain construction, as its plans are told."""

Told = Callable[[Incumbent], None]
Asked = Callable[[], bool]


class Best:
    """The best plan so far. Nothing gets in that the checker has not judged."""

    def __init__(self, problem: Problem, on_incumbent: Told, cancelled: Asked) -> None:
        self.problem = problem
        self.on_incumbent = on_incumbent
        self.begun = monotonic()
        self.plan = Plan((), tuple(stop.id for stop in problem.stops))
        self.verdict = judge(problem, self.plan)
        self.engine = ""
        self.first_feasible: float | None = None
        self.failures: list[Failure] = []
        self.trace: list[Step] = []
        self.cancelled = False
        self._cancelled = cancelled

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return monotonic() - self.begun

    @property
    def found(self) -> Plan | None:
        """The best plan of an engine; None where there is none yet."""
        return self.plan if self.engine else None

    def stop(self) -> bool:
        """Tell whether somebody has cancelled."""
        self.cancelled = self.cancelled or self._cancelled()
        return self.cancelled

    def fail(self, engine: str, trouble: Trouble, detail: str = "") -> None:
        """Note that an engine failed."""
        self.failures.append(Failure(engine, trouble, self.seconds, detail))

    def offer(self, engine: str, plan: Plan) -> bool:
        """Take a plan if it is better; False where the checker refuses it."""
        try:
            verdict = judge(self.problem, plan)
        except RoutingError as error:
            self.fail(engine, Trouble.REFUSED, str(error))
            return False
        broken = {breach.kind for breach in verdict.breaches} - {Kind.UNSERVED}
        if broken:
            self.fail(engine, Trouble.REFUSED, ", ".join(sorted(broken)))
            return False
        if self.engine and _rank(verdict) >= _rank(self.verdict):
            return True
        self.plan, self.verdict, self.engine = plan, verdict, engine
        now = self.seconds
        if verdict.feasible and self.first_feasible is None:
            self.first_feasible = now
        self.trace.append(Step(now, verdict.cost, engine))
        self.on_incumbent(Incumbent(plan, verdict, engine, now))
        return True

    def outcome(self) -> Outcome:
        """Return what it came to."""
        return Outcome(
            plan=self.plan,
            cost=self.verdict.cost,
            verdict=self.verdict,
            engine=self.engine,
            seconds=self.seconds,
            first_feasible_s=self.first_feasible,
            failures=tuple(self.failures),
            trace=tuple(self.trace),
            cancelled=self.cancelled,
        )


def _rank(verdict: Verdict) -> tuple[int, int]:
    """Return what makes a plan better: less left out that must be served, then cost."""
    missing = sum(breach.kind is Kind.UNSERVED for breach in verdict.breaches)
    return missing, verdict.cost


def _bound(problem: Problem) -> bool:
    """Tell whether a part of the day is settled, so that an engine needs a plan that has it."""
    return bool(problem.locks) or any(vehicle.at is not None for vehicle in problem.vehicles)


class Race:
    """One run of engines side by side."""

    def __init__(self, best: Best, problem: Problem, crew: Crew | None = None) -> None:
        """Prepare.

        Args:
            crew: whose workers run them; None: each has one of its own.
        """
        self.best = best
        self.crew = crew
        self.problem = problem
        self.said: SimpleQueue[tuple[Running, bytes | None]] = SimpleQueue()
        self.running: list[Running] = []
        self.last: dict[str, Plan] = {}
        """What every engine that ended well came to."""

    def run(self, members: Sequence[Member], task: Task, seed: int) -> bool:
        """Run engines until all have ended; False where none of them did its work."""
        try:
            for member in members:
                asked = self._task(task, member, seed)
                self.running.append(Running(member, self.problem, asked, self.said, self.crew))
            while self.running and not self.best.stop():
                self._listen()
                self._look()
        finally:
            for running in self.running:
                running.end()
        if not self.best.cancelled:
            for member in members:
                if member.name in self.last:
                    self.best.offer(member.name, self.last[member.name])
        return bool(self.last)

    def _task(self, task: Task, member: Member, seed: int) -> Task:
        constructed = self.best.engine == CONSTRUCTED
        return Task(
            seconds=task.seconds,
            iterations=task.iterations,
            seed=seed + member.seed,
            warm=None if constructed and member.cold and not _bound(self.problem) else task.warm,
            variant=member.variant,
        )

    def _listen(self) -> None:
        try:
            running, line = self.said.get(timeout=TICK)
        except Empty:
            return
        if running not in self.running:
            return
        running.hear()
        if line is None:
            self._drop(running, Trouble.DIED, f"exit code {running.ended()}")
            return
        try:
            word = decode(line)
        except BadPlan as error:
            self._drop(running, Trouble.GARBAGE, str(error))
            return
        self._hear(running, word)

    def _hear(self, running: Running, word: Word) -> None:
        name = running.member.name
        if word.what == ERROR:
            self._drop(running, Trouble.DIED, word.text)
        elif word.what == DONE:
            self.running.remove(running)
            running.done()
            if word.plan is not None and self._take(running, word.plan):
                self.last[name] = word.plan
        elif word.what == ALIVE or word.plan is None:
            return
        elif not self._take(running, word.plan):
            self.running.remove(running)
            running.end()

    def _take(self, running: Running, plan: Plan) -> bool:
        return self.best.offer(running.member.name, plan)

    def _drop(self, running: Running, trouble: Trouble, detail: str) -> None:
        self.running.remove(running)
        running.end()
        self.best.fail(running.member.name, trouble, detail)

    def _look(self) -> None:
        for running in list(self.running):
            if running.hangs:
                self._drop(running, Trouble.HUNG, f"{running.seconds:.1f} s of {running.limit:.1f}")


__all__ = ["CONSTRUCTED", "Asked", "Best", "Race", "Told"]
