"""The two demo companies and their partners: invented, with numbers that add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.exchange.upserting import add_rows
from core.partners.models import Company, Contact, LegalEntity, Partner
from core.partners.rules import (
    account_with_key,
    corr_account_with_key,
    inn_digits,
    ogrn_digit,
)

_BANKS = (
    ("Банк «Волжский кредит» (АО)", "044525998"),
    ("Банк «Верхневолжье-Капитал» (ООО)", "042809997"),
    ("КБ «Северный ключ» (АО)", "044030996"),
)
_REGIONS = (
    ("77", "Москва"),
    ("50", "Московская обл., г. Дмитров"),
    ("69", "Тверь"),
    ("76", "Ярославль"),
    ("71", "Тула"),
    ("33", "Владимир"),
)
_STREETS = (
    "ул. Складская",
    "ул. Заводская",
    "Промышленный проезд",
    "ул. Полевая",
    "ул. Кузнечная",
    "ул. Железнодорожная",
    "Северный пер.",
    "ул. Торговая",
    "ул. Мастеровая",
    "Речная наб.",
)
_FIRMS = (
    "Стройдвор", "Хозяйственный ряд", "Молоток и гвоздь", "Сельский магазин", "Домашний склад",
    "Ремонт-Базар", "Всё для дачи", "Волжский торговый дом", "Крепёжная лавка", "Белая кухня",
    "Огород и сад", "Тверской хозторг", "Ярославский двор", "Светлый дом", "Строймастер-Тула",
    "Продуктовая корзина", "Каравай-Сервис", "Чайная станция", "Уютный быт", "Посудный ряд",
    "Малярные работы", "Электрощит", "Дмитровский рынок", "Кузнечный мост-Опт", "Офис под ключ",
    "Школьный мир", "Сеть магазинов «Рядом»", "Дорожный привал", "Столовая № 7",
    "Строительный участок № 3", "Управдом-Сервис", "Гостиница «Волга»", "Завод «Метиз-Сбыт»",
    "Пекарня «Колос»", "Кафе «Перекат»", "Санаторий «Сосновый бор»", "Агрофирма «Заря»",
    "Ферма «Луговое»", "Новый фасад", "Северное подворье", "Инструмент-Прокат",
    "Тёплый пол", "Водолей-Монтаж", "Кровля и фасад", "Мир перчаток",
)  # fmt: skip
_PERSONS = (
    "Кузнецов Алексей Петрович", "Морозова Ирина Сергеевна", "Белов Николай Андреевич",
    "Ткаченко Олег Викторович", "Гусева Марина Юрьевна", "Лаптев Сергей Иванович",
    "Егорова Татьяна Павловна", "Воронин Дмитрий Олегович", "Сафонов Роман Игоревич",
    "Климова Елена Борисовна", "Титов Павел Алексеевич", "Жукова Анна Михайловна",
    "Рябов Игорь Степанович", "Фомина Ольга Николаевна", "Дьяков Андрей Львович",
)  # fmt: skip
_CONTACTS = ("менеджер по закупкам", "кладовщик", "товаровед", "снабженец", "главный бухгалтер")
_PARTNERS = 60


@dataclass(frozen=True, slots=True)
class Firms:
    """Whom the demo deals with, and as whom."""

    companies: dict[str, int]
    """Prefix → id."""
    partners: tuple[tuple[int, int, str], ...]
    """(partner id, legal entity id, delivery address)."""


def add_firms(session: Session) -> Firms:
    """Add two companies and sixty partners, each with a legal entity and a contact."""
    companies = add_rows(session, Company, ["prefix"], [_klad(), _amber()])
    firms = [_firm(number) for number in range(_PARTNERS)]
    partners = add_rows(session, Partner, ["code"], [partner for partner, _, _ in firms])
    ids = [partners[(partner["code"],)] for partner, _, _ in firms]
    entities = add_rows(
        session,
        LegalEntity,
        ["code"],
        [entity | {"partner_id": key} for key, (_, entity, _) in zip(ids, firms, strict=True)],
    )
    add_rows(
        session,
        Contact,
        ["partner_id"],
        [contact | {"partner_id": key} for key, (_, _, contact) in zip(ids, firms, strict=True)],
    )
    return Firms(
        {prefix: key for (prefix,), key in companies.items()},
        tuple(
            (key, entities[(entity["code"],)], partner["delivery_address"])
            for key, (partner, entity, _) in zip(ids, firms, strict=True)
        ),
    )


def _klad() -> dict[str, Any]:
    return _legal("77", 431207, 0) | {
        "code": "1",
        "prefix": "КЛ",
        "name": "ООО «Клад-Торг»",
        "full_name": "Общество с ограниченной ответственностью «Клад-Торг»",
        "okpo": "45120077",
        "address": "115088, Москва, ул. Складская, д. 12, стр. 3",
        "phone": "+7 (495) 000-12-07",
        "director": "Орлов В. С.",
        "accountant": "Быстрова Н. П.",
    }


def _amber() -> dict[str, Any]:
    return _legal("69", 501833, 1) | {
        "code": "2",
        "prefix": "СА",
        "name": "ООО «Северный амбар»",
        "full_name": "Общество с ограниченной ответственностью «Северный амбар»",
        "okpo": "47330069",
        "address": "170040, Тверь, Промышленный проезд, д. 4",
        "phone": "+7 (4822) 00-18-33",
        "director": "Лебедев К. А.",
        "accountant": "Лебедева О. И.",
    }


def _firm(number: int) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return a partner, its legal entity and a contact; every fourth is an entrepreneur."""
    region, town = _REGIONS[number % len(_REGIONS)]
    street = _STREETS[number * 7 % len(_STREETS)]
    address = f"{town}, {street}, д. {number * 11 % 58 + 1}"
    person = number % 4 == 3  # noqa: PLR2004 - every fourth
    code = f"К{number + 1:05d}"
    if person:
        full = _PERSONS[number // 4]
        surname, first, second = full.split()
        name = f"ИП {surname} {first[0]}. {second[0]}."
        entity = _person(region, number) | {
            "name": name,
            "full_name": f"Индивидуальный предприниматель {full}",
        }
    else:
        short = _FIRMS[number - number // 4]
        name = short
        quoted = short if "«" in short else f"«{short}»"
        entity = _legal(region, 200_000 + number * 1741, number) | {
            "name": f"ООО {quoted}",
            "full_name": f"Общество с ограниченной ответственностью {quoted}",
        }
    phone = f"+7 (900) 000-{number // 10:02d}-{number % 10}{number * 3 % 10}"
    partner = {
        "code": code,
        "name": name,
        "client": True,
        "supplier": number % 15 == 14,  # noqa: PLR2004 - a few sell to us too
        "phone": phone,
        "email": f"zakaz{number + 1}@primer.example",
        "delivery_address": address,
    }
    contact = {
        "name": _PERSONS[(number * 4 + 1) % len(_PERSONS)],
        "position": _CONTACTS[number % len(_CONTACTS)],
        "phone": phone,
        "email": "",
    }
    return partner, entity | {"code": code, "address": address, "phone": phone}, contact


def _legal(region: str, number: int, bank: int) -> dict[str, Any]:
    inn = f"{region}43{number % 100_000:05d}"
    ogrn = f"121{region}{number:07d}"
    return _account("40702810", number, bank) | {
        "inn": inn + inn_digits(inn),
        "kpp": f"{region}4301001",
        "ogrn": ogrn + ogrn_digit(ogrn),
        "okpo": f"{31_000_000 + number * 7 % 9_000_000:08d}",
    }


def _person(region: str, number: int) -> dict[str, Any]:
    inn = f"{region}43{610_000 + number * 977:06d}"
    ogrn = f"322{region}{number * 1931 + 43_000:09d}"
    return _account("40802810", number * 17, number) | {
        "inn": inn + inn_digits(inn),
        "kpp": "",
        "ogrn": ogrn + ogrn_digit(ogrn),
        "okpo": "",
    }


def _account(kind: str, number: int, bank: int) -> dict[str, Any]:
    name, bik = _BANKS[bank % len(_BANKS)]
    return {
        "bank_name": name,
        "bik": bik,
        "bank_account": account_with_key(f"{kind}0{number % 10**11:011d}", bik),
        "corr_account": corr_account_with_key(f"301018100{bik[-3:]:0>11}", bik),
    }
