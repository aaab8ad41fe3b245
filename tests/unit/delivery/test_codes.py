"""What the barcodes of a trip say, made and read back."""

from __future__ import annotations

import pytest

from core.delivery.papers.codes import (
    PlaceCode,
    geo_uri,
    place_code,
    read_place_code,
    read_stop_code,
    stop_code,
    waybill_number,
)
from core.documents.codes import read_document_code


def test_a_stop_is_read_back_from_its_barcode() -> None:
    assert stop_code(45) == "~S:45"
    assert read_stop_code(" ~S:45\r") == 45


def test_a_place_is_read_back_from_its_label() -> None:
    place = PlaceCode(trip_id=12, document_id=345, place_no=2)
    assert place_code(place) == "~P:12.345.2"
    assert read_place_code("~P:12.345.2") == place


@pytest.mark.parametrize(
    "text", ["", "~S:", "~S:0", "~S:045", "~S:4x", "~D:45", "4601234567893", "~S:45.1", "~s:45"]
)
def test_what_names_no_stop_is_no_stop(text: str) -> None:
    assert read_stop_code(text) is None


@pytest.mark.parametrize("text", ["", "~P:1.2", "~P:1.2.0", "~P:0.2.1", "~P:1.2.3.4", "~S:1"])
def test_what_names_no_place_is_no_place(text: str) -> None:
    assert read_place_code(text) is None


def test_codes_of_a_trip_are_no_codes_of_documents() -> None:
    assert read_document_code(stop_code(1)) is None
    assert read_document_code(place_code(PlaceCode(1, 2, 3))) is None


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (55_755_800, 37_617_300, "geo:55.755800,37.617300"),
        (-33_000_001, 5, "geo:-33.000001,0.000005"),
        (0, -1, "geo:0.000000,-0.000001"),
    ],
)
def test_a_telephone_is_told_degrees_with_six_decimals(lat: int, lon: int, said: str) -> None:
    assert geo_uri(lat, lon) == said


def test_a_second_waybill_of_a_stop_has_a_number_of_its_own() -> None:
    assert waybill_number("ТР-000012", 3) == "ТР-000012/3"
    assert waybill_number("ТР-000012", 3, 2) == "ТР-000012/3-2"
