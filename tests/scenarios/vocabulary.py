"""The words stories are told in: who does what in a trading company, one verb for each sentence.

Every word calls the verbs of `core` with the rights of the person who says it, so a story proves
rights too. Quantities are pieces, money is roubles as text, days are days of November 2026; the
clock stands at noon on Friday the 20th.

People: boris (head of sales), olga (sales manager), zoe (approver), nina (accountant), petr
(purchaser), ivan (shift lead of the warehouse), boss (the owner, who has every right).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import core.shipments.past_sales  # noqa: F401 - what the wind tunnel blows over
from core import ledger
from core.access.actor import SYSTEM, Actor
from core.access.roles import Role
from core.access.users import actor_of, create_user
from core.approvals.deciding import decide
from core.approvals.queries import TaskRow, inbox
from core.approvals.statuses import Verdict
from core.discounts.drafts import DiscountDraft, GroupDraft
from core.discounts.editing import save_discount, save_group
from core.discounts.kinds import DiscountKind, JoinRule, Standing
from core.documents.reference import create_row
from core.exchange.bank_file import read_bank_file
from core.exchange.bank_import import statement_facts
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship
from core.kernel.clock import FixedClock
from core.kernel.errors import DomainError
from core.kernel.money import Money
from core.partners.models import Company, LegalEntity
from core.pricing.kinds import CalculationMethod
from core.pricing.operations import create_price_type
from core.pricing.price_documents import (
    NewPriceDocument,
    PriceCell,
    agree_price_document,
    create_price_document,
    recompute_price_document,
)
from core.pricing.queries import prices
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_approval import ask_order, confirm_order
from core.sales.order_lines import stored_lines
from core.sales.orders import OrderChanges, create_order, save_order, set_actions
from core.sales.quotation_steps import enforce_quotation
from core.sales.quotations import create_quotation
from core.sales.statuses import OrderState, SupplyAction
from core.sales.supply_rules import FillOptions
from core.sales.supplying import apply_supply, propose_supply
from core.settlements.bank import PaymentMade, load_statement, make_payments
from core.settlements.bank_judging import judge
from core.settlements.payments import NewPayment, PaidLine, enter_payment, post_payment
from core.shipments.invoicing import invoice_from_shipped
from core.supply.ordering import (
    NewSupplierOrder,
    SupplierLine,
    confirm_supplier_order,
    create_supplier_order,
)
from core.terms.agreement_steps import enforce_agreement
from core.terms.agreements import AgreementInput, create_agreement
from core.terms.contracts import create_contract, enforce_contract
from core.terms.statuses import AgreementKind
from tests.integration.sales.offers import Offers
from tests.integration.sales.trade import BOSS, Trade, build, pieces

OUR_ACCOUNT = "40702810500000431207"
"""The company's, as its bank writes it."""

ROSE_INN = "7743200004"

ROLES = {
    "boris": Role.SALES_HEAD,
    "olga": Role.SALES_MANAGER,
    "zoe": Role.APPROVER,
    "nina": Role.ACCOUNTANT,
    "petr": Role.PURCHASER,
    "ivan": Role.SHIFT_LEAD,
}


def day(of_november: int) -> dt.date:
    """Return a day of November 2026."""
    return dt.date(2026, 11, of_november)


def minor(roubles: str) -> int:
    """Read "1229" or "86.50" as kopecks."""
    return Money.parse(roubles).minor


def roubles(kopecks: int) -> str:
    """Write kopecks as "1229.00"."""
    return f"{kopecks // 100}.{kopecks % 100:02d}"


