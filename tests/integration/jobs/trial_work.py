"""Background work that exists in tests only; also a worker process to be killed.

`python -m tests.integration.jobs.trial_work URL` does the work until it is killed.
"""

from __future__ import annotations

import sys
import threading
import time

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.db.engine import connect
from core.documents.background import JobFacts, JobKind, Progress, register_job
from core.kernel.clock import SystemClock
from core.kernel.errors import BadValue
from tui.flows.worker import Crew

TALLY = "CREATE TABLE IF NOT EXISTS tally (at int, worker text, moment timestamptz DEFAULT now())"


def count_up(session: Session, job: JobFacts) -> Progress:
    """Write one number per step: twice the same, or one missing, would be seen."""
    at = (job.cursor or 0) + 1
    session.execute(
        text("INSERT INTO tally (at, worker) VALUES (:at, :worker)"),
        {"at": at, "worker": job.args.get("worker", "")},
    )
    if job.args.get("pause"):
        time.sleep(float(job.args["pause"]))
    if at == job.args.get("break_at"):
        raise ZeroDivisionError
    if at == job.args.get("refuse_at"):
        raise BadValue(what="number", value=at, expected="less")
    total = job.args["to"]
    return Progress(at, total, at, finished=at == total)


COUNT_UP = register_job(JobKind("trial", "Count up", Permission.JOB_RUN, count_up))


def main() -> None:
    """Work until killed."""
    database = connect(sys.argv[1])
    crew = Crew(database, SystemClock(), concurrency=2)
    threading.Thread(target=crew.run, daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
