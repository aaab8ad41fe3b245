"""Gap-free numbers per company, series and year.

The counter row stays locked until the transaction that took the number ends, so a number is
given back when that transaction fails, and no gap can appear.
"""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db.base import Base


class NumberCounter(Base):
    """The last number given out."""

    __tablename__ = "number_counter"

    company_id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(session: Session, company_id: int, series: str, year: int) -> int:
    """Return the next number, starting with 1; holds the counter until the transaction ends.

    Args:
        company_id: 0 for numbers that no company owns, such as pick tasks.
    """
    return next_numbers(session, company_id, series, year, 1).start


def next_numbers(session: Session, company_id: int, series: str, year: int, count: int) -> range:
    """Return the next *count* numbers, at least one of them, as `next_number` gives one."""
    taken = insert(NumberCounter).values(
        company_id=company_id, series=series, year=year, last=count
    )
    statement = taken.on_conflict_do_update(
        index_elements=["company_id", "series", "year"], set_={"last": NumberCounter.last + count}
    ).returning(NumberCounter.last)
    last = session.scalars(statement).one()
    return range(last - count + 1, last + 1)


def last_number(session: Session, company_id: int, series: str, year: int) -> int:
    """Return the last number given out; 0 when there is none."""
    row = session.get(NumberCounter, (company_id, series, year))
    return 0 if row is None else row.last
