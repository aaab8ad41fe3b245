"""What `klad verify` recomputes of pick tasks: lines from events, movements from events."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_LINES = text(
    """
SELECT l.document_id, l.line_no, l.picked, coalesce(e.quantity, 0)::bigint
FROM pick_task_line l
LEFT JOIN (
  SELECT line_id, sum(quantity) AS quantity FROM pick_event
  WHERE standing = 'done' AND kind IN ('pick', 'short') GROUP BY line_id
) e ON e.line_id = l.id
WHERE l.picked <> coalesce(e.quantity, 0)
ORDER BY l.document_id, l.line_no
"""
)

_MOVED = text(
    """
WITH told AS (
  SELECT l.document_id, sum(l.picked) AS quantity
  FROM pick_task_line l JOIN pick_task t ON t.document_id = l.document_id
  WHERE l.cell_id <> 0 AND t.destination_cell_id <> 0 GROUP BY l.document_id
), moved AS (
  SELECT m.document_id, sum(m.quantity) AS quantity
  FROM in_cells_entry m JOIN pick_task t ON t.document_id = m.document_id
  WHERE m.cell_id = t.destination_cell_id GROUP BY m.document_id
)
SELECT coalesce(told.document_id, moved.document_id), coalesce(moved.quantity, 0)::bigint,
       coalesce(told.quantity, 0)::bigint
FROM told FULL JOIN moved ON moved.document_id = told.document_id
WHERE coalesce(told.quantity, 0) <> coalesce(moved.quantity, 0)
ORDER BY 1
"""
)

_OPEN = text(
    """
SELECT d.number_text, d.status, count(*)
FROM document d JOIN pick_task_line l ON l.document_id = d.id
WHERE d.type = 'pick_task' AND d.status IN ('done', 'done_with_errors')
  AND l.state IN ('open', 'postponed')
GROUP BY d.number_text, d.status ORDER BY d.number_text
"""
)


@verification("pick tasks")
def pick_differences(session: Session) -> list[Difference]:
    """Return lines and tasks that do not follow from what storekeepers did."""
    found = [
        Difference("picked of a line", {"task": task, "line": line}, stored, told)
        for task, line, stored, told in session.execute(_LINES)
    ]
    found += [
        Difference("moved by a pick task", {"task": task}, stored, told)
        for task, stored, told in session.execute(_MOVED)
    ]
    found += [
        Difference("finished pick task", {"task": number}, status, f"{lines} lines open")
        for number, status, lines in session.execute(_OPEN)
    ]
    return found
