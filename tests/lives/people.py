"""Who does what next with a file: each act that somebody may do now, and no other."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from typing import Any

import sqlalchemy as sa

from catalogue import procedures
from catalogue.procedures import Due, Procedure
from catalogue.territory.extents import extent_of
from contracts.people import Authority, Office, Principal, Role
from contracts.refusals import NotFound
from services.filing.domain.author import Author
from services.filing.domain.filers import Applicant
from services.filing.service import Filing
from services.filing.store.tables import documents
from services.payment.service import PaymentService
from services.review.service import Review
from services.signature.domain.keys import Signatory
from services.signature.service import SignatureService
from tests.lives.platform import MORNING, Platform
from tests.people import a_caller

Act = Callable[[], object]

COMMUNE = "09.541.01.13"
SIGNATORIES = {
    Authority.PRESIDENT: ("president", COMMUNE),
    Authority.DIRECTOR: ("director", "agency-taroudannt"),
    Authority.GOVERNOR: ("governor", "09.541"),
}
BODIES = {"commune-urbanism": COMMUNE, "province": "09.541", "urban-agency": "agency-taroudannt", "civil-protection": "09.541"}
PIN = "480267"
TODAY = MORNING.date()

OWNER = a_caller("owner", "applicant")
ARCHITECT = a_caller("architect", "professional")
CLERK = a_caller("clerk", "clerk", territory=COMMUNE)
TREASURER = a_caller("treasurer", "treasurer", territory=COMMUNE)
PERSON = Applicant(account="owner", full_name="Fatima Oubella", national_id="JC300004", email="owner@example.ma", phone="+212661000004")
AUTHOR = Author(full_name="Leïla Amrani", profession="architect", order_number="CNOA-4521")


class File:
    """One file, and the people around it."""

    def __init__(self, platform: Platform, procedure: Procedure, form: dict[str, Any] | None = None, follows: str = "") -> None:
        """Draft it, complete but for what is due later."""
        self.platform, self.procedure = platform, procedure
        self.form = form or procedure.form_schema["examples"][0]
        self.filer = ARCHITECT if procedure.filed_by else OWNER
        self.id = self._drafted(follows)
        self._attach(procedure.documents_due(Due.SUBMISSION, self.declared))
        self._done: set[str] = set()

    @property
    def declared(self) -> dict[str, str]:
        """Give what it declares."""
        return self.procedure.declared(self.form)

    @property
    def status(self) -> str:
        """Give its status, as its owner sees it."""
        return str(self._filing(OWNER).dossier(self.id)["status"])

    def acts(self) -> Iterator[tuple[str, Act]]:
        """Give what somebody may do with the file now, each act once."""
        for name, act in self._possible():
            if name not in self._done:
                yield name, partial(self._do, name, act)

    def withdraw(self) -> None:
        """Let the owner take it back."""
        self._filing(OWNER).withdraw_dossier(self.id)

    def orders(self) -> list[dict[str, Any]]:
        """Give its fee orders, as its owner sees them; none before the first."""
        try:
            found: list[dict[str, Any]] = self.platform.room(PaymentService, OWNER).fees(self.id)["orders"]
        except NotFound:
            return []
        return found

    def case(self) -> dict[str, Any]:
        """Give its study, as its owner sees it; nothing before there is one."""
        try:
            found: dict[str, Any] = self.platform.room(Review, OWNER).case(self.id)
        except NotFound:
            return {"status": "", "opinions": []}
        return found

    def request(self) -> dict[str, Any] | None:
        """Give its signature request, as whoever signs sees it; none while it is not granted."""
        if self.procedure.paper is None:
            return None
        listed = self.platform.room(SignatureService, self._signatory()).requests(limit=100)["items"]
        return next((each for each in listed if each["dossier"] == self.id), None)

    def _possible(self) -> Iterator[tuple[str, Act]]:
        if self.status == "draft":
            yield "submit", lambda: self._filing(self.filer).submit_dossier(self.id)
        if self._done:
            yield from self._study()
            yield from self._payments()
            yield from self._later_documents()
            request = self.request()
            if request is not None and request["status"] == "ready":
                yield "sign", partial(self._sign, request)

    def _study(self) -> Iterator[tuple[str, Act]]:
        case = self.case()
        review = partial(self.platform.room, Review)
        if case["status"] == "awaiting-admissibility":
            yield "admit", lambda: review(CLERK).decide_admissibility(self.id, True)
        for opinion in case["opinions"]:
            if opinion["standing"] == "requested" and case["status"] in ("in-consultation", "awaiting-decision"):
                yield f"hear {opinion['body']}", partial(self._speak, opinion["body"], opinion["gives"])
        if case["status"] == "awaiting-decision":
            yield "decide", lambda: review(self._person_of(Authority(case["decided_by_office"]))).decide(self.id, "favourable")

    def _payments(self) -> Iterator[tuple[str, Act]]:
        for order in self.orders():
            if order["status"] == "assessed":
                desk = self.platform.room(PaymentService, TREASURER)
                yield f"pay {order['due']}", partial(desk.record_counter_payment, order["order"], f"R-{order['order'][:20]}")

    def _later_documents(self) -> Iterator[tuple[str, Act]]:
        due = self.procedure.documents_due(Due.SIGNATURE, self.declared)
        if due and self.status in ("favourable", "awaiting-payment", "awaiting-signature"):
            yield "attach", partial(self._attach_late, due)

    def _attach_late(self, kinds: frozenset[str]) -> None:
        self._attach(kinds)
        self._filing().prepare_what_is_complete()

    def _do(self, name: str, act: Act) -> None:
        act()
        self._done.add(name)

    def _speak(self, body: str, gives: str) -> None:
        reviewer = an_official(f"reviewer-{body}", Role.REVIEWER, BODIES[body], body)
        verdict = "information" if gives == "information" else "favourable-with-reservations"
        self.platform.room(Review, reviewer).give_opinion(self.id, body, verdict, [{"text": f"Said by {body}."}])

    def _sign(self, request: dict[str, Any]) -> None:
        sealed = self.platform.office.seal({"pin": PIN, "documents": [request["document"]]})
        self.platform.room(SignatureService, self._signatory()).sign([request["id"]], sealed)

    def _signatory(self) -> Principal:
        assert self.procedure.paper is not None
        return self._person_of(self.procedure.paper.signed_by)

    def _person_of(self, authority: Authority) -> Principal:
        account, territory = SIGNATORIES[authority]
        return an_official(account, Role(authority.value), territory)

    def _filing(self, caller: Principal = OWNER) -> Any:
        return self.platform.room(Filing, caller)

    def _drafted(self, follows: str) -> str:
        author = asdict(AUTHOR) if self.procedure.filed_by else None
        applicant = {"account": "owner"} if author else asdict(PERSON)
        draft = self._filing(self.filer).create_dossier(self.procedure.code, COMMUNE, applicant, author, follows)
        dossier = str(draft["id"])
        if author:
            self._filing(OWNER).confirm_mandate(dossier, asdict(PERSON))
        form = {name: section for name, section in self.form.items() if name != self.procedure.author}
        self._filing(self.filer).change_form(dossier, form)
        return dossier

    def _attach(self, kinds: frozenset[str]) -> None:
        """Let documents lie in the file, as if they had been sent and looked into."""
        rows = [
            {
                "dossier": self.id,
                "kind": kind,
                "sha256": hashlib.sha256(kind.encode()).hexdigest(),
                "size": 1000,
                "media_type": "application/pdf",
                "pages": 1,
                "attached_at": self.platform.clock.now(),
            }
            for kind in sorted(kinds)
        ]
        if rows:
            with self.platform.engines["filing"].begin() as connection:
                connection.execute(sa.insert(documents), rows)


def an_official(account: str, role: Role, territory: str, body: str = "") -> Principal:
    """Make an official as his token describes him: with what his territory holds beyond its own code."""
    return Principal(account=account, offices=(Office(role=role, territory=territory, body=body, extent=extent_of(territory, TODAY)),))


def give_keys(platform: Platform) -> None:
    """Put a key into the hand of everybody who signs."""
    office = platform.office
    for authority, (account, territory) in SIGNATORIES.items():
        signatory = Signatory(account, f"Signatory {account}", territory, authority.value)
        officers = [office.gateway.token(name, roles=("key-officer",), territory="national") for name in ("officer-1", "officer-2")]
        words = {
            "holder": signatory.account,
            "holder_name": signatory.full_name,
            "commune": territory,
            "act": "Arrêté n° 1",
            "role": authority,
        }
        key = office.signer.propose_key(officers[0], **words)
        office.signer.confirm_key(officers[1], key_id=key["id"])
        letter = office.signer.letter(officers[1], key_id=key["id"])
        holder = office.gateway.token(account, roles=(authority.value,), territory=territory)
        sealed = office.seal({"pin": PIN, "code": letter["activation_code"]})
        office.signer.activate_key(holder, key_id=key["id"], activation=sealed)


def newest(code: str) -> Procedure:
    """Give the newest version of a procedure."""
    return procedures.load(code)
