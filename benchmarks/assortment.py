"""An assortment of any size to search in: names as price lists have them, the same in every run."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text

from benchmarks.trade import ean13
from core.db.engine import Database

_THINGS = (
    "молоко кефир сметана творог сыр масло йогурт сливки ряженка простокваша хлеб батон булочка"
    " печенье пряник вафли конфеты шоколад мармелад зефир халва варенье джем мёд сахар соль мука"
    " крупа рис гречка пшено овсянка макароны лапша вермишель чай кофе какао сок нектар морс квас"
    " лимонад вода пиво колбаса сосиски сардельки ветчина грудинка бекон паштет тушёнка сайра"
    " горбуша сельдь икра шпроты креветки кальмар майонез кетчуп горчица уксус соус приправа перец"
    " лавровый корица ваниль дрожжи крахмал желатин огурцы помидоры капуста морковь свёкла лук"
    " чеснок картофель яблоки груши сливы апельсины лимоны бананы молоток отвёртка пассатижи ключ"
    " ножовка рубанок дрель шуруповёрт лобзик гвоздь саморез дюбель болт гайка шайба петля замок"
    " ручка краска эмаль лак грунтовка шпатлёвка герметик кисть валик обои плитка затирка клей"
    " ламинат плинтус кабель провод розетка выключатель лампа светильник автомат щиток мыло шампунь"
    " порошок отбеливатель салфетки полотенце тетрадь карандаш фломастер бумага папка скрепки"
).split()

_KINDS = (
    "пастеризованное топлёное деревенское домашнее отборное классическое фирменное детское"
    " обезжиренное сладкое солёное копчёное варёное сушёное мороженое жареное острое нежное"
    " хрустящее рассыпчатое белое чёрное красное зелёное синее жёлтое прозрачное матовое"
    " глянцевое деревянное стальное медное латунное алюминиевое пластиковое резиновое стеклянное"
    " керамическое бумажное хлопковое шерстяное шёлковое усиленное облегчённое универсальное"
    " профессиональное бытовое садовое строительное мебельное оцинкованное нержавеющее"
    " влагостойкое морозостойкое термостойкое быстросохнущее антибактериальное ароматизированное"
).split()

_SYLLABLES = (
    "ба бе би бо бу ва ве ви во га ге го да де ди до жа же за зе зи зо ка ке ки ко ла ле ли ло лу"
    " ма ме ми мо му на не ни но па пе пи по ра ре ри ро ру са се си со та те ти то ту фа фе фи фо"
    " ха хо ча че ша ше эл ям юн ар ор ур"
).split()

_LATIN = "ALPHA NORD PRIMA VITA EURO STAR MAX LUX GOLD TECH HOME SOFT AQUA TERRA SOLO RAPID".split()

_SIZES = (
    "0,2 л|0,5 л|0,9 л|1 л|1,5 л|5 л|50 г|100 г|200 г|450 г|1 кг|5 кг|10 шт|25 шт|3,2%|2,5%".split(
        "|"
    )
)

BRANDS = 4_000
"""However many items there are: assortments grow in depth faster than in makers."""


@dataclass(frozen=True, slots=True)
class Goods:
    """One item."""

    number: int
    code: str
    article: str
    name: str
    barcode: str


def brands(dice: random.Random, count: int) -> Iterator[str]:
    """Yield *count* names of makers; some may come twice."""
    for _ in range(count):
        yield "".join(dice.choices(_SYLLABLES, k=dice.choice((2, 3, 3, 4)))).capitalize()


def goods(count: int) -> Iterator[Goods]:
    """Yield *count* items; a longer assortment begins with the shorter one."""
    dice = random.Random(20_261_120)
    made = list(brands(dice, BRANDS))
    for number in range(1, count + 1):
        brand = made[int(BRANDS * dice.random() ** 2)]
        if dice.random() < 0.2:  # noqa: PLR2004 - one in five is of a foreign make
            brand = f"{dice.choice(_LATIN)} {brand}"
        thing, kind = dice.choice(_THINGS).capitalize(), dice.choice(_KINDS)
        name = f"{thing} {kind} «{brand}» {dice.choice(_SIZES)}"
        article = f"{brand[:2].upper()}-{dice.randrange(10_000, 100_000)}"
        yield Goods(number, f"{number:08}", article, name, ean13(460_000_000_000 + number))


def store(database: Database, count: int) -> None:
    """Write *count* items with barcodes; a unit is made if there is none."""
    driver = database.engine.raw_connection()
    try:
        connection = driver.driver_connection
        assert connection is not None  # noqa: S101 - it was just opened
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(
                "INSERT INTO unit (code, name, symbol, retired)"
                " VALUES ('796', 'Штука', 'шт', false) ON CONFLICT DO NOTHING"
            )
            with cursor.copy(
                "COPY item (code, article, name, full_name, unit_id, weight_grams, volume_cm3, vat,"
                " lot_policy, service, retired, version) FROM STDIN"
            ) as copy:
                for one in goods(count):
                    copy.write_row(
                        (
                            one.code,
                            one.article,
                            one.name,
                            "",
                            1,
                            0,
                            0,
                            "standard",
                            "none",
                            False,
                            False,
                            1,
                        )
                    )
            cursor.execute(
                "INSERT INTO barcode (code, gtin, item_id, variant_id, packaging_id, lot_id)"
                " SELECT b.code, '0' || b.code, i.id, 0, 0, 0 FROM item i"
                " JOIN json_to_recordset(%s) AS b(item text, code text) ON b.item = i.code",
                [_json(count)],
            )
        connection.commit()
    finally:
        driver.close()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
        session.execute(text("VACUUM ANALYZE"))


def _json(count: int) -> str:
    return json.dumps([{"item": one.code, "code": one.barcode} for one in goods(count)])
