"""Companies and partners as screens and forms read them."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.kernel.errors import NotFound
from core.partners.models import Company, Contact, LegalEntity, Partner
from core.partners.queries import (
    companies,
    company,
    find_partners,
    legal_entities,
    legal_entity,
    partner_card,
)
from core.partners.rules import inn_digits


def _partner(session: Session, code: str, name: str, **more: object) -> Partner:
    made = Partner(code=code, name=name, **more)
    session.add(made)
    session.flush()
    return made


def test_partners_are_found_by_code_inn_and_part_of_the_name(session: Session) -> None:
    daisy = _partner(session, "P1", "Ромашка")
    _partner(session, "P2", "Василёк")
    _partner(session, "P3", "Ромашка-Опт", client=False, supplier=True)
    _partner(session, "P4", "Ромашка старая", retired=True)
    inn = "774301390" + inn_digits("774301390")
    session.add(LegalEntity(code="L1", partner_id=daisy.id, name="ООО «Ромашка»", inn=inn))
    session.flush()
    assert [row.code for row in find_partners(session, "ромашка")] == ["P1", "P3"]
    assert [row.code for row in find_partners(session, "ромашка", clients_only=True)] == ["P1"]
    assert [row.code for row in find_partners(session, inn)] == ["P1"]
    assert [row.code for row in find_partners(session, "P2")] == ["P2"]
    assert [row.code for row in find_partners(session, "", limit=1)] == ["P2"]


def test_a_card_has_legal_entities_and_contacts_in_use(session: Session) -> None:
    daisy = _partner(session, "P1", "Ромашка", comment="звонить после десяти")
    session.add_all(
        [
            LegalEntity(code="L1", partner_id=daisy.id, name="ООО «Ромашка»"),
            LegalEntity(code="L2", partner_id=daisy.id, name="ИП Цветков", retired=True),
            Contact(partner_id=daisy.id, name="Иванова", position="кладовщик"),
            Contact(partner_id=daisy.id, name="Уволенный", retired=True),
        ]
    )
    session.flush()
    card = partner_card(session, daisy.id)
    assert (card.comment, card.retired, card.version) == ("звонить после десяти", False, 1)
    assert [entity.requisites.name for entity in card.legal_entities] == ["ООО «Ромашка»"]
    assert [person.name for person in card.contacts] == ["Иванова"]
    (entity,) = legal_entities(session, daisy.id)
    # Without a full name forms print the short one.
    assert legal_entity(session, entity.id).requisites.full_name == "ООО «Ромашка»"
    with pytest.raises(NotFound):
        partner_card(session, daisy.id + 1)
    with pytest.raises(NotFound):
        legal_entity(session, entity.id + 100)


def test_only_companies_of_the_actor_are_seen(session: Session) -> None:
    mine = Company(code="1", name="Клад", prefix="КЛ", director="Орлов В. С.")
    other = Company(code="2", name="Амбар", prefix="СА")
    session.add_all([mine, other])
    session.flush()
    actor = dataclasses.replace(SYSTEM, companies=frozenset({mine.id}))
    assert [row.prefix for row in companies(session, SYSTEM)] == ["СА", "КЛ"]
    assert [row.prefix for row in companies(session, actor)] == ["КЛ"]
    assert company(session, actor, mine.id).director == "Орлов В. С."
    with pytest.raises(NotFound):
        company(session, actor, other.id)
