"""The steps of one file, each done by the person whose turn it is. Identifiers in, what the platform answered out."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from catalogue import procedures
from catalogue.procedures import Due
from demo.people import Cast, Person, Refused, persist, until
from demo.sealing import hash_of

COMMUNE = "09.541.01.13"  # Taroudannt
PROCEDURE = "building-permit-small"
PLAN = Path(__file__).with_name("plan.pdf")
PIN = "803914"
ACT = "Arrêté n° 12/2026 du 2 novembre 2026"
CARD = {"number": "4000000000000010", "expiry": "12/30", "code": "000"}
AGENCY = "agency-taroudannt"
INFORMATION = [
    {"text": "Le terrain est situé en zone D3 du plan d'aménagement homologué : habitat économique, R+2 au plus.", "rule": "article 14"},
    {"text": "Un recul de 3 m est imposé le long de la voie d'aménagement n° 12.", "rule": "article 6"},
]
REVIEWERS = {"reviewer-commune": "commune-urbanism", "reviewer-province": "province", "reviewer-agency": "urban-agency"}

Json = dict[str, Any]


def draft(cast: Cast, key: str = "", procedure: str = PROCEDURE, commune: str = COMMUNE) -> str:
    """Whoever files opens a draft and fills it in; the owner confirms that the architect may file for him, if it is he."""
    dossier = begin(cast, key, procedure, commune)
    if filer(procedure) != "owner":
        confirm(cast, dossier)
    return dossier


def begin(cast: Cast, key: str = "", procedure: str = PROCEDURE, commune: str = COMMUNE) -> str:
    """The owner opens a draft, or the architect, for whom the owner's e-mail and identifier may name, and fills it in."""
    person: Person = cast[filer(procedure)]
    wish: Json = {"procedure": procedure, "commune": commune}
    if filer(procedure) != "owner":
        owner = next(each for each in cast.seeded if each["name"] == "owner")
        wish |= {"applicant": {"email": owner["email"], "national_id": owner["national_id"]}}
    dossier = str(person.post("/v1/dossiers", wish, key=key)["id"])
    person.patch(f"/v1/dossiers/{dossier}", {"form": form(procedure)})
    return dossier


def filer(procedure: str) -> str:
    """Name who files: the owner himself, where no profession is asked for."""
    return "architect" if procedures.load(procedure).filed_by else "owner"


def form(procedure: str = PROCEDURE) -> Json:
    """Give the example of a form, without the section that names the architect: the platform fills it from his account."""
    asked = procedures.load(procedure)
    return {name: section for name, section in asked.form_schema["examples"][0].items() if name != asked.author}


def required(procedure: str = PROCEDURE) -> list[str]:
    """Name the documents without which the example cannot be handed in."""
    asked = procedures.load(procedure)
    return sorted(asked.documents_due(Due.SUBMISSION, asked.declared(form(procedure))))


def confirm(cast: Cast, dossier: str) -> Json:
    """The owner finds the mandate that was asked of him, and confirms it."""
    confirmed: Json = cast["owner"].post(f"/v1/mandates/{dossier}/confirmation", key=f"confirm-{dossier}")
    return confirmed


def attach(cast: Cast, dossier: str, procedure: str = PROCEDURE) -> None:
    """Whoever files attaches what the procedure requires."""
    for kind in required(procedure):
        cast[filer(procedure)].upload(f"/v1/dossiers/{dossier}/documents/{kind}", PLAN.read_bytes(), "application/pdf")


def submit(cast: Cast, dossier: str, procedure: str = PROCEDURE) -> Json:
    """Whoever files hands the file in; the answer carries the registry number."""
    answer: Json = cast[filer(procedure)].post(f"/v1/dossiers/{dossier}/submission", key=f"submit-{dossier}")
    return answer


def filed(cast: Cast, procedure: str = PROCEDURE, commune: str = COMMUNE) -> str:
    """File everything at once, up to the receipt."""
    dossier = draft(cast, procedure=procedure, commune=commune)
    attach(cast, dossier, procedure)
    submit(cast, dossier, procedure)
    return dossier


def admit(cast: Cast, dossier: str, clerk: Person | None = None) -> None:
    """The clerk finds the file complete; every body is asked at once."""
    clerk = clerk or cast["clerk"]
    until("the case is opened", lambda: sees(clerk, f"/v1/dossiers/{dossier}/case"))
    clerk.post(f"/v1/dossiers/{dossier}/admissibility", {"admissible": True}, key=f"admit-{dossier}")


