"""`klad import bank` and `klad import rates` as they are run: messages, exit codes, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import Clock
from core.partners.models import Company, LegalEntity, Partner
from core.settlements.models import IncomingPayment
from core.settlements.rate_models import CurrencyRate
from tests.integration.sales.trade import build
from tui.commands.imports import import_
from tui.locale import use_language

BANK = Path(__file__).parents[2] / "unit" / "exchange" / "bank"
FILE = BANK / "windows_103.txt"
Run = Callable[..., Result]


@pytest.fixture
def run(fresh_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    url = fresh_database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("KLAD_DATABASE_URL", url)
    monkeypatch.setenv("KLAD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("KLAD_LANGUAGE", "en")

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(import_, list(arguments))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    yield invoke
    use_language("en")


@pytest.fixture
def company(fresh_database: Database, clock: Clock) -> Database:
    """КЛ has the account of the file, ROSE is its first payer and owes an order."""
    with transaction(fresh_database.sessions) as session:
        trade = build(session, clock, "GLOVES 5000 @10")
        session.get_one(Company, trade.companies["КЛ"]).bank_account = "40702810500000431207"
        rose = select(LegalEntity).where(LegalEntity.partner_id == trade.partners["ROSE"])
        session.scalars(rose).one().inn = "7743200004"
        trade.order(session, "GLOVES 1000")
    return fresh_database


def _count(database: Database, model: type) -> int:
    with database.sessions() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_dry_run_tells_every_line_and_writes_nothing(run: Run, company: Database) -> None:
    hint = "Enter a counterparty with INN 504361000012, or name one in the statement."
    result = run("bank", str(FILE), "--dry-run")
    assert result.exit_code == 1
    assert result.stdout.replace("\u00a0", " ").splitlines() == [
        "Read: 3 documents (1CClientBankExchange 1.03 cp1251).",
        "Line 20: № 317 of 2026-11-18, 12 500.00, ООО ROSE: payment.",
        "  10 000.00 for КЛ-000001 of 2026-11-20; 2 500.00 stay an advance",
        f"Line 47: № 318 of 2026-11-20, 2 920.50, ИП Кузнецов А. П.: payer unknown. {hint}",
        "1 payment.",
        "1 document is no payment of a customer.",
        "1 document waits for its payer.",
        "A dry run: nothing was written.",
    ]
    assert _count(company, IncomingPayment) == 0


def test_lines_that_wait_are_an_exit_code_and_the_others_are_paid(
    run: Run, company: Database
) -> None:
    result = run("bank", str(FILE))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "Imported: bank statement КЛ-000001."
    assert _count(company, IncomingPayment) == 1


def test_a_file_of_known_payers_succeeds_and_again_changes_nothing(
    run: Run, company: Database
) -> None:
    with transaction(company.sessions) as session:
        partner = Partner(code="KUZ", name="Кузнецов")
        session.add(partner)
        session.flush()
        session.add(
            LegalEntity(partner_id=partner.id, code="KUZ", name="ИП Кузнецов", inn="504361000012")
        )
    first = run("bank", str(FILE), "--json")
    assert first.exit_code == 0
    told = json.loads(first.stdout)
    assert (told["written"], told["waiting"], told["statements"]) == (True, 0, ["КЛ-000001"])
    assert [line["fate"] for line in told["lines"]] == ["payment", "payment", "outgoing"]
    assert told["lines"][0]["pays"] == [
        {"number": "КЛ-000001", "amount_minor": 10_000_00, "why": "named"}
    ]
    assert (told["lines"][0]["payment"], told["lines"][1]["left_minor"]) == (
        "КЛ-000001",
        2_920_50,
    )
    assert _count(company, IncomingPayment) == 2
    again = run("bank", str(FILE))
    assert again.exit_code == 0
    assert again.stdout.splitlines()[-1] == "Everything in it was imported before."
    assert _count(company, IncomingPayment) == 2


@pytest.mark.parametrize(
    ("name", "encoding"), [("windows_103.txt", "cp1251"), ("utf8_103.txt", "utf-8")]
)
def test_a_broken_file_names_the_line_and_writes_nothing(
    run: Run, company: Database, tmp_path: Path, name: str, encoding: str
) -> None:
    broken = tmp_path / "kl_to_1c.txt"
    text = (BANK / name).read_text(encoding=encoding).replace("Сумма=2920,50", "Сумма=две тысячи")
    broken.write_text(text, encoding=encoding)
    result = run("bank", str(broken))
    assert result.exit_code != 0
    said = " ".join(result.output.split())
    assert "kl_to_1c.txt" in said
    assert "line 50" in said
    assert "две тысячи" in said
    assert _count(company, IncomingPayment) == 0


def test_a_file_in_utf8_pays_what_the_same_in_windows_letters_does(
    run: Run, company: Database
) -> None:
    """What is known from the one file is known when the other comes."""
    assert run("bank", str(BANK / "utf8_103.txt")).exit_code == 1
    assert _count(company, IncomingPayment) == 1
    with transaction(company.sessions) as session:
        payment = session.scalars(select(IncomingPayment)).one()
        assert (payment.amount_minor, payment.their_number) == (12_500_00, "317")
    run("bank", str(FILE))
    assert _count(company, IncomingPayment) == 1


def test_russian_words_are_russian(
    run: Run, company: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLAD_LANGUAGE", "ru")
    result = run("bank", str(FILE), "--dry-run")
    assert "плательщик неизвестен" in result.stdout
    assert result.stdout.splitlines()[-1] == "Проверка без записи: ничего не записано."
    assert _count(company, IncomingPayment) == 0


def test_rates_are_imported_from_a_table(
    run: Run, fresh_database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(
        "Валюта;Дата;Курс;Номинал\nUSD;20.11.2026;81,2345;1\nKZT;20.11.2026;15,5;100\n",
        encoding="utf-8",
    )
    result = run("rates", str(file))
    assert result.exit_code == 0
    assert result.stdout.endswith("Imported.\n")
    with fresh_database.sessions() as session:
        rates = session.execute(select(CurrencyRate.rate).order_by(CurrencyRate.rate)).scalars()
        assert [str(rate.normalize()) for rate in rates] == ["0.155", "81.2345"]
