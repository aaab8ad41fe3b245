"""An engine that misbehaves as its variant says. Runs in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.solvers.insertion import construct
from routing.solvers.task import Reporter, Task


def run(problem: Problem, task: Task, reporter: Reporter) -> Plan | None:
    """Do what the variant says."""
    good = construct(problem)
    if task.variant == "good":
        return good
    if task.variant == "late":
        time.sleep(1)
        return good
    if task.variant == "hang":
        return _hang(problem)
    if task.variant == "tell and hang":
        reporter.tell(good)
        return _hang(problem)
    if task.variant == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task.variant == "tell and die":
        reporter.tell(good)
        os.kill(os.getpid(), signal.SIGKILL)
    if task.variant == "raise":
        raise ZeroDivisionError(problem.name)
    if task.variant == "nothing":
        return None
    if task.variant == "shout":
        print("I am a library, and I print on standard output.")
        return good
    if task.variant == "overload":
        stops = tuple(stop.id for stop in problem.stops)
        return Plan((Route(problem.vehicles[0].id, (Trip(0, stops),)),))
    if task.variant == "invent":
        return Plan((Route("a vehicle nobody has", (Trip(7, ("no stop",)),)),))
    if task.variant == "garbage":
        for descriptor in range(3, 12):
            try:
                os.write(descriptor, b"\x00\xff not a message\n")
            except OSError:
                continue
        return _hang(problem)
    raise AssertionError(task.variant)


def _hang(problem: Problem) -> Plan | None:
    """Ignore every limit."""
    if problem.name:
        with open(problem.name, "w", encoding="ascii") as told:  # noqa: PTH123
            told.write(str(os.getpid()))
    sys.setswitchinterval(100)  # as a library that never lets go
    threading.Event().wait(600)
    return None
