"""Which rule decides how many copies of a form come out."""

from __future__ import annotations

from core.delivery.papers.set_rules import DEFAULT_COPIES, Rule, TripForm, copies

ROSE, LILY = 1, 2
OURS, OTHER = 10, 11
CARRIER = 20


def waybills(*rules: Rule, company: int = OURS, client: int = ROSE, carrier: int = CARRIER) -> int:
    """Return copies of the transport waybill."""
    return copies(
        rules, TripForm.WAYBILL, company_id=company, partner_id=client, carrier_id=carrier
    )


def test_without_rules_the_usual_set_comes_out() -> None:
    assert waybills() == 3
    assert {form.value: count for form, count in DEFAULT_COPIES.items() if count} == {
        "route_sheet": 1,
        "loading_list": 1,
        "waybill": 3,
        "torg12": 2,
    }


def test_a_rule_for_all_replaces_the_usual() -> None:
    assert waybills(Rule(TripForm.WAYBILL, 4)) == 4
    assert waybills(Rule(TripForm.WAYBILL, 0)) == 0


def test_a_rule_of_another_form_says_nothing() -> None:
    assert waybills(Rule(TripForm.TTN, 4)) == 3


def test_the_carrier_goes_before_the_client_before_the_company() -> None:
    company = Rule(TripForm.WAYBILL, 5, company_id=OURS)
    client = Rule(TripForm.WAYBILL, 6, partner_id=ROSE)
    both = Rule(TripForm.WAYBILL, 7, company_id=OURS, partner_id=ROSE)
    carrier = Rule(TripForm.WAYBILL, 8, carrier_id=CARRIER)
    for_all = Rule(TripForm.WAYBILL, 4)
    assert waybills(for_all, company) == 5
    assert waybills(client, company, for_all) == 6
    assert waybills(client, both) == 7
    assert waybills(both, carrier, client) == 8


def test_a_rule_holds_only_for_whom_it_names() -> None:
    rules = (
        Rule(TripForm.WAYBILL, 6, partner_id=ROSE),
        Rule(TripForm.WAYBILL, 8, carrier_id=CARRIER),
    )
    assert waybills(*rules, client=LILY, carrier=0) == 3
    assert waybills(*rules, carrier=0) == 6
    assert waybills(*rules, client=LILY) == 8


def test_a_form_of_the_whole_trip_asks_only_the_carrier() -> None:
    rules = (Rule(TripForm.ROUTE_SHEET, 2, carrier_id=CARRIER),)
    asked = {"company_id": 0, "partner_id": 0}
    assert copies(rules, TripForm.ROUTE_SHEET, **asked, carrier_id=CARRIER) == 2
    assert copies(rules, TripForm.ROUTE_SHEET, **asked, carrier_id=0) == 1
