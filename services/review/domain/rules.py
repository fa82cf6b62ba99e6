"""The law of the study, one named function for each rule; a list of rules is checked whole and refused at once."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from catalogue.calendar import legal_day
from catalogue.procedures import Procedure
from contracts.refusals import Reason, Refusal
from contracts.review import Outcome, Verdict, Voice
from services.review.domain.complement import Complement, MissingItem
from services.review.domain.decision import Decision
from services.review.domain.objection import Objection
from services.review.domain.opinion import Advice, Opinion
from services.review.domain.refusals import (
    BodyNotAsked,
    ComplementAlreadyRequested,
    ComplementIncomplete,
    DecisionNotReasoned,
    ObjectionNotReasoned,
    ObjectionTooLate,
    OpinionAlreadyGiven,
    OpinionBinding,
    OpinionNotReasoned,
    OpinionsOpen,
    VoiceNotAsked,
)

Items = tuple[MissingItem, ...]
Opinions = Mapping[str, Opinion]
"""The opinions of a case, by body."""


def refuse_if_any(rules: Iterable[Callable[..., Refusal | None]], *judged: object) -> None:
    """Raise the first broken rule's refusal with the reasons of every broken rule; each rule is given what they all judge."""
    refusals = [refusal for rule in rules if (refusal := rule(*judged))]
    if refusals:
        refusals[0].reasons = tuple(reason for refusal in refusals for reason in refusal.reasons)
        raise refusals[0]


def complement_is_asked_only_once(items: Items, procedure: Procedure, earlier: Complement | None) -> Refusal | None:
    """The administration asks for what is missing one single time, at the deposit or during the study (law 55-19)."""
    return ComplementAlreadyRequested([Reason("complement-already-requested")]) if earlier else None


def complement_says_what_is_missing(items: Items, procedure: Procedure, earlier: Complement | None) -> Refusal | None:
    """A request names each missing piece and the reason for it (law 55-19: proportionate and reasoned)."""
    vague = [index for index, item in enumerate(items) if not item.item.strip() or not item.reason.strip()]
    reasons = [Reason("complement-item-unclear", f"complement.{index}") for index in vague]
    if not items:
        reasons = [Reason("complement-empty", "complement")]
    return ComplementIncomplete(reasons) if reasons else None


def complement_asks_what_the_procedure_asks(items: Items, procedure: Procedure, earlier: Complement | None) -> Refusal | None:
    """Nothing is asked beyond the published list of documents and fields (law 55-19)."""
    beyond = [(index, item.item) for index, item in enumerate(items) if item.item.strip() and not procedure.asks_for(item.item)]
    reasons = [Reason("complement-item-unknown", f"complement.{index}", {"item": item}) for index, item in beyond]
    return ComplementIncomplete(reasons) if reasons else None


def opinion_is_asked_of_the_body(advice: Advice, opinions: Opinions) -> Refusal | None:
    """Only a body that sits in the procedure, and has been asked, is heard (decree 2-18-577)."""
    opinion = opinions.get(advice.body)
    if opinion and opinion.is_asked:
        return None
    return BodyNotAsked([Reason("body-not-asked", "body", {"body": advice.body})], body=advice.body)


def opinion_is_given_once(advice: Advice, opinions: Opinions) -> Refusal | None:
    """A concluded opinion stands: a body does not speak twice (decree 2-18-577); an adjourned one is still to be concluded."""
    opinion = opinions.get(advice.body)
    if opinion is None or opinion.is_open:
        return None
    return OpinionAlreadyGiven([Reason("opinion-already-given", "body", {"body": advice.body})], body=advice.body)


def opinion_is_reasoned(advice: Advice, opinions: Opinions) -> Refusal | None:
    """Whatever is not plainly favourable says why, or what was asked for (law 03-01 and law 55-19: reasons are owed)."""
    if advice.verdict is Verdict.FAVOURABLE or any(remark.text.strip() for remark in advice.remarks):
        return None
    return OpinionNotReasoned([Reason("remarks-missing", "remarks", {"verdict": advice.verdict})])


def opinion_is_what_the_body_is_heard_for(advice: Advice, opinions: Opinions) -> Refusal | None:
    """A body that is asked for information judges nothing, and one that is asked to judge does (decree 2-18-577)."""
    opinion = opinions.get(advice.body)
    informs = advice.verdict is Verdict.INFORMATION
    if opinion is None or advice.verdict is Verdict.ADJOURNED or informs == (opinion.gives is Voice.INFORMATION):
        return None
    return VoiceNotAsked([Reason("voice-not-asked", "verdict", {"gives": opinion.gives})], gives=opinion.gives)


def objection_is_reasoned(objection: Objection, last_day: date) -> Refusal | None:
    """The administration objects with reasons (law 03-01; law 55-19)."""
    if any(reason.strip() for reason in objection.reasons):
        return None
    return ObjectionNotReasoned([Reason("reasons-missing", "reasons")])


def objection_comes_in_time(objection: Objection, last_day: date) -> Refusal | None:
    """The administration objects until the last day of the time that the law gives, whether its end was told already or not (law 55-19)."""
    if legal_day(objection.raised_at) <= last_day:
        return None
    return ObjectionTooLate([Reason("objection-too-late", "", {"due_on": last_day.isoformat()})], due_on=last_day.isoformat())


def refusal_is_reasoned(decision: Decision, opinions: Opinions) -> Refusal | None:
    """A refusal states its reasons (law 03-01; law 55-19)."""
    if decision.outcome is not Outcome.REFUSED or any(reason.strip() for reason in decision.reasons):
        return None
    return DecisionNotReasoned([Reason("reasons-missing", "reasons")])


def mandatory_opinions_are_closed(decision: Decision, opinions: Opinions) -> Refusal | None:
    """Nothing is decided before every mandatory body has concluded (decree 2-18-577)."""
    waiting = [opinion.body for opinion in opinions.values() if opinion.mandatory and opinion.is_open]
    if not waiting:
        return None
    return OpinionsOpen([Reason("opinion-open", "", {"body": body}) for body in waiting], bodies=waiting)


def binding_opinions_are_followed(decision: Decision, opinions: Opinions) -> Refusal | None:
    """No favourable decision stands against the unfavourable opinion of a body whose opinion is conform (law 12-90; decree 2-18-577)."""
    against = [opinion.body for opinion in opinions.values() if opinion.binding and opinion.verdict is Verdict.UNFAVOURABLE]
    if decision.outcome is not Outcome.FAVOURABLE or not against:
        return None
    return OpinionBinding([Reason("opinion-against", "outcome", {"body": body}) for body in against], bodies=against)


COMPLEMENT_RULES = (complement_says_what_is_missing, complement_asks_what_the_procedure_asks, complement_is_asked_only_once)
OPINION_RULES = (opinion_is_reasoned, opinion_is_what_the_body_is_heard_for, opinion_is_asked_of_the_body, opinion_is_given_once)
DECISION_RULES = (refusal_is_reasoned, mandatory_opinions_are_closed, binding_opinions_are_followed)
OBJECTION_RULES = (objection_is_reasoned, objection_comes_in_time)
