"""Urban agencies, arrondissements, and which territories hold a place."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalogue.reading import Fault
from catalogue.territory import territory
from catalogue.territory.agencies import agencies, agencies_on, agency_over, faults_of, find_agency
from catalogue.territory.extents import extent_of, holders_of
from contracts.people import Office, Role

TODAY = date(2026, 11, 30)
AGADIR = "agency-agadir"
CASABLANCA, HAY_HASSANI, PREFECTURE = "06.141.01.0", "06.141.01.31", "06.141.01.30"


def test_twenty_nine_agencies_serve_every_province_once() -> None:
    serving = {province: [each.code for each in agencies_on(TODAY).values() if each.covers(province)] for province in territory().provinces}

    assert len(agencies_on(TODAY)) == 29
    assert {province: codes for province, codes in serving.items() if len(codes) != 1} == {}


def test_an_agency_ends_on_a_day_and_another_one_begins() -> None:
    agadir = agencies_on(TODAY)[AGADIR]
    regional = replace(agadir, code="agency-souss-massa", since=date(2027, 7, 1))
    until = replace(agadir, until=date(2027, 6, 30))

    assert (until.is_there_on(date(2027, 6, 30)), until.is_there_on(date(2027, 7, 1))) == (True, False)
    assert list(faults_of([until, regional])) == []
    assert [each.text for each in faults_of([agadir, regional])] == ["agency-agadir and agency-souss-massa both serve 09.001"]


def test_an_agency_that_serves_no_place_is_noticed() -> None:
    lost = replace(agencies()[0], serves=("99.999",))

    assert list(faults_of([lost])) == [Fault("[0].serves[0]", f"{lost.code} serves 99.999, which is no place")]


def test_an_agency_is_known_after_its_end_too() -> None:
    assert find_agency(AGADIR) == agencies_on(TODAY)[AGADIR]
    assert agency_over("09.001.01.01", date(2019, 12, 31)) is None
    assert find_agency("agency-atlantis") is None


def test_every_arrondissement_lies_in_its_city_and_in_casablanca_in_one_prefecture_of_them() -> None:
    country = territory()
    prefectures = [each.code for each in country.provinces.values() if each.type == "prefecture_of_arrondissements"]

    assert len(country.arrondissements) == 41
    assert {each.commune for each in country.arrondissements.values()} <= country.communes.keys()
    assert sorted(code for each in prefectures for code in extent_of(each, TODAY)) == sorted(extent_of(CASABLANCA, TODAY))


def test_who_holds_a_place_is_told_from_itself_to_the_country() -> None:
    assert holders_of("09.541.01.13", TODAY) == ["09.541.01.13", "agency-taroudannt", "09.541.01", "09.541", "09", "national"]
    assert holders_of(HAY_HASSANI, TODAY)[:4] == [HAY_HASSANI, CASABLANCA, PREFECTURE, "agency-casablanca"]


@given(some.sampled_from([*territory().communes, *territory().arrondissements]), some.data())
def test_an_office_covers_a_place_exactly_when_its_territory_is_among_the_holders(place: str, data: some.DataObject) -> None:
    known = [*territory().provinces, *territory().regions, *territory().arrondissements, *agencies_on(TODAY), "national", place, CASABLANCA]
    code = data.draw(some.sampled_from(known))
    office = Office(role=Role.AUDITOR, territory=code, extent=extent_of(code, TODAY))

    assert office.covers(place) == (code in holders_of(place, TODAY))


@pytest.mark.parametrize(("code", "name"), [(AGADIR, "Agence urbaine d'Agadir"), ("agency-fes", "Agence urbaine et de sauvegarde de Fès")])
def test_an_agency_has_two_names(code: str, name: str) -> None:
    agency = agencies_on(TODAY)[code]

    assert agency.name("fr") == name
    assert agency.name("ar").startswith("الوكالة الحضرية")
