"""Who may not know of a file is told that there is none, whatever he asks; who knows of it does his own part and no other's."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from demo import steps
from demo.people import Cast
from deploy.local.platform import Platform
from tests.journeys import stories

pytestmark = pytest.mark.journey

OUTSIDERS = ("clerk-tanger", "reviewer-tanger", "president-tanger", "neighbour")
OPINION = {"body": "commune-urbanism", "verdict": "favourable", "remarks": []}


@dataclass(frozen=True)
class Call:
    """One call on a file; `{dossier}` and `{order}` stand for identifiers. `of`: the outsiders whose role may make such a call at all."""

    verb: str
    path: str
    of: tuple[str, ...] = OUTSIDERS
    body: Mapping[str, object] | None = None


CALLS = (
    Call("GET", "/v1/dossiers/{dossier}"),
    Call("GET", "/v1/dossiers/{dossier}/timeline"),
    Call("GET", "/v1/dossiers/{dossier}/case"),
    Call("GET", "/v1/dossiers/{dossier}/receipt"),
    Call("GET", "/v1/dossiers/{dossier}/permit"),
    Call("GET", "/v1/dossiers/{dossier}/documents/boundary-plan"),
    Call("GET", "/v1/dossiers/{dossier}/fees", ("clerk-tanger", "president-tanger", "neighbour")),
    Call("GET", "/v1/dossiers/{dossier}/messages", ("neighbour",)),
    Call("GET", "/v1/permits/{permit}"),
    Call("PATCH", "/v1/dossiers/{dossier}", ("neighbour",), {"form": {"land": {"plot_area": 1}}}),
    Call("PUT", "/v1/dossiers/{dossier}/documents/boundary-plan", ("neighbour",)),
    Call("POST", "/v1/dossiers/{dossier}/submission", ("neighbour",), {}),
    Call("POST", "/v1/dossiers/{dossier}/complement", ("neighbour",), {}),
    Call("POST", "/v1/dossiers/{dossier}/withdrawal", ("neighbour",), {}),
    *(Call("POST", f"/v1/mandates/{{dossier}}/{deed}", ("neighbour",), {}) for deed in ("confirmation", "refusal", "withdrawal")),
    Call("POST", "/v1/dossiers/{dossier}/admissibility", ("clerk-tanger",), {"admissible": True}),
    Call("POST", "/v1/dossiers/{dossier}/opinions", ("reviewer-tanger",), OPINION),
    Call("POST", "/v1/dossiers/{dossier}/decision", ("president-tanger",), {"outcome": "favourable"}),
    Call("POST", "/v1/fee-orders/{order}/payments", ("neighbour",), {"method": "card"}),
    Call("GET", "/v1/payments/{payment}", ("clerk-tanger", "president-tanger", "neighbour")),
)
EACH_CALL_OF_EACH_OUTSIDER = [(call, name) for call in CALLS for name in call.of]


@pytest.fixture(scope="module")
def known(cast: Cast) -> Mapping[str, str]:
    """What an outsider would have to know of one whole file: its identifiers."""
    dossier = stories.ready_to_sign(cast)
    steps.sign(cast, dossier)
    permit = stories.reaches(cast["owner"], dossier, "issued")["permit_number"]
    due = steps.fees(cast, dossier)
    return {"dossier": dossier, "order": due["order"], "payment": due["payments"][0]["id"], "permit": permit}


@pytest.mark.parametrize(("call", "name"), EACH_CALL_OF_EACH_OUTSIDER, ids=lambda each: each if isinstance(each, str) else each.path)
def test_the_file_does_not_exist_for_an_outsider(cast: Cast, known: Mapping[str, str], call: Call, name: str) -> None:
    path = call.path.format(**known)

    answer = cast[name].send(call.verb, path, **sent(call))

    assert answer.status_code == 404
    assert (
        answer.json()["detail"]
        == cast[name].send(call.verb, call.path.format(**dict.fromkeys(known, "none")), **sent(call)).json()["detail"]
    )


def sent(call: Call) -> dict[str, object]:
    """Say what goes with the call."""
    if call.verb == "PUT":
        return {"content": stories.PLAN, "headers": {"Content-Type": "application/pdf"}}
    return {} if call.body is None else {"json": dict(call.body)}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_the_file_is_in_no_list_of_an_outsider(cast: Cast, known: Mapping[str, str], name: str) -> None:
    dossiers = [each["id"] for page in stories.pages(cast[name], "/v1/dossiers") for each in page]

    assert known["dossier"] not in dossiers


ABOUT_A_FILE = tuple(call.path for call in CALLS if call.verb == "GET")


@pytest.mark.parametrize("path", [*ABOUT_A_FILE, "/v1/dossiers", f"/v1/registry/{steps.COMMUNE}/2026", "/v1/signature-requests"])
def test_the_auditor_reads_everything_and_the_administrator_nothing_of_a_file(cast: Cast, known: Mapping[str, str], path: str) -> None:
    answers = {name: cast[name].send("GET", path.format(**known)).status_code for name in ("auditor", "administrator")}

    assert answers == {"auditor": 200, "administrator": 403}


def test_another_president_finds_no_request_to_sign(cast: Cast) -> None:
    dossier = stories.ready_to_sign(cast)
    request = steps.to_sign(cast, dossier)
    sealed = steps.sealed(cast, cast["president-tanger"], {"pin": steps.PIN, "documents": [request["document"]]})

    assert stories.open_request(cast["president-tanger"], dossier) is None
    with stories.refused(404, "signature-request-unknown"):
        cast["president-tanger"].post("/v1/signature-requests/signatures", {"requests": [request["id"]], "activation": sealed})


def test_a_clerk_reads_the_register_of_his_own_commune_only(cast: Cast) -> None:
    with stories.refused(404, "not-found"):
        cast["clerk-tanger"].get(f"/v1/registry/{steps.COMMUNE}/2026")


def test_who_sees_a_file_from_the_province_does_not_act_for_the_commune(cast: Cast, newcomer: stories.Newcomer) -> None:
    dossier, clerk = steps.filed(cast), newcomer("clerk", "09.541")
    stories.case_opened(cast, dossier)

    assert clerk.get(f"/v1/dossiers/{dossier}/case")["window"] == "communal-desk"
    with stories.refused(403, "not-your-office"):
        clerk.post(f"/v1/dossiers/{dossier}/admissibility", {"admissible": True})
    assert dossier not in [each["dossier"] for page in stories.pages(clerk, "/v1/cases", assigned_to="me") for each in page]


@pytest.mark.parametrize(
    ("name", "deed", "body"),
    [
        *((name, "admissibility", {"admissible": True}) for name in ("owner", "architect", "reviewer-commune", "president", "treasurer")),
        *((name, "opinions", OPINION) for name in ("owner", "architect", "clerk", "president", "treasurer")),
        *((name, "decision", {"outcome": "favourable"}) for name in ("owner", "architect", "clerk", "reviewer-commune", "administrator")),
        *((name, "withdrawal", {}) for name in ("clerk", "president", "administrator")),
    ],
)
def test_each_does_his_own_part_and_no_others(
    cast: Cast, known: Mapping[str, str], name: str, deed: str, body: Mapping[str, object]
) -> None:
    with stories.refused(403, "forbidden"):
        cast[name].post(f"/v1/dossiers/{known['dossier']}/{deed}", body)


def test_a_reviewer_speaks_for_his_own_body_only(cast: Cast) -> None:
    dossier = stories.in_consultation(cast)

    with stories.refused(403, "opinion-for-another-body"):
        cast["reviewer-province"].post(f"/v1/dossiers/{dossier}/opinions", OPINION)

    bodies = cast["clerk"].get(f"/v1/dossiers/{dossier}/case")["bodies"]
    assert "given" not in bodies.values()


def test_nothing_is_decided_while_an_opinion_is_open(cast: Cast) -> None:
    dossier = stories.in_consultation(cast)
    for name in ("reviewer-commune", "reviewer-province"):
        cast[name].post(f"/v1/dossiers/{dossier}/opinions", {"body": steps.REVIEWERS[name], "verdict": "favourable", "remarks": []})

    answer = cast["president"].send("POST", f"/v1/dossiers/{dossier}/decision", json={"outcome": "favourable"})

    assert (answer.status_code, answer.json()["code"]) == (409, "opinions-open")
    assert "Agence urbaine" in answer.json()["detail"]


def test_an_unfavourable_opinion_that_binds_stops_a_favourable_decision(cast: Cast) -> None:
    dossier = stories.in_consultation(cast)
    against = {"body": "urban-agency", "verdict": "unfavourable", "remarks": [{"text": "Hauteur supérieure au plan d'aménagement"}]}
    for name, body in steps.REVIEWERS.items():
        opinion = against if body == "urban-agency" else {"body": body, "verdict": "favourable", "remarks": []}
        cast[name].post(f"/v1/dossiers/{dossier}/opinions", opinion)

    with stories.refused(409, "opinion-binding"):
        steps.decide(cast, dossier)


def test_a_body_does_not_speak_twice(cast: Cast) -> None:
    dossier = stories.studied(cast)

    with stories.refused(409, "opinion-already-given"):
        cast["reviewer-commune"].post(f"/v1/dossiers/{dossier}/opinions", OPINION)


def test_a_file_is_not_decided_before_it_is_admitted(cast: Cast) -> None:
    dossier = steps.filed(cast)
    stories.case_opened(cast, dossier)

    with stories.refused(409, "case-move-not-allowed"):
        steps.decide(cast, dossier)


def test_letters_and_papers_of_the_machine_are_its_owners_alone(cast: Cast, platform: Platform) -> None:
    """Other users of the machine read neither the mailbox nor the SMS, nor what the card house notes, nor a log."""
    steps.filed(cast)

    for place in ("mail", "sms", "card-provider", "documents", "logs"):
        files = [file for file in (platform.folder.path / place).rglob("*") if file.is_file()]
        assert files, place
        assert [file for file in files if file.stat().st_mode & 0o077] == []
