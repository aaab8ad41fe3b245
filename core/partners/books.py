"""The reference books of companies and partners, and what their rows must satisfy."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.i18n import N_
from core.kernel.vat import TaxSystem
from core.partners.errors import BadRequisite
from core.partners.listings import COMPANIES, CONTACTS, LEGAL_ENTITIES, PARTNERS
from core.partners.models import Company, CompanyTax, Contact, LegalEntity, Partner
from core.partners.rules import requisite_fault

_CODE = Field("code", N_("Code"), required=True, width=8)
_NAME = Field("name", N_("Name"), required=True, width=40)
_PARTNER = Field(
    "partner_id", N_("Partner"), FieldKind.ROW, required=True, fixed=True, of="partner", width=32
)

_REQUISITES = (
    Field("full_name", N_("Full name"), width=60),
    Field("inn", N_("INN"), width=12),
    Field("kpp", N_("KPP"), width=9),
    Field("ogrn", N_("OGRN"), width=15),
    Field("okpo", N_("OKPO"), width=10),
    Field("address", N_("Address"), width=60),
    Field("phone", N_("Phone"), width=18),
    Field("bank_account", N_("Bank account"), width=20),
    Field("bank_name", N_("Bank"), width=40),
    Field("bik", N_("BIK"), width=9),
    Field("corr_account", N_("Correspondent account"), width=20),
)


_LEGAL_NAMES = {
    "inn": "ИНН",
    "kpp": "КПП",
    "ogrn": "ОГРН",
    "bik": "БИК",
    "bank_account": "р/с",
}
"""As the law calls them; there are no other names in any language."""


def _check_requisites(_session: Session, row: Company | LegalEntity) -> None:
    """Refuse numbers whose check digits do not add up; what is empty is not known.

    Raises:
        BadRequisite: with the first such number.
    """
    fault = requisite_fault(
        inn=row.inn or "",
        kpp=row.kpp or "",
        ogrn=row.ogrn or "",
        bank_account=row.bank_account or "",
        bik=row.bik or "",
    )
    if fault is not None:
        raise BadRequisite(
            requisite=_LEGAL_NAMES[fault.requisite], value=fault.value, expected=fault.expected
        )


COMPANY = register_book(
    Book(
        name="company",
        model=Company,
        title=N_("Companies"),
        fields=(
            _CODE,
            Field("prefix", N_("Prefix"), required=True, width=4),
            _NAME,
            *_REQUISITES,
            Field("director", N_("Director"), width=24),
            Field("accountant", N_("Chief accountant"), width=24),
        ),
        listing=COMPANIES.name,
        company="id",
        check=_check_requisites,
    )
)

TAX_SYSTEMS = {
    TaxSystem.GENERAL: N_("General system"),
    TaxSystem.SIMPLIFIED_5: N_("Simplified, VAT 5 %"),
    TaxSystem.SIMPLIFIED_7: N_("Simplified, VAT 7 %"),
    TaxSystem.EXEMPT: N_("Without VAT"),
}

COMPANY_TAX = register_book(
    Book(
        name="company_tax",
        model=CompanyTax,
        title=N_("Taxation"),
        fields=(
            Field("company_id", N_("Company"), FieldKind.ROW, required=True, of="company"),
            Field("since", N_("Since"), FieldKind.DATE, required=True, width=10),
            Field("system", N_("Taxation"), FieldKind.CHOICE, choices=TAX_SYSTEMS, width=20),
        ),
        owner="company_id",
        company="company_id",
    )
)

PARTNER = register_book(
    Book(
        name="partner",
        model=Partner,
        title=N_("Partners"),
        fields=(
            _CODE,
            _NAME,
            Field("client", N_("Client"), FieldKind.FLAG, width=3),
            Field("supplier", N_("Supplier"), FieldKind.FLAG, width=3),
            Field("phone", N_("Phone"), width=18),
            Field("email", N_("E-mail"), width=24),
            Field("delivery_address", N_("Delivery address"), width=60),
            Field("comment", N_("Comment"), width=60),
        ),
        listing=PARTNERS.name,
    )
)

LEGAL_ENTITY = register_book(
    Book(
        name="legal_entity",
        model=LegalEntity,
        title=N_("Legal entities"),
        fields=(_PARTNER, _CODE, _NAME, *_REQUISITES),
        listing=LEGAL_ENTITIES.name,
        owner="partner_id",
        check=_check_requisites,
    )
)

CONTACT = register_book(
    Book(
        name="contact",
        model=Contact,
        title=N_("Contacts"),
        fields=(
            _PARTNER,
            Field("name", N_("Name"), required=True, width=28),
            Field("position", N_("Position"), width=20),
            Field("phone", N_("Phone"), width=18),
            Field("email", N_("E-mail"), width=24),
        ),
        listing=CONTACTS.name,
        owner="partner_id",
    )
)
