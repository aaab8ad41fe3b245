"""The lists of companies, partners, legal entities and contacts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.documents.listing import Column, Kind, Listing, register_listing
from core.kernel.i18n import N_
from core.partners.models import Company, Contact, LegalEntity, Partner
from core.partners.searching import PARTNERS_SEARCHED
from core.search.matching import row_conditions


def _own_companies(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (within(Company.id, actor.companies),)


COMPANIES = register_listing(
    Listing(
        name="companies",
        title=N_("Companies"),
        columns=(
            Column("code", N_("Code"), Company.code, Kind.TEXT, 6, searchable=True),
            Column("prefix", N_("Prefix"), Company.prefix, Kind.TEXT, 6),
            Column("name", N_("Name"), Company.name, Kind.TEXT, 30, searchable=True),
            Column("inn", N_("INN"), Company.inn, Kind.TEXT, 12, searchable=True),
            Column("kpp", N_("KPP"), Company.kpp, Kind.TEXT, 9),
            Column("retired", N_("Retired"), Company.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Company.id),
        key=Company.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
        restrict=_own_companies,
    )
)

PARTNERS = register_listing(
    Listing(
        name="partners",
        title=N_("Partners"),
        columns=(
            Column("code", N_("Code"), Partner.code, Kind.TEXT, 8, indexed=True),
            Column("name", N_("Name"), Partner.name, Kind.TEXT, 32, indexed=True),
            Column("phone", N_("Phone"), Partner.phone, Kind.TEXT, 18),
            Column(
                "delivery_address", N_("Delivery address"), Partner.delivery_address, Kind.TEXT, 40
            ),
            Column("client", N_("Client"), Partner.client, Kind.BOOL, 3),
            Column("supplier", N_("Supplier"), Partner.supplier, Kind.BOOL, 3),
            Column("retired", N_("Retired"), Partner.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Partner.id),
        key=Partner.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
        bounded=True,
        finds=lambda session, text: row_conditions(
            session, PARTNERS_SEARCHED, text, Partner.__table__.c.id
        ),
    )
)

LEGAL_ENTITIES = register_listing(
    Listing(
        name="legal_entities",
        title=N_("Legal entities"),
        columns=(
            Column("code", N_("Code"), LegalEntity.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), LegalEntity.name, Kind.TEXT, 32, searchable=True),
            Column("partner", N_("Partner"), Partner.name, Kind.TEXT, 32, searchable=True),
            Column("inn", N_("INN"), LegalEntity.inn, Kind.TEXT, 12, searchable=True),
            Column("kpp", N_("KPP"), LegalEntity.kpp, Kind.TEXT, 9),
            Column("retired", N_("Retired"), LegalEntity.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(LegalEntity.id).join(Partner, Partner.id == LegalEntity.partner_id),
        key=LegalEntity.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)

CONTACTS = register_listing(
    Listing(
        name="contacts",
        title=N_("Contacts"),
        columns=(
            Column("name", N_("Name"), Contact.name, Kind.TEXT, 28, searchable=True),
            Column("partner", N_("Partner"), Partner.name, Kind.TEXT, 32, searchable=True),
            Column("position", N_("Position"), Contact.position, Kind.TEXT, 20),
            Column("phone", N_("Phone"), Contact.phone, Kind.TEXT, 18, searchable=True),
            Column("email", N_("E-mail"), Contact.email, Kind.TEXT, 24, searchable=True),
            Column("retired", N_("Retired"), Contact.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Contact.id).join(Partner, Partner.id == Contact.partner_id),
        key=Contact.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)

LISTINGS = (COMPANIES, PARTNERS, LEGAL_ENTITIES, CONTACTS)