def advise(cast: Cast, dossier: str, reviewers: Mapping[str, Person] | None = None) -> None:
    """Three bodies give their opinions; `reviewers`: who speaks for which body, if it is not those of the demonstration."""
    for body, reviewer in (reviewers or {body: cast[name] for name, body in REVIEWERS.items()}).items():
        opinion = {"body": body, "verdict": "favourable", "remarks": []}
        reviewer.post(f"/v1/dossiers/{dossier}/opinions", opinion, key=f"{body}-{dossier}")


def inform(cast: Cast, dossier: str, body: str = "urban-agency", reviewer: Person | None = None) -> None:
    """The urban agency, or another body, says what the planning documents provide for the plot."""
    reviewer = reviewer or cast["reviewer-agency"]
    until("the body is asked", lambda: (sees(reviewer, f"/v1/dossiers/{dossier}/case") or {}).get("status") == "in-consultation")
    said = {"body": body, "verdict": "information", "remarks": INFORMATION}
    reviewer.post(f"/v1/dossiers/{dossier}/opinions", said, key=f"{body}-{dossier}")


def decide(cast: Cast, dossier: str, president: Person | None = None) -> None:
    """The president grants the permit."""
    president = president or cast["president"]
    president.post(f"/v1/dossiers/{dossier}/decision", {"outcome": "favourable"}, key=f"decide-{dossier}")


def object_to(cast: Cast, dossier: str, president: Person | None = None) -> Json:
    """The president objects to what was declared, with his reasons."""
    reasons = ["Le local déclaré se trouve dans une zone d'habitat où l'arrêté communal n° 4/2025 interdit ce commerce."]
    objected: Json = (president or cast["president"]).post(
        f"/v1/dossiers/{dossier}/objection", {"reasons": reasons}, key=f"object-{dossier}"
    )
    return objected


def fees(cast: Cast, dossier: str, due: str = "") -> Json:
    """The owner sees what is due, once it is assessed; `due`: at which moment, where there are several."""

    def assessed() -> Json | None:
        found: Json | None = sees(cast["owner"], f"/v1/dossiers/{dossier}/fees")
        return found if found and found["order"] and due in ("", found["due"]) else None

    return until("the fees are assessed", assessed)


def pay_by_card(cast: Cast, dossier: str, due: str = "") -> Json:
    """The owner pays on the card page, where his browser was sent; the bank reports to the platform by itself."""
    order, owner = fees(cast, dossier, due), cast["owner"]
    payment: Json = owner.post(f"/v1/fee-orders/{order['order']}/payments", {"method": "card"}, key=f"pay-{order['order']}")
    redirect = payment["redirect"]
    page = persist(lambda: browser().post(redirect["url"], data=redirect["fields"]), owner.patience).raise_for_status()
    persist(lambda: browser().post(urljoin(str(page.url), page.url.path), data=CARD), owner.patience).raise_for_status()
    return payment


@cache
def browser() -> httpx.Client:
    """Open the browser in which people go to the card house, once: it takes 20 ms to read whom it may trust."""
    return httpx.Client(follow_redirects=True, timeout=30.0)


def pay_at_desk(cast: Cast, dossier: str) -> Json:
    """The treasurer takes the money at the desk."""
    order = fees(cast, dossier)
    body = {"desk_receipt_number": f"Q-{dossier}"}
    paid: Json = cast["treasurer"].post(f"/v1/fee-orders/{order['order']}/counter-payments", body, key=f"desk-{dossier}")
    return paid


def take_key(cast: Cast, name: str = "president", territory: str = COMMUNE) -> None:
    """Two key officers have a key made for a signatory, who takes it with a PIN of his own; nothing happens when he has one."""
    holder = cast[name]
    keys = holder.get("/v1/signing-keys")["items"]
    if any(key["status"] == "active" for key in keys):
        return
    key = next((key for key in keys if key["status"] in ("proposed", "awaiting-activation")), None)
    activate_key(cast, holder, make_key(cast, holder, territory, key))


