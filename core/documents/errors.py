"""What documents have to say."""

from __future__ import annotations

from core.kernel.errors import Refused


class HasDependants(Refused):
    """Unposting is refused while other documents stand on this one.

    Facts: document (number), count, dependants (their numbers as one text), chain (a tuple of
    (type, id, number, depth), nearest first).
    """

    code = "has-dependants"


class NotPosted(Refused):
    """Only a posted document can be unposted. Facts: document (number)."""

    code = "not-posted"


class NoSuchField(Refused):
    """A change names a field that the document type has not, or that only verbs may set.

    Facts: what (type), field.
    """

    code = "no-such-field"


class CompanyNumbered(Refused):
    """The number was given by the company, so the company stays. Facts: document (number)."""

    code = "company-numbered"


class BadLines(Refused):
    """Two lines carry the same number, or a line carries none. Facts: document, line."""

    code = "bad-lines"


class BadQuery(Refused):
    """A list was asked for a column, an operation, a value or a place it does not know.

    Facts: listing, what (column, operation, value, cursor or limit), value.
    """

    code = "bad-query"


class EmptyRule(Refused):
    """The rule of a segment says nothing, so every row would belong. Facts: segment (book)."""

    code = "empty-rule"


class SegmentByRule(Refused):
    """Members of a segment by rule are not listed by hand. Facts: segment (name)."""

    code = "segment-by-rule"


class JobSettled(Refused):
    """Background work has ended already. Facts: job, state."""

    code = "job-settled"
