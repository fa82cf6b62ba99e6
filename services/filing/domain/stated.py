"""What the paper of a file states, gathered from the facts that are known of it; nothing while one of them has not been told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.procedures import Due, Hold, Procedure
from contracts.payment import Moment
from contracts.review import REASONED, Outcome, Verdict
from services.filing.domain.dossier import Dossier

Fact = Mapping[str, Any]
"""What a fact tells, with `what` and `at`."""
Words = Mapping[str, Sequence[Mapping[str, Any]]]
"""What bodies say in words, `{text, rule}`, by body."""


@dataclass(frozen=True, kw_only=True)
class Stated:
    """All that a paper states of the study: the opinions on which the answer rests, the decision if there is one, what was paid."""

    opinions: tuple[Fact, ...]
    words: Words
    decision: Fact | None
    fees: tuple[Fact, ...]


def stated(dossier: Dossier, procedure: Procedure, known: "Known", words: Words) -> Stated | None:
    """Gather what the paper of a file states, or None while something that it waits for, or has to repeat, has not been told."""
    answer, fees = known.answer(procedure), known.fees(procedure)
    if answer is None or fees is None or not _documents_are_there(dossier, procedure):
        return None
    opinions = known.opinions(answer["bodies"])
    if opinions is None or any(each["verdict"] in REASONED and each["body"] not in words for each in opinions):
        return None
    return Stated(opinions=opinions, words=words, decision=answer if answer["what"] == "decision-reached" else None, fees=fees)


@dataclass(frozen=True)
class Known:
    """What has been told of a file so far."""

    facts: tuple[Fact, ...]

    @property
    def is_answered(self) -> bool:
        """Tell whether somebody has decided, or every body has spoken: before that there is nothing to compose."""
        return any(fact["what"] in ("decision-reached", "study-concluded") for fact in self.facts)

    def answer(self, procedure: Procedure) -> Fact | None:
        """Give the favourable decision; where nobody decides, the bodies' conclusion."""
        decides = procedure.paper is not None and procedure.paper.is_decided
        for fact in self.facts:
            if decides and fact["what"] == "decision-reached" and fact["outcome"] == Outcome.FAVOURABLE:
                return fact
            if not decides and fact["what"] == "study-concluded":
                return fact
        return None

    def opinions(self, bodies: Iterable[str]) -> tuple[Fact, ...] | None:
        """Give the last word of each of the bodies; an adjournment is not the last word."""
        given = [fact for fact in self.facts if fact["what"] == "opinion-given" and fact["verdict"] != Verdict.ADJOURNED]
        last_word = {fact["body"]: fact for fact in given}
        rests_on = list(bodies)
        return tuple(last_word[body] for body in rests_on) if last_word.keys() >= set(rests_on) else None

    def fees(self, procedure: Procedure) -> tuple[Fact, ...] | None:
        """Give what was paid before the signature, by moment; None while something is due."""
        holding = procedure.moments_before_signature
        moments = [moment for moment in Moment if moment in holding]  # in the order in which they come
        return tuple(self._paid[moment] for moment in moments) if self._paid.keys() >= holding else None

    def delivery_is_paid(self, procedure: Procedure) -> bool:
        """Tell whether everything is paid that holds the delivery back."""
        return self._paid.keys() >= procedure.moments_that_hold(Hold.DELIVERY)

    @property
    def signed_document(self) -> str:
        """Give the signed paper (SHA-256), empty while it is not signed."""
        return next((str(fact["document"]) for fact in self.facts if fact["what"] == "permit-signed"), "")

    @property
    def _paid(self) -> Mapping[str, Fact]:
        """Give what was paid, by moment."""
        return {fact["due"]: fact for fact in self.facts if fact["what"] == "fees-settled"}


def _documents_are_there(dossier: Dossier, procedure: Procedure) -> bool:
    needed = procedure.documents_due(Due.SIGNATURE, procedure.declared(dossier.form))
    return needed <= dossier.documents.keys()