def make_key(cast: Cast, holder: Person, commune: str = COMMUNE, key: Json | None = None) -> Json:
    """One key officer proposes a key, unless it is proposed already, and a second one confirms it."""
    key = key or cast["key-officer"].post("/v1/signing-keys", {"holder": holder.account, "commune": commune, "act": ACT})
    confirmed: Json = cast["second-key-officer"].post(f"/v1/signing-keys/{key['id']}/confirmation")
    return confirmed


def activate_key(cast: Cast, holder: Person, key: Mapping[str, Any], pin: str = PIN) -> Json:
    """The holder reads the code on the letter that the second officer printed for him, and chooses a PIN."""
    letter = cast["second-key-officer"].get(f"/v1/signing-keys/{key['id']}/letter")
    activation = sealed(cast, holder, {"pin": pin, "code": letter["activation_code"]})
    active: Json = holder.post(f"/v1/signing-keys/{key['id']}/activation", {"activation": activation})
    return active


def to_sign(cast: Cast, dossier: str, signatory: Person | None = None) -> Json:
    """The president, or whoever else signs, finds the paper on his desk."""
    found: Json = until("the paper waits for the signature", lambda: waiting(signatory or cast["president"], dossier))
    return found


def sign(cast: Cast, dossier: str, request: Mapping[str, Any] | None = None, signatory: Person | None = None) -> Json:
    """Whoever signs reads the paper and enters his PIN; his device binds it to the very bytes that he has read."""
    signatory = signatory or cast["president"]
    request = request or to_sign(cast, dossier, signatory)
    activation = sealed(cast, signatory, {"pin": PIN, "documents": [read(signatory, request)]})
    body = {"requests": [request["id"]], "activation": activation}
    signed: Json = signatory.post("/v1/signature-requests/signatures", body, key=f"sign-{dossier}")
    return signed


def read(president: Person, request: Mapping[str, Any]) -> str:
    """The president reads what he will sign; his device computes the SHA-256 of what it received, and refuses what is not as announced."""
    return hash_of(president.download(f"/v1/signature-requests/{request['id']}/document"), request["document"])


def sealed(cast: Cast, person: Person, content: Mapping[str, Any]) -> str:
    """Somebody's device seals a content to the signer, whose key it has verified."""
    return cast.trust.recipient(lambda: person.get("/v1/pki/recipient-key")).seal(content)


def collect(cast: Cast, dossier: str) -> bytes:
    """The owner downloads the signed permit."""
    until("the permit is issued", lambda: cast["owner"].get(f"/v1/dossiers/{dossier}")["status"] == "issued")
    return cast["owner"].download(f"/v1/dossiers/{dossier}/permit")


def in_force(cast: Cast, dossier: str) -> Json:
    """The owner sees that what he declared is in force."""

    def stands() -> Json | None:
        file: Json = cast["owner"].get(f"/v1/dossiers/{dossier}")
        return file if file["status"] == "in-force" else None

    return until("it is in force", stands)


def verify_receipt(cast: Cast, dossier: str) -> Json:
    """Anybody verifies the receipt, by the number printed on it."""
    number = cast["owner"].get(f"/v1/dossiers/{dossier}")["registry_number"]
    said: Json = cast["neighbour"].get(f"/v1/verify/{number}")
    return said


def letters(cast: Cast, name: str) -> list[Json]:
    """What has arrived in somebody's mailbox, the newest first."""
    return letters_to(cast, cast[name].email)


def letters_to(cast: Cast, email: str) -> list[Json]:
    """What has arrived at an address, the newest first."""
    found: list[Json] = httpx.get(f"{cast.mailbox_url}/messages", params={"to": email, "limit": 1000}, timeout=10.0).json()
    return found


def sees(person: Person, path: str) -> Any:
    """Give what somebody sees at `path`, nothing while it does not exist for him."""
    try:
        return person.get(path)
    except Refused as refusal:
        if refusal.status == httpx.codes.NOT_FOUND:
            return None
        raise


def waiting(president: Person, dossier: str) -> Any:
    """Give the request of a file that is ready to be signed."""
    cursor: str | None = ""
    while cursor is not None:
        page = president.get("/v1/signature-requests", mine="true", limit=100, **({"cursor": cursor} if cursor else {}))
        for request in page["items"]:
            if request["dossier"] == dossier and request["status"] == "ready":
                return request
        cursor = page["next_cursor"]
    return None