@dataclass
class Firm:
    """A company, its people by login, and what they do."""

    session: Session
    clock: FixedClock
    trade: Trade
    people: dict[str, Actor] = field(default_factory=dict)
    price_types: dict[str, int] = field(default_factory=dict)
    seen: list[OrderState] = field(default_factory=list)
    """Every state a story has asserted, in turn."""

    @property
    def house(self) -> int:
        """The warehouse of the stories."""
        return self.trade.warehouses["plain"]

    def entity(self, partner: str) -> int:
        """Return the counterparty of a customer."""
        key = self.trade.partners[partner]
        found = select(LegalEntity.id).where(LegalEntity.partner_id == key)
        return self.session.scalars(found).one()

    @contextmanager
    def refused(self, error: type[DomainError]) -> Iterator[pytest.ExceptionInfo[DomainError]]:
        """Expect a refusal; what was begun is undone, as the program undoes it."""
        with pytest.raises(error) as refusal, self.session.begin_nested():
            yield refusal

    # Prices and terms

    def has_price_type(self, by: str, code: str, formula: str = "") -> None:
        """Make a price type: by hand, or computed of others."""
        how: dict[str, Any] = {}
        if formula:
            how = {"method": CalculationMethod.FORMULA, "formula": formula}
        self.price_types[code] = create_price_type(
            self.session, self.people[by], code=code, name=code, **how
        )

    def rounds(self, by: str, code: str, *ranges: tuple[str, str, str, str]) -> None:
        """Give a price type ranges: (from, to what, which way, take off afterwards)."""
        for since, precision, mode, shift in ranges:
            create_row(
                self.session,
                self.people[by],
                "price_rounding",
                price_type_id=self.price_types[code],
                price_group_id=None,
                since_minor=minor(since),
                precision_minor=minor(precision),
                mode=mode,
                shift_minor=minor(shift),
            )

    def sets_prices(self, by: str, typed: str, listed: str, *, computed: str = "") -> None:
        """Make a price document: what is *typed* in one column, another *computed*; agree it."""
        column = self.price_types[typed]
        columns = (column, self.price_types[computed]) if computed else (column,)
        cells = tuple(
            PriceCell(self.trade.items[code], column, minor(price))
            for code, price in (part.split() for part in listed.split(","))
        )
        actor = self.people[by]
        new = NewPriceDocument(types=columns, cells=cells)
        made = create_price_document(self.session, actor, new, clock=self.clock)
        recompute_price_document(self.session, actor, made.id, made.version, clock=self.clock)
        agree_price_document(self.session, actor, made.id, clock=self.clock)

    def sells_at(self, by: str, code: str, listed: str) -> None:
        """Make a price list by hand, "GLOVES 100, MASK 10"; orders of the story use it."""
        self.has_price_type(by, code)
        self.sets_prices(by, code, listed)
        self.trade.price_type_id = self.price_types[code]

    def price(self, code: str, item: str) -> str:
        """Return what an item costs today."""
        key = self.trade.items[item]
        found = prices(self.session, self.price_types[code], [key], self.clock.business_date())
        return roubles(found[key, 0])

    def agrees(self, by: str, name: str, **terms: Any) -> int:
        """Make a standard agreement and put it in force; *stages* are of its payment."""
        stages = terms.pop("stages", None)
        actor = self.people[by]
        made = create_agreement(
            self.session,
            actor,
            AgreementKind.STANDARD,
            AgreementInput(header={"name": name} | terms, stages=stages),
            clock=self.clock,
        )
        return enforce_agreement(self.session, actor, made.id, clock=self.clock).id

    def signs(self, by: str, partner: str, **terms: Any) -> int:
        """Make a contract with a customer and put it in force."""
        actor = self.people[by]
        made = create_contract(
            self.session,
            actor,
            company_id=self.trade.companies["КЛ"],
            partner_id=self.trade.partners[partner],
            legal_entity_id=self.entity(partner),
            clock=self.clock,
            **terms,
        )
        return enforce_contract(self.session, actor, made.id, clock=self.clock).id

    def groups_discounts(self, by: str, name: str, rule: JoinRule) -> int:
        """Make a group of discounts that meet by a rule."""
        draft = GroupDraft(code=name, name=name, rule=rule)
        return save_group(self.session, self.people[by], draft, clock=self.clock).id

    def discounts(
        self, by: str, name: str, percent: int, *, group: int | None = None, **more: Any
    ) -> int:
        """Make a percentage for everybody."""
        more.setdefault("standing", Standing.IN_FORCE)
        draft = DiscountDraft(
            code=name, name=name, kind=DiscountKind.PERCENT, value=percent * 100, **more
        )
        made = save_discount(
            self.session, self.people[by], draft, clock=self.clock, parent_id=group
        )
        return made.id

    # Offers and orders

    def offers(self, by: str, text: str, **header: Any) -> int:
        """Make a quotation for ROSE of "GLOVES 10, TENT 1 -5" and put it in force."""
        words = Offers(self.clock, self.trade, self.people)
        new = words.new(text, **({"agreement_id": None} | header))
        actor = self.people[by]
        made = create_quotation(self.session, actor, new, clock=self.clock)
        return enforce_quotation(self.session, actor, made.id, clock=self.clock).id

    def lines(self, text: str) -> tuple[Any, ...]:
        """Return quoted lines of "GLOVES 10, TENT 1 -5"."""
        return Offers(self.clock, self.trade).lines(text)

    def takes_order(self, by: str, text: str, *, confirm: bool = True, **more: Any) -> int:
        """Take an order of "GLOVES 3 reserve", confirmed unless told otherwise."""
        new = self.trade.new(text, partner=more.pop("partner", "ROSE"))
        new = replace(new, **more)
        made = create_order(self.session, self.people[by], new, clock=self.clock)
        if confirm:
            self.confirms(by, made.id)
        return made.id

    def confirms(self, by: str, order: int) -> None:
        """Put an order to fulfilment."""
        confirm_order(self.session, self.people[by], order, clock=self.clock)

    def gives_by_hand(self, by: str, order: int, line: int, percent: int) -> None:
        """Give a discount by hand on a line of an order."""
        lines = tuple(
            replace(one, manual_percent=percent * 100) if one.line_no == line else one
            for one in stored_lines(self.session, order)
        )
        self.changes(by, order, lines=lines)

    def waits_with_supply(self, by: str, order: int) -> None:
        """Ask for nothing yet: no line of an order is supplied."""
        lines = tuple(
            replace(one, action=SupplyAction.NONE) for one in stored_lines(self.session, order)
        )
        self.changes(by, order, lines=lines)

    def changes(self, by: str, order: int, **changes: Any) -> None:
        """Change an order as it stands now."""
        version = self.order(order).version
        save_order(
            self.session,
            self.people[by],
            order,
            version,
            OrderChanges(**changes),
            clock=self.clock,
        )

    def asks(self, by: str, order: int, text: str, due: dt.date | None = None) -> None:
        """Send an order to those who approve."""
        ask_order(self.session, self.people[by], order, due=due, text=text, clock=self.clock)

    def inbox(self, who: str) -> tuple[TaskRow, ...]:
        """Return what waits for somebody."""
        return inbox(self.session, self.people[who])

    def answers(self, who: str, verdict: Verdict, remark: str = "") -> None:
        """Answer the only task of one's inbox."""
        (task,) = self.inbox(who)
        decide(self.session, self.people[who], task.id, verdict, remark, clock=self.clock)

    # Goods

    def expects(self, by: str, item: str, quantity: int, on: dt.date) -> int:
        """Order goods of a supplier that come on a day."""
        line = SupplierLine(
            item_id=self.trade.items[item], quantity=pieces(str(quantity)), expected_on=on
        )
        new = NewSupplierOrder(
            company_id=self.trade.companies["КЛ"],
            partner_id=self.trade.partners["FERN"],
            warehouse_id=self.house,
            expected_on=on,
            lines=(line,),
        )
        actor = self.people[by]
        made = create_supplier_order(self.session, actor, new, clock=self.clock)
        return confirm_supplier_order(self.session, actor, made.id, clock=self.clock).id

    def fills_supply(self, by: str, order: int, **options: bool) -> None:
        """Fill supply and take what is proposed."""
        actor = self.people[by]
        proposed = propose_supply(self.session, actor, order, FillOptions(**options))
        apply_supply(self.session, actor, proposed, clock=self.clock)

    def lets_go(self, by: str, order: int) -> None:
        """Tell the warehouse to ship every line that is left."""
        numbers = [no for no, _, action in self.supply(order) if action != "cancelled"]
        set_actions(
            self.session,
            self.people[by],
            order,
            self.order(order).version,
            dict.fromkeys(numbers, SupplyAction.SHIP),
            clock=self.clock,
        )

    def prepares(self, by: str, *orders: int) -> int:
        """Make an expense order and release it to the storekeepers."""
        actor = self.people[by]
        (made,) = create_outbound(
            self.session, actor, self.house, clock=self.clock, order_ids=orders
        )
        release(self.session, actor, made.id, clock=self.clock)
        return made.id

    def ships(self, by: str, outbound: int) -> None:
        """Let the goods of an expense order leave."""
        actor = self.people[by]
        picks_finished(self.session, actor, outbound, clock=self.clock)
        ship(self.session, actor, outbound, clock=self.clock)

    def invoices(self, by: str, outbound: int) -> int:
        """Make the sales invoice of what has left."""
        (made,) = invoice_from_shipped(self.session, self.people[by], outbound, clock=self.clock)
        return made

    # Money

    def loads_statement(self, by: str, file: bytes) -> list[PaymentMade]:
        """Load the file of the bank and make payments of its lines."""
        actor = self.people[by]
        read = read_bank_file(file, "kl_to_1c.txt")
        (kept,) = load_statement(
            self.session,
            actor,
            statement_facts(read),
            judge(self.session, read.documents),
            clock=self.clock,
        )
        return make_payments(self.session, actor, kept.id, clock=self.clock)

    def pays(self, by: str, partner: str, amount: str, order: int) -> None:
        """Enter by hand what a customer has paid for an order."""
        new = NewPayment(
            company_id=self.trade.companies["КЛ"],
            partner_id=self.trade.partners[partner],
            amount_minor=minor(amount),
            lines=(PaidLine(order, minor(amount)),),
        )
        actor = self.people[by]
        made = enter_payment(self.session, actor, new, clock=self.clock)
        post_payment(self.session, actor, made.id, clock=self.clock)

    # What is true

    def order(self, order: int) -> CustomerOrder:
        """Return an order as it is stored now."""
        self.session.expire_all()
        return self.session.get_one(CustomerOrder, order)

    def stands(self, order: int, state: OrderState) -> None:
        """Assert where an order stands, and that every stored state follows from the facts."""
        found = self.order(order).state
        assert found is state, f"{found.value}, not {state.value}"
        differences = ledger.verify(self.session)
        assert differences == [], differences
        self.seen.append(state)

    def supply(self, order: int) -> list[tuple[int, int, str]]:
        """Return (line, pieces, action) of an order, "cancelled" for what is given up."""
        line = CustomerOrderLine
        self.session.flush()
        rows = self.session.execute(
            select(line.line_no, line.quantity, line.action, line.cancelled)
            .where(line.document_id == order)
            .order_by(line.line_no)
        )
        return [
            (no, quantity // 1000, "cancelled" if cancelled else action.value)
            for no, quantity, action, cancelled in rows
        ]

    def amounts(self, order: int) -> list[str]:
        """Return what every line of an order comes to."""
        line = CustomerOrderLine
        rows = self.session.scalars(
            select(line.amount_minor).where(line.document_id == order).order_by(line.line_no)
        )
        return [roubles(one) for one in rows]

    def total(self, order: int) -> str:
        """Return what an order comes to."""
        return roubles(self.order(order).total_minor)


def bank_file(amount: str, purpose: str, number: int = 317) -> bytes:
    """Return the file of the bank, 1CClientBankExchange: one payment of ROSE that came today."""
    lines = f"""1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
РасчСчет={OUR_ACCOUNT}
СекцияДокумент=Платежное поручение
Номер={number}
Дата=20.11.2026
Сумма={amount}
ПлательщикСчет=40702810000000200000
Плательщик1=ООО ROSE
ПлательщикИНН={ROSE_INN}
ПолучательСчет={OUR_ACCOUNT}
ДатаПоступило=20.11.2026
НазначениеПлатежа={purpose}
КонецДокумента
КонецФайла
"""
    return lines.replace("\n", "\r\n").encode("cp1251")


def founded(session: Session, clock: FixedClock) -> Firm:
    """Found the company: goods in stock, two customers, a supplier, people with roles."""
    trade = build(session, clock, "GLOVES 12, MASK 40, TENT 3")
    firm = Firm(session, clock, trade)
    for login, role in ROLES.items():
        made = create_user(
            session, SYSTEM, login=login, name=login.title(), password=None, roles=[role]
        )
        firm.people[login] = actor_of(session, made.id)
    firm.people["boss"] = BOSS
    company = session.get_one(Company, trade.companies["КЛ"])
    company.bank_account, company.inn, company.full_name = OUR_ACCOUNT, "7743431207", "ООО «Клад»"
    company.bank_name, company.bik = "ПАО «Банк»", "044525000"
    company.corr_account = "30101810000000000000"
    rose = session.get_one(LegalEntity, firm.entity("ROSE"))
    rose.inn = ROSE_INN
    session.flush()
    return firm
