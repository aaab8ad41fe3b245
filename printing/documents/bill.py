"""Bill (счёт на оплату): what is to be paid, to which account, and a code that says it all.

A free form; always Russian, as the banks it is paid through. A bill may ask for a part of what
its lines cost: an advance, a stage of payment; then it says both sums.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.kernel.money import Money, vat_inside
from printing.documents.payment_code import PaymentOrder, payment_code
from printing.documents.torg12_data import Party
from printing.documents.totals import rate_text
from printing.documents.trade import (
    Payee,
    TradeLine,
    discounted,
    facts,
    heading,
    in_currency,
    percent,
    said_in_words,
    signature,
    total_of,
    totals,
)
from printing.engine.figures import day, money
from printing.engine.form import (
    A4_PORTRAIT,
    Align,
    Block,
    Column,
    Columns,
    Divider,
    Form,
    Gap,
    Matrix,
    Note,
    Panel,
    Part,
    Row,
    Sum,
    Sums,
    Table,
    Tile,
)
from printing.engine.qr import square
from printing.words import day_in_words

_GAP = 4.0
_CODE_SIDE = 33.0
_SCAN = "Оплатите по QR\nв приложении банка"
_PURPOSE_LIMIT = 210
"""Characters a payment order holds."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A whole bill."""

    number: str
    date: dt.date
    payee: Payee
    buyer: Party
    lines: tuple[TradeLine, ...]
    with_vat: bool = True
    """Whether prices have VAT in them."""
    currency: str = "RUB"
    amount_minor: int | None = None
    """What is asked for; None: what the lines cost."""
    due_on: dt.date | None = None
    basis: str = ""
    """Order, contract or delivery note."""
    purpose: str = ""
    """What the payer writes into his payment order."""
    note: str = ""
    """Conditions, over everything else."""
    marks: tuple[str, ...] = field(default=())

    @property
    def asked_minor(self) -> int:
        """What is to be paid."""
        return total_of(self.lines) if self.amount_minor is None else self.amount_minor

    @property
    def partial(self) -> bool:
        """Whether another sum is asked for than the lines cost."""
        return self.asked_minor != total_of(self.lines)


def bill_form(data: Bill) -> Form:
    """Declare the printed form of a bill."""
    title = f"Счёт на оплату № {data.number} от {day_in_words(data.date)}"
    return Form(
        title=f"Счёт на оплату № {data.number} от {day(data.date)}",
        paper=A4_PORTRAIT,
        head=(*_note(data), *_payment(data), *heading(title), *_parties(data)),
        table=_table(data),
        tail=_tail(data),
        page_words="Лист {page} из {pages}",
        running=title,
        marks=data.marks,
    )


def part_vat(lines: Sequence[TradeLine], amount_minor: int) -> dict[int, int]:
    """Return the VAT in a part of what *lines* cost, by rate in hundredths of a percent.

    The part falls on the rates as their lines cost, and its VAT is taken out of it (НК РФ
    ст. 164 п. 4).

    Args:
        lines: of positive cost together.
        amount_minor: the part, with VAT.
    """
    rates = sorted({line.vat_rate for line in lines if line.vat_rate is not None}, reverse=True)
    of_rates: list[int | None] = [*rates, None]
    costs = [sum(line.amount_minor for line in lines if line.vat_rate == rate) for rate in of_rates]
    shares = Money(amount_minor).split(costs)
    return {
        rate: vat_inside(share.minor, rate)
        for rate, share in zip(rates, shares[: len(rates)], strict=True)
    }


def payment_order(data: Bill) -> PaymentOrder:
    """Return the transfer a bill asks for; its purpose tells the VAT, as banks want it."""
    purpose = data.purpose or f"Оплата по счёту № {data.number} от {day(data.date)}"
    vat = _vat_words(data)
    if "НДС" not in purpose and len(purpose) + 2 + len(vat) <= _PURPOSE_LIMIT:
        purpose = f"{purpose}. {vat}"
    party = data.payee.party
    return PaymentOrder(
        payee=party.name,
        account=data.payee.account,
        sum_minor=data.asked_minor,
        purpose=purpose,
        inn=party.inn,
        kpp=party.kpp,
    )


def _vat_words(data: Bill) -> str:
    by_rate = _asked_vat(data)
    if not by_rate:
        return "Без налога (НДС)"
    told = (
        f"{rate_text(rate)} - {minor // 100}-{minor % 100:02d} руб."
        for rate, minor in by_rate.items()
    )
    return "В т.ч. НДС " + ", ".join(told)


def _asked_vat(data: Bill) -> dict[int, int]:
    if data.partial:
        return part_vat(data.lines, data.asked_minor) if total_of(data.lines) > 0 else {}
    by_rate: dict[int, int] = {}
    for line in data.lines:
        if line.vat_rate is not None:
            by_rate[line.vat_rate] = by_rate.get(line.vat_rate, 0) + line.vat_minor
    return dict(sorted(by_rate.items(), reverse=True))


def _note(data: Bill) -> tuple[Block, ...]:
    return (Note(data.note, size=7.5, align=Align.CENTRE), Gap(2)) if data.note else ()


