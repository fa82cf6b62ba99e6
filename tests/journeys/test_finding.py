"""An official finds a file by what its applicant says at the counter: his name, in either script, or the number on his receipt."""

import pytest

from demo import steps
from demo.people import Cast

pytestmark = pytest.mark.journey


def test_a_file_is_found_at_the_counter(cast: Cast) -> None:
    dossier = steps.filed(cast)
    number = cast["clerk"].get(f"/v1/dossiers/{dossier}")["registry_number"]

    def found(who: str, q: str) -> list[str]:
        return [each["id"] for each in cast[who].get("/v1/dossiers", q=q, limit=200)["items"]]

    assert found("clerk", number) == [dossier]
    assert dossier in found("clerk", "حسن ايت")
    assert dossier in found("owner", "أيت علي")
    assert found("clerk-tanger", number) == found("neighbour", number) == []
