"""What the documents of a bank become: whose they are, who paid, whether they are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Session

from core.partners.models import Company, LegalEntity
from core.settlements.bank_document import BankDocument
from core.settlements.bank_models import BankStatementLine
from core.settlements.kinds import LineFate
from core.settlements.models import IncomingPayment


@dataclass(frozen=True, slots=True)
class Judged:
    """A document and what becomes of it."""

    document: BankDocument
    company_id: int
    """Whose account it is on; 0: on none of ours."""
    fate: LineFate
    legal_entity_id: int | None = None
    payment_id: int | None = None
    """The payment it is already."""
    waits_in: int = 0
    """The earlier statement where it waits for its payer; 0: in none."""


class FromSomebody(Protocol):
    """What a payer is found by."""

    @property
    def payer_inn(self) -> str:
        """Empty: the bank does not tell."""

    @property
    def payer_kpp(self) -> str:
        """Empty: the bank does not tell."""

    @property
    def payer_account(self) -> str:
        """Empty: the bank does not tell."""


def judge(session: Session, documents: Sequence[BankDocument]) -> list[Judged]:
    """Return what each document becomes; four statements, writes nothing."""
    companies = dict(
        session.execute(
            select(Company.bank_account, Company.id).where(Company.bank_account != "")
        ).all()
    )
    payments, kept = _known(session, documents)
    payers = payers_of(session, documents)
    found: list[Judged] = []
    seen: set[str] = set()
    for document, (fate, entity) in zip(documents, payers, strict=True):
        ours = companies.get(document.payee_account)
        mine = ours if ours is not None else companies.get(document.payer_account, 0)
        key = document.key
        if key in payments or key in kept or key in seen:
            waits_in = 0 if key in seen else kept.get(key, 0)
            taken = Judged(document, mine, LineFate.TAKEN, None, payments.get(key), waits_in)
            found.append(taken)
        elif ours is None:
            found.append(
                Judged(document, mine, LineFate.OUTGOING if mine else LineFate.OTHER_ACCOUNT)
            )
        elif document.payer_account in companies:
            found.append(Judged(document, ours, LineFate.OWN_TRANSFER))
        else:
            found.append(Judged(document, ours, fate, entity))
        seen.add(key)
    return found


def payers_of(
    session: Session, documents: Sequence[FromSomebody]
) -> list[tuple[LineFate, int | None]]:
    """Return who paid each document, or why it has to wait; one statement."""
    payers = _payers(session, documents)
    return [_payer(document, payers) for document in documents]


@dataclass(frozen=True, slots=True)
class _Payer:
    id: int
    kpp: str
    account: str
    retired: bool


def _payers(session: Session, documents: Sequence[FromSomebody]) -> Mapping[str, list[_Payer]]:
    """Return INN or account → counterparties that have it."""
    inns = sorted({one.payer_inn for one in documents if one.payer_inn})
    accounts = sorted({one.payer_account for one in documents if one.payer_account})
    entity = LegalEntity
    rows = session.execute(
        select(entity.id, entity.inn, entity.kpp, entity.bank_account, entity.retired)
        .where(
            (entity.inn == func.any(literal(inns, ARRAY(TEXT))))
            | (entity.bank_account == func.any(literal(accounts, ARRAY(TEXT))))
        )
        .order_by(entity.id)
    )
    found: dict[str, list[_Payer]] = defaultdict(list)
    for key, inn, kpp, account, retired in rows:
        payer = _Payer(key, kpp, account, retired)
        for word in {inn, account} - {""}:
            found[word].append(payer)
    return found


def _payer(
    document: FromSomebody, payers: Mapping[str, list[_Payer]]
) -> tuple[LineFate, int | None]:
    """Return who paid: by INN, or by account where no INN is told; the account settles a tie."""
    fitting = payers.get(document.payer_inn or document.payer_account, [])
    for narrower in (
        lambda one: not one.retired,
        lambda one: one.account == document.payer_account,
        lambda one: one.kpp == document.payer_kpp,
    ):
        if len(fitting) > 1:
            fitting = [one for one in fitting if narrower(one)] or fitting
    if len(fitting) == 1:
        return LineFate.PAYMENT, fitting[0].id
    return (LineFate.SEVERAL_PAYERS if fitting else LineFate.UNKNOWN_PAYER), None


def _known(
    session: Session, documents: Sequence[BankDocument]
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return key → its payment, and key → the statement it waits in; 0: it waits in none."""
    keys = literal(sorted({one.key for one in documents}), ARRAY(TEXT))
    payments = session.execute(
        select(IncomingPayment.bank_key, IncomingPayment.id).where(
            IncomingPayment.bank_key == func.any(keys)
        )
    )
    line = BankStatementLine
    lines = session.execute(
        select(line.bank_key, line.document_id, line.fate)
        .where(line.bank_key == func.any(keys), line.fate != LineFate.TAKEN)
        .order_by(line.id)
    )
    kept = {str(key): found if LineFate(fate).waits else 0 for key, found, fate in lines}
    return {str(key): found for key, found in payments}, kept
