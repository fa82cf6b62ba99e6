"""The country: complete, found by any spelling, always in the same order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from catalogue.territory import CommuneNotFound, after, territory
from tests.catalogue.makers import TAROUDANNT


def test_the_whole_country_is_there() -> None:
    country = territory()

    assert (len(country.regions), len(country.provinces), len(country.communes)) == (12, 83, 1503)
    assert sum(each.population for each in country.communes.values()) == 36_828_330
    assert sum(each.population for each in country.regions.values()) == 36_828_330


def test_every_commune_lies_in_its_province_and_region() -> None:
    country = territory()

    for commune in country.communes.values():
        assert commune.code.startswith(f"{commune.province}.")
        assert country.province_of(commune).region == country.regions[commune.region].code


def test_a_commune_is_found_by_its_code() -> None:
    commune = territory().commune(TAROUDANNT)

    assert (commune.name("fr"), commune.name("ar"), commune.province, commune.keeps_own_window) == (
        "Taroudannt",
        "تارودانت",
        "09.541",
        True,
    )


def test_an_unknown_commune_is_refused() -> None:
    with pytest.raises(CommuneNotFound) as refusal:
        territory().commune("99.999.99.99")

    assert refusal.value.facts == {"commune": "99.999.99.99"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [("taroudant", "Taroudannt"), ("TAROUDANNT", "Taroudannt"), ("تارودانت", "Taroudannt"), ("ait mhamed", "Ait M'hamed"), ("fes", "Fès")],
)
def test_names_are_found_as_people_type_them(typed: str, found: str) -> None:
    assert found in [each.name_fr for each in territory().communes_in(named=typed)]


def test_a_province_lists_its_communes_only() -> None:
    communes = territory().communes_in(province="09.541")

    assert len(communes) == 89
    assert {each.province for each in communes} == {"09.541"}


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(limit=some.integers(min_value=40, max_value=400))
def test_pages_follow_one_another_without_gap_or_repetition(limit: int) -> None:
    everything = territory().communes_in()

    seen, last = [], None
    while page := after(everything, last, limit):
        seen += page
        last = page[-1]

    assert seen == everything
