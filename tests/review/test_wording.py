"""What people send is read as agreed, or refused by its place."""

import pytest

from contracts.review import Verdict
from contracts.wording import LONGEST_REFERENCE, LONGEST_TEXT, MOST_REMARKS
from services.review.domain import wording
from services.review.domain.refusals import AdmissibilityUnclear, WordingNotUnderstood
from tests.review.makers import missing


def test_a_clerk_says_either_admissible_or_what_is_missing() -> None:
    for admissible, items in ((True, (missing(),)), (False, ())):
        with pytest.raises(AdmissibilityUnclear):
            wording.require_clarity(admissible, items)


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ("a text", "remarks"),
        ([{}], "remarks.0"),
        ([{"text": 3}], "remarks.0"),
        ([{"text": "a\x00b"}], "remarks.0"),
        ([{"text": "fine"}, {"text": "x", "surprise": "y"}], "remarks.1"),
        ([{"text": "x", "page": 0}], "remarks.0"),
        ([{"text": "x", "page": True}], "remarks.0"),
        ([{"text": "x", "area": [0, 0, 2, 1]}], "remarks.0"),
        ([{"text": "x", "area": {}}], "remarks.0"),
        ([{"text": "x", "area": [0, 0, 1]}], "remarks.0"),
        ([{"text": "x" * (LONGEST_TEXT + 1)}], "remarks.0"),
        ([{"text": "x"}] * (MOST_REMARKS + 1), "remarks"),
    ],
)
def test_a_remark_that_is_not_as_agreed_is_refused_by_its_place(lines: object, field: str) -> None:
    with pytest.raises(WordingNotUnderstood) as refused:
        wording.remarks(lines)

    assert [reason.field for reason in refused.value.reasons] == [field]


def test_every_line_that_is_not_as_agreed_is_refused_at_once() -> None:
    fine = {"item": "situation-plan", "reason": "Unreadable."}

    with pytest.raises(WordingNotUnderstood) as refused:
        wording.missing_items([{"item": "situation-plan"}, fine, {**fine, "law": "x" * (LONGEST_REFERENCE + 1)}])

    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("wording-not-understood", "complement.0"),
        ("wording-not-understood", "complement.2"),
    ]


def test_what_people_send_is_read() -> None:
    line = {"text": "Too high.", "rule": "art. 12", "document": "architectural-plans", "page": 2, "area": [0.1, 0.2, 0.5, 0.1]}

    (remark,) = wording.remarks([line])
    (item,) = wording.missing_items([{"item": "situation-plan", "reason": "Unreadable."}])

    assert (remark.page, remark.area) == (2, (0.1, 0.2, 0.5, 0.1))
    assert item.law == ""
    assert wording.reasons(["  Too high. ", ""]) == ("Too high.",)
    assert wording.verdict("adjourned") is Verdict.ADJOURNED


def test_an_unknown_verdict_or_outcome_is_refused_with_the_choices() -> None:
    for read in (wording.verdict, wording.outcome):
        with pytest.raises(WordingNotUnderstood) as refused:
            read("maybe")
        assert "favourable" in refused.value.reasons[0].facts["choices"]
