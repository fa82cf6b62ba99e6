"""How the files set out, so that whatever is done to the processes finds several of them on their way."""

from collections import Counter

from tests.chaos.course import mix
from tests.chaos.travelling import Journey, departure, journeys

WAVES = 25


def under_way(wave: int, files: list[Journey]) -> list[Journey]:
    """Give the files that do a step in a wave."""
    return [each for each in files if 0 <= wave - departure(each, files, WAVES) < len(each.steps)]


def test_the_procedures_travel_in_turn_five_files_each() -> None:
    files = journeys(20, mix())

    assert Counter(each.procedure for each in files) == {course.procedure.code: 5 for course in mix()}
    assert [each.course for each in files[:4]] == mix()


def test_each_wave_finds_files_of_several_procedures_at_once() -> None:
    files = journeys(20, mix())

    for wave in range(WAVES):
        assert len({each.procedure for each in under_way(wave, files)}) >= 3


def test_every_file_can_arrive_in_the_last_wave_and_some_do() -> None:
    files = journeys(20, mix())

    assert not under_way(WAVES, files)
    assert len(under_way(WAVES - 1, files)) == len(mix())


def test_a_single_file_travels_too() -> None:
    (file,) = journeys(1, mix())

    assert departure(file, [file], WAVES) == 0