def _payment(data: Bill) -> tuple[Block, ...]:
    """Return the bank table, with the code beside it where money can be paid by it."""
    inner = A4_PORTRAIT.inner
    code = payment_code(payment_order(data)) if data.currency == "RUB" else None
    if code is None:
        return (_bank(data.payee, inner), Gap(4))
    side = square(code).side(_CODE_SIDE)
    beside = (
        Matrix(code, side=side, brief="[QR-код для оплаты]"),
        Note(_SCAN, size=6, align=Align.CENTRE, spoken=False),
    )
    bank = (Gap(1.5), _bank(data.payee, inner - side - _GAP))
    return (Columns((Part(inner - side - _GAP, bank), Part(side, beside)), gap=_GAP), Gap(3))


def _bank(payee: Payee, width: float) -> Panel:
    account, party = payee.account, payee.party
    label, figure = 12.0, 40.0
    rest = (width - label - figure) / 2
    return Panel(
        widths=(rest, rest, label, figure),
        tiles=(
            Tile(0, 0, account.bank, 2, 2, caption="Банк получателя", brief="Банк получателя"),
            Tile(0, 2, "БИК"),
            Tile(0, 3, account.bic, brief="БИК"),
            Tile(1, 2, "Сч. №"),
            Tile(1, 3, account.corr_account, brief="Корр. счёт"),
            Tile(2, 0, party.inn, label="ИНН", brief="ИНН"),
            Tile(2, 1, party.kpp, label="КПП", brief="КПП"),
            Tile(2, 2, "Сч. №", 2),
            Tile(2, 3, account.account, 2, brief="Расчётный счёт"),
            Tile(3, 0, party.name, across=2, caption="Получатель", brief="Получатель"),
        ),
    )


def _parties(data: Bill) -> tuple[Block, ...]:
    told = (
        ("Поставщик (Исполнитель)", data.payee.party.named()),
        ("Покупатель (Заказчик)", data.buyer.named()),
        ("Основание", data.basis),
        ("Оплатить до", day(data.due_on) if data.due_on is not None else ""),
    )
    return (*facts(told, strong=2), Gap(2))


def _table(data: Bill) -> Table:
    articles, discounts = any(line.article for line in data.lines), discounted(data.lines)
    named = A4_PORTRAIT.inner - 8 - 18 - 12 - 25 - 28 - (25 if articles else 0)
    optional: list[tuple[bool, Column]] = [
        (True, Column("№", 8, Align.CENTRE, rank=1)),
        (articles, Column("Артикул", 25, rank=6)),
        (
            True,
            Column(
                "Товары (работы, услуги)",
                named - (14 if discounts else 0),
                brief="Товар",
                rank=1,
                stretch=True,
            ),
        ),
        (True, Column("Кол-во", 18, Align.RIGHT, rank=2)),
        (True, Column("Ед.", 12, Align.CENTRE, rank=3)),
        (True, Column("Цена", 25, Align.RIGHT, rank=2)),
        (discounts, Column("Скидка", 14, Align.RIGHT, rank=5)),
        (True, Column("Сумма", 28, Align.RIGHT, rank=1)),
    ]
    kept = [place for place, (wanted, _) in enumerate(optional) if wanted]
    rows = []
    for number, line in enumerate(data.lines, start=1):
        cells = (
            str(number),
            line.article,
            line.described(),
            line.counted(),
            line.unit,
            money(line.price_minor),
            percent(line.discount),
            money(line.sum_minor(with_vat=data.with_vat)),
        )
        rows.append(Row(tuple(cells[place] for place in kept)))
    return Table(
        columns=tuple(optional[place][1] for place in kept),
        rows=tuple(rows),
        size=8,
        caption_size=8,
        row_height=5,
    )


def _tail(data: Bill) -> tuple[Block, ...]:
    label = "Всего по документу" if data.partial else "Всего к оплате"
    rows = totals(data.lines, with_vat=data.with_vat, currency=data.currency, label=label)
    if data.partial:
        rows += _asked(data)
    payee = data.payee
    signed: tuple[Block, ...] = (
        Columns(
            (
                Part(88, (signature("Руководитель", payee.director),)),
                Part(88, (signature("Бухгалтер", payee.accountant),)),
            ),
            gap=4,
        ),
    )
    if payee.entrepreneur:
        signed = (signature("Предприниматель", payee.director),)
    return (
        Gap(1.5),
        Sums(rows, figure_width=29),
        Gap(2),
        *said_in_words(
            len(data.lines), total_of(data.lines), data.currency, asked_minor=data.amount_minor
        ),
        Gap(1),
        Divider(),
        Gap(5),
        *signed,
    )


def _asked(data: Bill) -> tuple[Sum, ...]:
    """Return what is asked for when it is not what the lines cost."""
    vat = _asked_vat(data)
    asked = Sum(f"К оплате по счёту{in_currency(data.currency)}:", money(data.asked_minor))
    if not vat:
        return (asked,)
    return (
        asked,
        *(
            Sum(f"В том числе НДС ({rate_text(rate, calculated=True)}):", money(minor))
            for rate, minor in vat.items()
        ),
    )
