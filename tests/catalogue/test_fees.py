"""Fees: exact to the centime, inside the law, never smaller for a larger house."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from catalogue import fees
from catalogue.fees import FeeLine, Range, Rates
from catalogue.fees.formula import Formula
from catalogue.reading import BrokenCatalogue
from catalogue.territory import CommuneNotFound, territory
from contracts.money import Money
from tests.catalogue.makers import TAROUDANNT

TODAY = date(2026, 11, 21)
CASABLANCA = "06.141.01.0"
CATEGORIES = ("individual-housing", "collective-housing", "professional", "rural-housing")
RURAL, URBAN = (next(each.code for each in territory().communes.values() if each.type == kind) for kind in ("rural", "urban"))

areas = some.decimals(min_value=0, max_value=100_000, places=2)
communes = some.sampled_from(sorted(territory().communes))


def due(category: str = "individual-housing", covered: str = "0", overhang: str = "0", commune: str = TAROUDANNT) -> dict[str, FeeLine]:
    """Assess a building permit; lines by the code of the charge."""
    lines = fees.assess(
        fees.schedule("building-permit"), {"category": category, "covered_area": covered, "overhang_area": overhang}, commune, TODAY
    )
    return {line.code: line for line in lines}


def test_each_started_square_metre_counts_and_overhangs_count_twice() -> None:
    line = due(covered="182.5", overhang="4.2")["construction-tax"]

    assert (line.quantity, line.rate, line.amount) == (Decimal(193), Decimal(25), Money(Decimal("4825.00")))
    assert line.inputs == {"covered_area": Decimal("182.5"), "overhang_area": Decimal("4.2")}
    assert line.beneficiary == "commune"


def test_the_urban_agency_is_paid_by_the_square_metre_with_vat() -> None:
    line = due(covered="182.5", overhang="4.2")["urban-agency-service"]

    assert (line.quantity, line.amount, line.beneficiary) == (Decimal("182.5"), Money(Decimal("657.00")), "urban-agency")


def test_the_total_adds_the_beneficiaries() -> None:
    lines = due(covered="182.5", overhang="4.2")

    assert fees.total(list(lines.values())) == Money(Decimal("5482.00"))


def test_a_commune_has_its_own_rate_and_the_others_the_national_one() -> None:
    assert due(covered="1", commune=CASABLANCA)["construction-tax"].rate == 25
    assert due(covered="1", commune=URBAN)["construction-tax"].rate == 20


def test_a_rural_dwelling_is_exempt_in_a_rural_commune_only() -> None:
    exempt = due("rural-housing", covered="90", commune=RURAL)["construction-tax"]
    taxed = due("rural-housing", covered="90", commune=URBAN)["construction-tax"]

    assert (exempt.amount, exempt.exemption) == (Money(Decimal(0)), "rural-dwelling")
    assert "52" in exempt.law.fr
    assert (taxed.amount, taxed.exemption) == (Money(Decimal(1800)), "")


def test_a_line_is_written_as_plain_data() -> None:
    written = due(covered="182.5")["construction-tax"].to_json()

    assert written["amount"] == {"amount": "4575.00", "currency": "MAD"}
    assert written["inputs"] == {"covered_area": "182.5", "overhang_area": "0"}


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(category=some.sampled_from(CATEGORIES[:3]), covered=areas, overhang=areas, commune=communes)
def test_the_tax_is_what_the_law_computes_and_stays_in_its_range(category: str, covered: Decimal, overhang: Decimal, commune: str) -> None:
    line = due(category, str(covered), str(overhang), commune)["construction-tax"]

    started = math.ceil(covered) + 2 * math.ceil(overhang)
    low, high = {"individual-housing": (20, 30)}.get(category, (10, 20))
    assert line.quantity == started
    assert low * started <= line.amount.amount <= high * started
    assert line.amount.amount == line.rate * started


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(category=some.sampled_from(CATEGORIES), smaller=areas, more=areas, overhang=areas, commune=communes)
def test_a_larger_building_never_costs_less(category: str, smaller: Decimal, more: Decimal, overhang: Decimal, commune: str) -> None:
    small = due(category, str(smaller), str(overhang), commune)
    large = due(category, str(smaller + more), str(overhang), commune)

    for code, line in small.items():
        assert line.amount <= large[code].amount


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(covered=areas)
def test_vat_is_rounded_to_the_centime_half_up(covered: Decimal) -> None:
    line = due(covered=str(covered))["urban-agency-service"]

    exact = covered * 3 * Decimal("1.2")
    assert abs(line.amount.amount - exact) <= Decimal("0.005")


def test_the_nearest_territory_wins_then_the_newest_rate() -> None:
    charge = fees.schedule("building-permit").charges[0]
    rates = [
        Rates("national", date(2020, 1, 1), "law", {"professional": Decimal(10)}),
        Rates("09.541", date(2020, 1, 1), "province", {"professional": Decimal(12)}),
        Rates(TAROUDANNT, date(2020, 1, 1), "old order", {"professional": Decimal(14)}, until=date(2026, 1, 1)),
        Rates(TAROUDANNT, date(2026, 1, 1), "new order", {"professional": Decimal(16)}),
    ]
    local = replace(charge, rates=tuple(rates))

    assert [local.rate("professional", TAROUDANNT, date(year, 6, 1)) for year in (2019, 2025, 2026)] == [None, 14, 16]
    assert local.rate("professional", "09.541.01.11", TODAY) == 12
    assert local.rate("professional", CASABLANCA, TODAY) == 10


def test_a_rate_outside_the_legal_range_is_refused() -> None:
    charge = fees.schedule("building-permit").charges[0]

    with pytest.raises(BrokenCatalogue, match="outside the legal range"):
        replace(charge, rates=(Rates("national", TODAY, "error", {"individual-housing": Decimal(31)}),))


def test_an_empty_legal_range_is_refused() -> None:
    with pytest.raises(BrokenCatalogue):
        Range(Decimal(30), Decimal(20))


@pytest.mark.parametrize(
    "formula",
    ["ceil(covered_area", "sqrt(covered_area)", "covered_area > 3", "'covered_area'", "ceil('3')", "covered_area + 'x'", "undefined.part"],
)
def test_a_formula_that_cannot_work_is_refused_at_load(formula: str) -> None:
    with pytest.raises(BrokenCatalogue):
        Formula(formula)


def test_a_formula_stays_exact_where_binary_fractions_would_not() -> None:
    formula = Formula("ceil(area) + floor(area) + round(area)")

    assert formula({"area": Decimal("3.0000000000000000000001")}) == 4 + 3 + 3
    assert Formula("area")({"area": Decimal("0.1")}) + Formula("area")({"area": Decimal("0.2")}) == Decimal("0.3")


def test_threads_may_share_a_formula() -> None:
    formula = Formula("ceil(covered_area) + 2 * ceil(overhang_area)")
    compute: Callable[[int], Decimal] = lambda area: formula({"covered_area": Decimal(area), "overhang_area": Decimal(1)})  # noqa: E731

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(compute, range(200))) == [area + 2 for area in range(200)]


@pytest.mark.parametrize(
    ("commune", "amount"),
    [(TAROUDANNT, "200.00"), (CASABLANCA, "500.00"), (URBAN, "0.00")],
)
def test_a_schedule_that_goes_by_nothing_has_one_rate_for_everybody_in_a_commune(commune: str, amount: str) -> None:
    schedule = fees.schedule("repair-permit")

    (line,) = fees.assess(schedule, {"nature": "painting"}, commune, TODAY)

    assert (schedule.by, schedule.category({"nature": "painting"})) == ("", fees.FIXED)
    assert (line.quantity, line.amount) == (Decimal(1), Money(Decimal(amount)))


def test_a_schedule_goes_by_the_choice_that_it_names() -> None:
    assert fees.schedule("building-permit").category({"category": "professional"}) == "professional"
    assert fees.schedule("building-permit").category({}) == ""


def test_an_unknown_commune_or_choice_or_a_missing_figure_is_refused() -> None:
    schedule = fees.schedule("building-permit")

    with pytest.raises(CommuneNotFound):
        due(commune="99.999.99.99")
    with pytest.raises(BrokenCatalogue, match="no rate for castle"):
        due("castle", covered="1")
    with pytest.raises(BrokenCatalogue, match="overhang_area"):
        fees.assess(schedule, {"category": "professional", "covered_area": "1"}, TAROUDANNT, TODAY)


def test_a_schedule_that_charges_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gift.yaml").write_text("code: gift\ncharges: []\n", "utf-8")
    monkeypatch.setattr(fees, "SHELF", tmp_path)

    with pytest.raises(BrokenCatalogue, match=r"gift.yaml:2: charges: charges nothing"):
        fees.schedule("gift")
