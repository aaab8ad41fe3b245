"""What a scanned code means."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.catalog.errors import ItemRetired
from core.catalog.models import Barcode, ItemVariant, LotPolicy, Packaging
from core.catalog.queries import BarcodeHit, item_card, resolve_barcode
from core.catalog.rules import ean13, gtin14, itf14
from core.kernel.errors import NotFound
from tests.integration.stock.trade import goods

MILK = "4601234567893"


def _code(session: Session, code: str, item_id: int, **more: int) -> None:
    session.add(Barcode(code=code, gtin=gtin14(code), item_id=item_id, **more))
    session.flush()


def test_a_code_tells_the_item_and_one_base_unit(session: Session) -> None:
    milk = goods(session, "MILK:expiry")["MILK"]
    _code(session, MILK, milk.id)
    assert resolve_barcode(session, MILK) == [
        BarcodeHit(milk.id, "MILK", "A-MILK", "Milk", "шт", 0, "", 0, "", 1000, LotPolicy.EXPIRY, 0)
    ]


def test_the_code_of_a_box_tells_how_many_are_inside(session: Session) -> None:
    milk = goods(session, "MILK")["MILK"]
    box = Packaging(item_id=milk.id, name="Короб 12", quantity=12_000)
    session.add(box)
    session.flush()
    _code(session, itf14(1, MILK), milk.id, packaging_id=box.id)
    (hit,) = resolve_barcode(session, itf14(1, MILK))
    assert (hit.packaging, hit.packaging_id, hit.pack_quantity) == ("Короб 12", box.id, 12_000)


@pytest.mark.parametrize(
    ("printed", "scanned", "gtin"),
    [
        ("036000291452", "0036000291452", None),
        ("0036000291452", "036000291452", None),
        ("036000291452", "00036000291452", None),
        (MILK, "0" + MILK, None),
        (MILK, "010460123456789310L1", "0" + MILK),
        ("96385074", "00000096385074", None),
    ],
)
def test_leading_zeros_of_a_gtin_do_not_matter(
    session: Session, printed: str, scanned: str, gtin: str | None
) -> None:
    milk = goods(session, "MILK")["MILK"]
    _code(session, printed, milk.id)
    assert [hit.item_id for hit in resolve_barcode(session, scanned, gtin)] == [milk.id]


def test_leading_zeros_of_an_own_code_do_matter(session: Session) -> None:
    milk = goods(session, "MILK")["MILK"]
    _code(session, "000123", milk.id)
    assert resolve_barcode(session, "123") == []
    assert [hit.item_id for hit in resolve_barcode(session, "000123")] == [milk.id]


def test_a_code_on_two_items_gives_both_and_a_twin_code_only_once(session: Session) -> None:
    items = goods(session, "MILK KEFIR")
    for item in items.values():
        _code(session, "036000291452", item.id)
    _code(session, "0036000291452", items["MILK"].id)
    hits = resolve_barcode(session, "036000291452")
    assert [hit.item_code for hit in hits] == ["KEFIR", "MILK"]


def test_retired_goods_are_left_out_and_named_when_nothing_else_is_meant(
    session: Session,
) -> None:
    items = goods(session, "MILK KEFIR")
    for item in items.values():
        _code(session, MILK, item.id)
    items["MILK"].retired = True
    session.flush()
    assert [hit.item_code for hit in resolve_barcode(session, MILK)] == ["KEFIR"]
    items["KEFIR"].retired = True
    session.flush()
    with pytest.raises(ItemRetired) as refused:
        resolve_barcode(session, MILK)
    assert refused.value.facts == {"barcode": MILK, "item": "Kefir", "article": "A-KEFIR"}


def test_a_retired_variant_hides_its_code_alone(session: Session) -> None:
    milk = goods(session, "MILK")["MILK"]
    red = ItemVariant(item_id=milk.id, name="красный", retired=True)
    session.add(red)
    session.flush()
    _code(session, "RED", milk.id, variant_id=red.id)
    _code(session, "PLAIN", milk.id)
    assert len(resolve_barcode(session, "PLAIN")) == 1
    with pytest.raises(ItemRetired):
        resolve_barcode(session, "RED")


def test_an_unknown_code_means_nothing(session: Session) -> None:
    assert resolve_barcode(session, "4600000000008") == []


def test_resolving_is_one_statement(session: Session) -> None:
    milk = goods(session, "MILK")["MILK"]
    _code(session, MILK, milk.id)
    seen: list[str] = []
    engine = session.get_bind()

    def remember(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        resolve_barcode(session, MILK)
    finally:
        event.remove(engine, "before_cursor_execute", remember)
    assert len(seen) == 1


def test_a_card_holds_all_that_belongs_to_an_item(session: Session) -> None:
    milk = goods(session, "MILK")["MILK"]
    session.add(Packaging(item_id=milk.id, name="Короб 12", quantity=12_000))
    _code(session, ean13("460000000001"), milk.id)
    card = item_card(session, milk.id)
    assert (card.row.code, card.group, card.retired) == ("MILK", "", False)
    assert [(row.name, row.quantity) for row in card.packagings] == [("Короб 12", 12_000)]
    assert [row.code for row in card.barcodes] == [ean13("460000000001")]
    with pytest.raises(NotFound):
        item_card(session, milk.id + 1)
