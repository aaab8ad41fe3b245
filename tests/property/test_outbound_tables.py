"""Tables A and B, lots, packages and states over generated goods: sums are kept, always."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from core.fulfilment.rules import (
    DispositionFacts,
    DispositionState,
    GoodsRow,
    Pack,
    StockRow,
    Thing,
    WhyRow,
    after_check,
    after_picking,
    by_rooms,
    check_tables,
    disposition_state,
    draw,
    execution,
    goods_from,
    leaving,
    promised,
    reasons_from,
    reduce_goods,
    split_into_packs,
    with_lots,
)
from core.fulfilment.statuses import OUTBOUND_TRANSITIONS, LineAction, OutboundStatus

quantities = st.integers(1, 20_000)
items = st.integers(1, 4)
why_rows = st.lists(
    st.builds(
        WhyRow,
        disposition_document_id=st.integers(1, 3),
        disposition_line_id=st.integers(1, 50),
        company_id=st.integers(1, 2),
        item_id=items,
        variant_id=st.integers(0, 1),
        quantity=quantities,
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row.disposition_line_id,
)
goods_rows = st.lists(
    st.builds(
        GoodsRow,
        item_id=items,
        variant_id=st.just(0),
        packaging_id=st.integers(0, 2),
        lot_id=st.integers(0, 3),
        quantity=quantities,
        action=st.sampled_from(LineAction),
        package_no=st.integers(0, 2),
    ),
    max_size=8,
)
stock_rows = st.lists(
    st.builds(
        StockRow,
        item_id=items,
        variant_id=st.just(0),
        packaging_id=st.integers(0, 2),
        lot_id=st.integers(0, 3),
        quantity=quantities,
        expires=st.none() | st.dates(),
        package_no=st.integers(0, 3),
    ),
    max_size=8,
)


def _sums(rows: list[GoodsRow] | list[StockRow]) -> dict[Thing, int]:
    found: dict[Thing, int] = defaultdict(int)
    for row in rows:
        found[row.thing] += row.quantity
    return dict(found)


def _kept(rows: list[GoodsRow]) -> dict[Thing, int]:
    return _sums([row for row in rows if row.action is LineAction.KEEP])


@given(why_rows)
def test_table_b_made_from_a_agrees_with_it(why: list[WhyRow]) -> None:
    goods = goods_from(why)
    assert check_tables(why, goods) == []
    assert all(row.action is LineAction.PICK for row in goods)


@given(why_rows, st.data())
def test_table_a_follows_any_smaller_b(why: list[WhyRow], data: st.DataObject) -> None:
    wanted = {
        thing: data.draw(st.integers(0, quantity)) for thing, quantity in promised(why).items()
    }
    reduced, refused = reasons_from(why, wanted, {})
    assert refused == []
    assert promised(reduced) == {thing: quantity for thing, quantity in wanted.items() if quantity}
    before = {row.disposition_line_id: row.quantity for row in why}
    assert all(0 < row.quantity <= before[row.disposition_line_id] for row in reduced)
    assert check_tables(reduced, reduce_goods(goods_from(why), wanted)) == []


@given(why_rows, st.integers(0, 5_000), quantities)
def test_table_a_grows_only_where_dispositions_let_it(
    why: list[WhyRow], room: int, more: int
) -> None:
    thing = why[0].thing
    wanted = promised(why) | {thing: promised(why)[thing] + more}
    rooms = {why[0].disposition_line_id: room}
    grown, refused = reasons_from(why, wanted, rooms)
    added = min(room, more)
    assert promised(grown)[thing] == promised(why)[thing] + added
    assert bool(refused) == (added < more)
    for row in refused:
        assert row.found - row.expected == more - added


@given(goods_rows, stock_rows)
def test_nothing_is_drawn_twice_or_against_its_lot(
    goods: list[GoodsRow], stock: list[StockRow]
) -> None:
    taken, lacking = draw(goods, stock)
    assert all(quantity > 0 for _, _, quantity in taken)
    assert all(goods[at].lot_id in {0, source.lot_id} for at, source, _ in taken)
    drawn: dict[Thing, int] = defaultdict(int)
    per_line: dict[int, int] = defaultdict(int)
    for at, source, quantity in taken:
        assert goods[at].thing == source.thing
        drawn[source.thing] += quantity
        per_line[at] += quantity
    held = _sums(stock)
    assert all(drawn[thing] <= held[thing] for thing in drawn)
    assert all(per_line[at] <= goods[at].quantity for at in per_line)
    assert sum(row.expected - row.found for row in lacking) == sum(
        row.quantity for row in goods
    ) - sum(per_line.values())


@given(goods_rows, stock_rows)
def test_lots_and_picks_keep_the_sums(goods: list[GoodsRow], stock: list[StockRow]) -> None:
    chosen, _ = with_lots(goods, stock)
    assert _sums(chosen) == _sums(goods)
    picked = after_picking(goods, stock)
    assert leaving(picked) == leaving(goods)
    assert _kept(picked) == _kept(goods)
    brought = leaving([row for row in picked if row.action is LineAction.SHIP])
    held = _sums(stock)
    for thing, quantity in leaving(goods).items():
        assert brought.get(thing, 0) == min(quantity, held.get(thing, 0))


@given(goods_rows, st.lists(st.tuples(st.integers(1, 3), st.integers(1, 15_000)), max_size=3))
def test_packages_hold_whole_packs_and_lose_nothing(
    goods: list[GoodsRow], packs: list[tuple[int, int]]
) -> None:
    known = {item: [Pack(key, size) for key, size in dict(packs).items()] for item in range(1, 5)}
    split = split_into_packs(goods, known)
    assert _sums(split) == _sums(goods)
    sizes = dict(packs)
    for row in split:
        if row.action is not LineAction.KEEP and row.packaging_id in sizes:
            assert row.quantity % sizes[row.packaging_id] == 0


@given(
    goods_rows,
    st.dictionaries(
        st.tuples(items, st.just(0), st.integers(0, 3)), st.integers(0, 30_000), max_size=6
    ),
    st.booleans(),
)
def test_a_check_ships_what_was_found_and_no_more(
    goods: list[GoodsRow], counted: dict[tuple[int, int, int], int], pick_missing: bool
) -> None:
    after = after_check(goods, counted, pick_missing=pick_missing)
    found: dict[Thing, int] = defaultdict(int)
    for (item, variant, _), quantity in counted.items():
        found[(item, variant)] += quantity
    expected = leaving(goods)
    shipped = leaving([row for row in after if row.action is LineAction.SHIP])
    for thing, quantity in expected.items():
        assert shipped.get(thing, 0) == min(quantity, found[thing])
    if pick_missing:
        assert leaving(after) == expected
    else:
        assert leaving(after) == shipped


@given(
    why_rows,
    st.dictionaries(
        st.integers(1, 3),
        st.dictionaries(st.tuples(items, st.integers(0, 1)), quantities, max_size=6),
        max_size=3,
    ),
)
def test_rooms_share_the_work_without_loss(
    why: list[WhyRow], rooms: dict[int, dict[Thing, int]]
) -> None:
    shared = by_rooms(why, rooms)
    together = [row for rows in shared.values() for row in rows]
    assert promised(together) == promised(why)
    able = [
        room
        for room, stock in rooms.items()
        if all(stock.get(thing, 0) >= quantity for thing, quantity in promised(why).items())
    ]
    if able:
        assert list(shared) == [able[0]]


@given(
    st.dictionaries(st.sampled_from(OutboundStatus), st.integers(0, 1_000), max_size=7),
    st.integers(0, 1_000),
    st.integers(0, 7_000),
)
def test_disposition_columns_add_up_and_state_is_their_function(
    by_status: dict[OutboundStatus, int], open_rest: int, invoiced: int
) -> None:
    facts = DispositionFacts(sum(by_status.values()) + open_rest, by_status, invoiced)
    columns = execution(facts)
    assert (
        columns.to_assemble + columns.assembling + columns.assembled
        == facts.disposed - facts.shipped
    )
    state = disposition_state(facts)
    if state is DispositionState.DONE:
        assert columns.to_assemble == columns.assembling == columns.assembled == 0
        assert invoiced >= facts.disposed
    if state is DispositionState.AWAITING_SHIPMENT:
        assert columns.assembled > 0


def test_every_status_can_be_reached_and_left() -> None:
    """The table has the seven statuses in their order, and no dead end but the last."""
    table = OUTBOUND_TRANSITIONS.table()
    assert list(OutboundStatus) == list(table)
    reached = {OutboundStatus.PREPARED}
    while True:
        further = reached | {target for status in reached for target in table[status]}
        if further == reached:
            break
        reached = further
    assert reached == set(OutboundStatus)
