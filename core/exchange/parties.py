"""Importing partners, each with the legal entity it signs as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.exchange.faults import Fault
from core.exchange.parsing import Record
from core.exchange.upserting import Upserted, upsert
from core.exchange.work import Work, Write
from core.partners.models import LegalEntity, Partner
from core.partners.rules import requisite_fault

_PARTNER = ("code", "name", "phone", "email", "delivery_address", "client", "supplier")
_ENTITY = (
    "full_name",
    "inn",
    "kpp",
    "ogrn",
    "okpo",
    "address",
    "phone",
    "bank_account",
    "bank_name",
    "bik",
    "corr_account",
)
_ENTITY_MARKS = frozenset(_ENTITY) - {"phone"}
"""Columns of which one is enough to tell that there is a legal entity."""


def import_partners(work: Work) -> Write:
    """Check and write partners; a row with requisites makes the legal entity of the same code."""
    good = [record for record in work.records if not _account_is_wrong(work, record)]

    def write() -> Mapping[str, Upserted]:
        partners = upsert(work.session, Partner, ["code"], [_partner(record) for record in good])
        entities = [
            _entity(record, partners.ids[(record.values["code"],)])
            for record in good
            if _ENTITY_MARKS & set(record.values)
        ]
        return {
            "partner": partners,
            "legal_entity": upsert(work.session, LegalEntity, ["code"], entities),
        }

    return write


def _account_is_wrong(work: Work, record: Record) -> bool:
    """Put a row aside whose account has another length, or does not agree with the BIK."""
    fault = requisite_fault(
        inn="",
        kpp="",
        ogrn="",
        bank_account=record.values.get("bank_account", ""),
        bik=record.values.get("bik", ""),
    )
    if fault is None:
        return False
    work.desk.refuse(record, fault.requisite, Fault.REQUISITE, fault.expected)
    return True


def _partner(record: Record) -> dict[str, Any]:
    return {name: record.values[name] for name in _PARTNER if name in record.values}


def _entity(record: Record, partner_id: int) -> dict[str, Any]:
    row: dict[str, Any] = {name: record.values[name] for name in _ENTITY if name in record.values}
    row["code"] = record.values["code"]
    row["partner_id"] = partner_id
    row["name"] = record.values.get("full_name", record.values["name"])
    return row
