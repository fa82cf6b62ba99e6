"""What is left of a permit's life: each step in the logs of all processes, with accounts and no names; each act in its room, for ever."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from demo import steps
from demo.people import Cast, until
from deploy.local.folder import CHECKOUT
from deploy.local.platform import Platform
from tests.journeys import stories
from tests.journeys.operator import Operator

pytestmark = pytest.mark.journey

Json = dict[str, Any]

DOCUMENTS = len(steps.required())
ACTING = {"architect", "clerk", *steps.REVIEWERS, "president", "owner"}
STEPS = {  # what the log must tell of a file: service, event, what it names
    ("gateway", "answered", "/v1/dossiers/<dossier_id>/submission"),
    ("filing", "command-done", "create_dossier"),
    ("filing", "command-done", "attach_document"),
    ("filing", "command-done", "submit_dossier"),
    ("review", "reaction-done", "review.open-case"),
    ("review", "command-done", "decide_admissibility"),
    ("review", "command-done", "give_opinion"),
    ("review", "command-done", "decide"),
    ("payment", "reaction-done", "payment.note-decision"),
    ("payment", "command-done", "start_payment"),
    ("payment", "command-done", "card_callback"),
    ("signature", "reaction-done", "signature.note-settlement"),
    ("filing", "reaction-done", "filing.note-settlement"),
    ("signature", "command-done", "sign"),
    ("filing", "reaction-done", "filing.issue-permit"),
    ("notification", "reaction-done", "notification.tell-of-permit"),
    ("notification", "message-sent", "mail"),
}
ACTS = {
    "filing": [
        *("filing.create-dossier", "filing.change-form", "filing.confirm-mandate"),
        *["filing.attach-document"] * DOCUMENTS,
        "filing.submit-dossier",
    ],
    "review": ["review.decide-admissibility", *["review.give-opinion"] * len(steps.REVIEWERS), "review.decide"],
    "payment": ["payment.start-payment", "payment.card-callback"],
    "signature": ["signature.sign"],
}


@pytest.fixture(scope="module")
def issued(cast: Cast) -> str:
    """A file whose permit is issued, paid by card, and downloaded by the clerk."""
    dossier = stories.granted(cast)
    steps.pay_by_card(cast, dossier)
    steps.sign(cast, dossier)
    stories.reaches(cast["owner"], dossier, "issued")
    cast["clerk"].download(f"/v1/dossiers/{dossier}/permit")
    return dossier


def everything_logged() -> str:
    """Read the logs as an operator does who pipes them into `grep`."""
    command = [sys.executable, "-m", "deploy.local", "logs"]
    return subprocess.run(command, cwd=CHECKOUT, env=os.environ, capture_output=True, text=True, check=True).stdout


def story_of(dossier: str) -> list[Json]:
    """Read what `make logs | grep <file>` shows."""
    return [json.loads(line) for line in everything_logged().splitlines() if dossier in line and line.startswith("{")]


def told_steps(lines: list[Json]) -> set[tuple[str, str, str]]:
    """Name each step that lines tell of."""
    return {(line["service"], line["event"], named) for line in lines for named in things_named(line)}


def things_named(line: Json) -> Iterator[str]:
    """Give what a line may be recognised by."""
    return (str(line[name]) for name in ("route", "method", "queue", "channel") if name in line)


def test_the_logs_tell_each_step_of_a_permits_life(issued: str) -> None:
    until("the last message is sent", lambda: told_steps(story_of(issued)) >= STEPS)

    lines = story_of(issued)

    assert [line["timestamp"] for line in lines] == sorted(line["timestamp"] for line in lines)
    assert all(line.get("dossier") == issued for line in lines)


def test_where_a_person_acted_the_logs_name_his_account(cast: Cast, issued: str) -> None:
    done = [line for line in story_of(issued) if line["event"] == "command-done" and line["method"] != "card_callback"]

    accounts = {each["account"]: each["name"] for each in cast.seeded}
    assert {accounts[line["account"]] for line in done} == ACTING
    assert {accounts[line["account"]] for line in done if line["method"] == "decide"} == {"president"}


def test_an_officials_download_is_in_the_logs(cast: Cast, issued: str) -> None:
    clerk = cast["clerk"].account

    (line,) = [each for each in story_of(issued) if each.get("route", "").endswith("/permit") and each.get("account") == clerk]

    assert (line["event"], line["verb"], line["roles"], line["status"]) == ("answered", "GET", ["clerk"], 200)


def test_the_trace_of_a_decision_is_found_in_every_room_concerned(issued: str) -> None:
    lines = story_of(issued)
    (decided,) = [line for line in lines if line["event"] == "answered" and line["route"].endswith("/decision")]

    rooms = {line["service"] for line in lines if line["trace_id"] == decided["trace_id"]}

    assert rooms >= {"gateway", "review", "filing", "payment", "signature", "notification"}


def test_no_name_address_phone_or_identifier_of_a_person_is_anywhere_in_the_logs(cast: Cast, issued: str) -> None:
    personal = {each[field] for each in cast.seeded for field in ("full_name", "email", "phone", "national_id", "password") if each[field]}

    everything = everything_logged()

    assert issued in everything
    assert [each for each in sorted(personal) if each in everything] == []


def test_an_auditor_reads_who_did_what_and_nobody_else_does(cast: Cast, newcomer: stories.Newcomer, issued: str) -> None:
    accounts = {each["account"]: each["name"] for each in cast.seeded}
    auditor, stranger = newcomer("auditor", steps.COMMUNE), newcomer("auditor", "01.511.01.0")

    items = auditor.get(f"/v1/dossiers/{issued}/acts")["items"]

    assert [each["act"] for each in items] == [act for room in ACTS.values() for act in room]
    assert [accounts[each["account"]] for each in items if each["act"] == "review.decide"] == ["president"]
    for person, status in ((stranger, 404), (cast["president"], 403), (cast["owner"], 403)):
        assert person.send("GET", f"/v1/dossiers/{issued}/acts").status_code == status


def test_each_act_is_kept_in_its_room_with_its_author(platform: Platform, cast: Cast, issued: str) -> None:
    accounts = {each["account"]: each["name"] for each in cast.seeded}
    kept = {room: Operator(platform).acts_upon(room, issued) for room in ACTS}

    assert {room: [act for act, _ in acts] for room, acts in kept.items()} == ACTS
    authors = [accounts.get(account, account) for _, account in kept["review"] + kept["signature"]]
    assert authors == ["clerk", *[author for author in authors if author in steps.REVIEWERS], "president", "president"]
    assert [account for act, account in kept["payment"] if act == "payment.card-callback"] == [""]
