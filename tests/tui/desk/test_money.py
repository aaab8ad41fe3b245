"""Money at the desk: payments, a bank statement, debts, bills, offsets, rates — by keys alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.db.unit_of_work import transaction
from core.documents.models import Document
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship
from core.partners.models import Company, LegalEntity
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import SupplyAction
from core.settlements.bank_models import BankStatement
from core.settlements.bills import NewBill, issue_bill
from core.settlements.models import Bill, DebtOffset, IncomingPayment
from core.settlements.payments import NewPayment, PaidLine, enter_payment, post_payment
from core.settlements.rate_models import CurrencyRate
from core.settlements.standing import standings
from core.shipments.invoicing import invoice_from_shipped
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene, boss
from tui.app import WorkstationApp
from tui.locale import use_language

INN = "7743200004"
OURS = "40702810500000431207"
BANK = Path(__file__).parents[2] / "unit" / "exchange" / "bank"


def sold(scene: Scene, pieces: int, *, ships: bool = True, partner: str = "partner") -> int:
    """Sell milk at 100.00, ship and bill it; return the order."""
    clock = scene.clock
    with transaction(scene.database.sessions) as session:
        new = NewOrder(
            company_id=scene.ids["company"],
            partner_id=scene.ids[partner],
            warehouse_id=scene.ids["house"],
            price_type_id=scene.ids["price_type"],
            ship_date=clock.business_date(),
            lines=(
                OrderLine(
                    item_id=scene.ids["item1"],
                    quantity=pieces * 1000,
                    price_minor=None,
                    action=SupplyAction.SHIP,
                ),
            ),
        )
        order = create_order(session, boss(), new, clock=clock).id
        confirm_order(session, boss(), order, clock=clock)
        if ships:
            (made,) = create_outbound(
                session, boss(), scene.ids["house"], clock=clock, order_ids=[order]
            )
            release(session, boss(), made.id, clock=clock)
            picks_finished(session, boss(), made.id, clock=clock)
            ship(session, boss(), made.id, clock=clock)
            invoice_from_shipped(session, boss(), made.id, clock=clock)
    return order


def paid(scene: Scene, order: int, minor: int) -> int:
    """Pay an order; return the payment."""
    with transaction(scene.database.sessions) as session:
        new = NewPayment(
            company_id=scene.ids["company"],
            partner_id=scene.ids["partner"],
            amount_minor=minor,
            lines=(PaidLine(order, minor),),
        )
        made = enter_payment(session, boss(), new, clock=scene.clock)
        post_payment(session, boss(), made.id, clock=scene.clock)
        return made.id


def owed(scene: Scene, order: int) -> int:
    """Return the debt of an order, minor units; an advance is below 0."""
    with transaction(scene.database.sessions) as session:
        stands = standings(session, [order])[order, "RUB"]
        return stands.charged - stands.paid


def number(scene: Scene, key: int) -> str:
    with transaction(scene.database.sessions) as session:
        return session.get_one(Document, key).number_text


def count(scene: Scene, model: type) -> int:
    with transaction(scene.database.sessions) as session:
        return session.scalars(select(func.count()).select_from(model)).one()


async def test_a_payment_is_entered_spread_and_posted(app: WorkstationApp, scene: Scene) -> None:
    order = sold(scene, 3)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("incoming pay", "Incoming payments")
        await hands.press("insert")
        await hands.type("ромашка")
        await hands.press("enter")
        await hands.sees("ООО «Ромашка»")
        await hands.press("enter", "enter", "enter")
        await hands.type("450")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "[Entered]", "Left: 450.00")
        await hands.press("f10", "2")
        await hands.sees("Lines: 300.00", "Left: 150.00", number(scene, order))
        await hands.press("ctrl+s", "f10", "1")
        await hands.sees("[Posted]", "Posted: КЛ-")
    assert owed(scene, order) == 0


async def test_lines_of_more_than_the_payment_are_refused(
    app: WorkstationApp, scene: Scene
) -> None:
    order = sold(scene, 1)
    payment = paid(scene, order, 100_00)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("incoming pay", "Incoming payments")
        await hands.press("enter")
        await hands.sees("[Posted]", "Lines: 100.00")
        await hands.press("tab", "enter", "enter", "enter")
        await hands.type("50")
        await hands.press("enter", "ctrl+s")
        await hands.sees("The lines come to more than the payment", "much by 50.00")
    with transaction(scene.database.sessions) as session:
        assert session.get_one(IncomingPayment, payment).amount_minor == 100_00


async def test_a_payment_in_a_currency_nobody_knows_is_refused(
    app: WorkstationApp, scene: Scene
) -> None:
    before = count(scene, IncomingPayment)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("incoming pay", "Incoming payments")
        await hands.press("insert")
        await hands.type("ромашка")
        await hands.press(*["enter"] * 4)
        await hands.type("10")
        await hands.press("enter")
        await hands.type("QQQ")
        await hands.press("enter", "ctrl+s")
        await hands.sees("No such currency: QQQ")
    assert count(scene, IncomingPayment) == before


@pytest.fixture
def account(scene: Scene) -> None:
    """The company has the account of the file, Ромашка the INN of its first payer."""
    with transaction(scene.database.sessions) as session:
        session.get_one(Company, scene.ids["company"]).bank_account = OURS
        session.get_one(LegalEntity, scene.ids["legal"]).inn = INN


@pytest.mark.usefixtures("account")
async def test_a_statement_is_chosen_looked_at_named_and_paid(
    app: WorkstationApp, scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "bank").mkdir()
    file = tmp_path / "bank" / "kl_to_1c.txt"
    file.write_bytes((BANK / "windows_103.txt").read_bytes())
    before = count(scene, IncomingPayment)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("bank state", "Bank statements")
        await hands.press("insert")
        await hands.type(str(tmp_path).replace("_", "_"))
        await hands.press("f4")
        await hands.sees("File:", "bank")
        await hands.press("down", "enter")
        await hands.sees("kl_to_1c.txt")
        await hands.press("down", "enter")
        screen = await hands.sees("Payments: 1 · 12 500.00", "Payer unknown: 1")
        assert "2 920.50" in screen
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "Bank statement · КЛ-000001 · [Loaded]")
        await hands.press("f10", "1")
        await hands.sees("Payments made and posted: 1; 12", "Pays", "advance", "Payment", "КЛ-0000")
        assert count(scene, IncomingPayment) == before + 1
        await hands.press("f10", "1")
        await hands.sees("wait")
        await hands.press("down", "f10", "2")
        await hands.sees("Line 2 is no payment of a customer.")
        await hands.press("f10", "1")
        await hands.sees("[Distributed]")
    assert count(scene, IncomingPayment) == before + 1


async def test_nobody_is_asked_to_save_a_statement_into_which_nothing_was_put(
    app: WorkstationApp, scene: Scene
) -> None:
    before = count(scene, BankStatement)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("bank state", "Bank statements")
        await hands.press("insert")
        await hands.sees("Bank statement · new")
        await hands.press("f10")
        screen = await hands.sees("Not filled in: File. Fill it in; nothing was changed.")
        assert "Save what was typed first?" not in screen
    assert count(scene, BankStatement) == before


async def test_a_file_is_found_by_a_typed_path_and_what_is_not_there_takes_one_nowhere(
    app: WorkstationApp, tmp_path: Path
) -> None:
    tmp_path /= "a folder that is far away from where anybody would look for it"
    (tmp_path / "deep").mkdir(parents=True)
    (tmp_path / "deep" / "kl.txt").write_bytes((BANK / "windows_103.txt").read_bytes())
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("bank state", "Bank statements")
        await hands.press("insert", "f4")
        await hands.sees("File: ")
        await hands.type(f"{tmp_path}/")
        await hands.press("enter")
        await hands.sees("File: ", f"{tmp_path}"[-20:], "deep/")
        await hands.type("nothing like it")
        await hands.press("enter")
        await hands.sees("File: …", f"{tmp_path}"[-20:], "Nothing here.")
        await hands.press(*["backspace"] * 15)
        await hands.type("deep/gone.txt")
        await hands.press("enter")
        await hands.sees("deep/gone.txt", "The file cannot be read.")
        await hands.press(*["backspace"] * 8)
        await hands.type("kl.txt")
        await hands.press("enter")
        await hands.sees("deep/kl.txt", "2 920.50")


@pytest.mark.usefixtures("account")
async def test_a_broken_statement_says_where_and_keeps_nothing(
    app: WorkstationApp, scene: Scene, tmp_path: Path
) -> None:
    file = tmp_path / "broken.txt"
    text = (BANK / "windows_103.txt").read_text("cp1251").replace("КонецФайла", "")
    file.write_text(text, "cp1251")
    before = count(scene, BankStatement)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("bank state", "Bank statements")
        await hands.press("insert")
        await hands.type(str(file))
        await hands.press("enter")
        await hands.sees("broken.txt, line", "КонецФайла")
        await hands.press("ctrl+s")
    assert count(scene, BankStatement) == before


async def test_debts_lead_to_the_statement_and_the_statement_to_documents(
    app: WorkstationApp, scene: Scene
) -> None:
    order = sold(scene, 2, partner="other")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("debts by partner", "Василёк")
        await hands.type("василёк")
        await hands.sees("200.00")
        await hands.press("enter")
        await hands.sees("Settlements · Василёк", "On the last day: 200.00", "200.00")
        await hands.press("enter")
        await hands.sees("Sales invoice · КЛ-")
        await hands.press("escape")
        await hands.press("f11")
        await hands.sees(number(scene, order))
        await hands.press("ctrl+s")
        await hands.sees("does nothing here")


async def test_the_card_of_a_partner_leads_to_the_settlements(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("partners", "Ромашка")
        await hands.type("ромашка")
        await hands.press("enter")
        await hands.sees("Partners · Ромашка")
        await hands.press("f10", "2")
        await hands.sees("Settlements · Ромашка", "On the first day")


async def test_a_debt_is_paid_from_its_own_card(app: WorkstationApp, scene: Scene) -> None:
    order = sold(scene, 4)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("debts by document", number(scene, order))
        await hands.type(number(scene, order).lower())
        await hands.press("enter")
        await hands.sees("Settlements of a document", "400.00")
        await hands.press("f10")
        screen = await hands.sees("What to do")
        place = next(line.split()[1] for line in screen.splitlines() if "Enter a payment" in line)
        await hands.press(place)
        await hands.sees("Incoming payment · КЛ-", "[Entered]", "Left: 0.00")


async def test_a_bill_is_issued_from_the_order_and_printed(
    app: WorkstationApp, scene: Scene
) -> None:
    order = sold(scene, 5, ships=False)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", number(scene, order))
        await hands.press("enter")
        await hands.sees(f"Customer order · {number(scene, order)}")
        await hands.press("f10")
        screen = await hands.sees("Issue a bill")
        place = next(line.split()[1] for line in screen.splitlines() if "Issue a bill" in line)
        await hands.press(place)
        await hands.sees("Bill · КЛ-", "[Issued]", "500.00", "Оплата по счету №")
        await hands.press("f8")
        screen = await hands.sees("Счёт на оплату №")
        assert all(len(line) <= 80 for line in screen.splitlines())
        await hands.press("f8")
        await hands.sees("Sent to the printer.")
    with transaction(scene.database.sessions) as session:
        bill = session.scalars(select(Bill).where(Bill.object_id == order)).one()
        assert bill.amount_minor == 500_00


async def test_an_annulled_bill_says_so_and_may_be_issued_again(
    app: WorkstationApp, scene: Scene
) -> None:
    order = sold(scene, 1, ships=False)
    with transaction(scene.database.sessions) as session:
        bill = issue_bill(session, boss(), NewBill(object_id=order), clock=scene.clock)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("bills", bill.number)
        await hands.type(bill.number.lower())
        await hands.press("enter")
        await hands.sees("[Issued]")
        await hands.press("f10", "1")
        await hands.press("y")
        await hands.sees("[Annulled]")
        await hands.press("f10", "1")
        await hands.sees("[Issued]")


async def test_an_advance_is_offset_against_a_debt(app: WorkstationApp, scene: Scene) -> None:
    debt = sold(scene, 6)
    ahead = sold(scene, 1, ships=False)
    paid(scene, ahead, 100_00)
    before = count(scene, DebtOffset)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("offsets", "Offsets of advances")
        await hands.press("insert")
        await hands.type("ромашка")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "[Entered]")
        await hands.press("f10", "2")
        await hands.sees("Lines put in")
        await hands.press("ctrl+s", "f10", "1")
        await hands.sees("[Posted]")
    assert count(scene, DebtOffset) == before + 1
    assert owed(scene, debt) <= 500_00


async def test_a_rate_is_typed_exactly_and_a_wrong_one_is_told(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("currencies", "Currencies")
        await hands.press("insert")
        await hands.type("USD")
        await hands.press("enter")
        await hands.type("840")
        await hands.press("enter")
        await hands.type("Доллар США")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.")
        await hands.press("escape", "escape", "escape")
        await hands.open("currency rates", "Currency rates")
        await hands.press("insert")
        await hands.type("USD")
        await hands.press("enter")
        await hands.type("2026-11-20")
        await hands.press("enter")
        await hands.type("81,23456x")
        await hands.press("enter")
        await hands.sees("!Roubles for one", "81,23456x")
        await hands.press("backspace", "enter", "ctrl+s")
        await hands.sees("Saved.", "Currency rates · USD", "81.23456")
    with transaction(scene.database.sessions) as session:
        rate = session.scalars(
            select(CurrencyRate).where(CurrencyRate.since == date(2026, 11, 20))
        ).one()
        assert rate.rate == Decimal("81.23456")


async def test_the_accountant_enters_money_and_the_keeper_sees_none(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in("keeper")
        screen = hands.screen
        assert "Incoming payments" not in screen
        assert "Debts" not in screen


async def test_in_russian_everything_of_money_fits_the_small_screen(
    app: WorkstationApp, scene: Scene
) -> None:
    sold(scene, 1)
    use_language("ru")
    async with Hands(app) as hands:
        await hands.sign_in()
        for name, shown in (
            ("поступления ден", "Поступления денежных средств"),
            ("банковские", "Банковские выписки"),
            ("счета", "Счета на оплату"),
            ("задолженность по п", "Просрочено"),
            ("задолженность по д", "Долг"),
            ("зачёты", "Зачёты авансов"),
            ("возвраты", "Возвраты денежных средств"),
            ("корректировки зад", "Корректировки задолженности"),
            ("курсы", "Рублей за единицу"),
        ):
            await hands.type(name)
            await hands.press("enter")
            screen = await hands.sees(shown)
            assert max(map(len, screen.splitlines())) <= 80
            await hands.press("escape", "escape")
