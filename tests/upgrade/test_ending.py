"""What the check says of files that do not end as they should, and of papers and answers that are not what they were."""

import httpx

from tests.chaos.course import Turn, course_of
from tests.documented import Description
from tests.upgrade.ending import Line, astray, table, unlisted
from tests.upgrade.flight import grounded
from tests.upgrade.mixing import done
from tests.upgrade.witness import Witness

METRICS = """
# HELP rokhas_call_seconds Time to answer a call, by outcome
rokhas_call_seconds_count{method="case",outcome="done",service="review"} 12.0
rokhas_call_seconds_sum{method="case",outcome="done",service="review"} 99.0
rokhas_reaction_seconds_count{outcome="done",queue="review.open-case"} 5.0
"""


def a_line(after: str, turn: Turn = Turn.NONE, dossier: str = "terrace") -> Line:
    """Make the way of a file whose decision was awaited when the upgrade began."""
    return Line(dossier, course_of("repair-permit", turn), "before the decision", "in-review", after)


def an_answer(status: int, content: object, **headers: str) -> httpx.Response:
    """Make an answer to the question for a file."""
    return httpx.Response(status, json=content, headers=headers, request=httpx.Request("GET", "http://rokhas.test/v1/dossiers/x"))


def described(*fields: str) -> Description:
    """Make the description of a gateway whose files have these fields."""
    file = {"type": "object", "required": list(fields), "properties": {field: {} for field in fields}, "additionalProperties": False}
    answers = {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/File"}}}}}
    return Description({"components": {"schemas": {"File": file}}, "paths": {"/v1/dossiers/{id}": {"get": {"responses": answers}}}})


def test_a_file_that_ends_where_its_course_does_is_not_astray() -> None:
    assert list(astray([a_line("issued"), a_line("refused", Turn.REFUSAL)])) == []


def test_a_lost_a_stuck_and_a_changed_file_are_noticed() -> None:
    lost, stuck, changed = astray([a_line(""), a_line("awaiting-signature", dossier="stuck"), a_line("issued", Turn.REFUSAL, "changed")])

    assert lost == "file terrace (repair-permit, before the decision) is lost, not 'issued'"
    assert stuck == "file stuck (repair-permit, before the decision) is 'awaiting-signature', not 'issued'"
    assert changed == "file changed (repair-permit, refused, before the decision) is 'issued', not 'refused'"


def test_a_file_that_a_list_forgets_or_shows_otherwise_is_noticed() -> None:
    lines = [a_line("issued", dossier=name) for name in ("shown", "forgotten", "otherwise")]

    forgotten, otherwise = unlisted(lines, {"shown": "issued", "otherwise": "in-review"})

    assert forgotten.endswith("is 'issued', and in its owner's list None")
    assert otherwise.endswith("is 'issued', and in its owner's list 'in-review'")


def test_the_table_tells_how_many_files_went_which_way() -> None:
    head, *rows = table([a_line("issued"), a_line("issued", dossier="other"), a_line("")])

    assert head.split() == ["course", "when", "the", "upgrade", "began", "status", "then", "status", "now", "files"]
    assert [row.split()[-2:] for row in rows] == [["issued", "2"], ["lost", "1"]]


def test_an_upgrade_without_anything_in_flight_proves_nothing() -> None:
    air = {"relay-payment": 3, "relay-signature": 0, "notification.tell-of-decision": 0}

    assert grounded(air) == ["nothing waits in the outbox of signature", "nothing waits in the queues of notification"]
    assert grounded(air | {"relay-signature": 1, "notification.tell-of-decision": 2}) == []


def test_whatever_a_process_has_done_is_counted() -> None:
    assert done(METRICS) == 17


def test_who_is_told_to_come_again_is_answered_rightly_and_who_is_failed_is_not() -> None:
    witness = Witness()

    witness.look(an_answer(503, {}, **{"Retry-After": "5"}))
    witness.look(an_answer(503, {}))
    witness.look(an_answer(500, {"code": "internal-error"}))

    assert witness.findings() == ["GET /v1/dossiers/x was answered 503 ", "GET /v1/dossiers/x was answered 500 internal-error"]


def test_an_answer_that_neither_gateway_describes_is_wrong() -> None:
    witness = Witness([described("id")])

    for content in ({"id": "x"}, {"id": "x", "label": "y"}, {"label": "y"}):
        witness.look(an_answer(200, content))
    witness.described.append(described("id", "label"))

    (finding,) = witness.findings()
    assert "'id' is a required property" in finding
