"""What review refuses, each with the code that never changes."""

from contracts.refusals import Conflict, Forbidden, Invalid, NotFound


class CaseNotFound(NotFound):
    """There is no case for this file, or the caller may not know of it."""

    code = "case-not-found"


class CaseMoveNotAllowed(Conflict):
    """The case is not at the step where this may be done."""

    code = "case-move-not-allowed"


class ComplementAlreadyRequested(Conflict):
    """The one complement that the law allows has been asked."""

    code = "complement-already-requested"


class ComplementIncomplete(Invalid):
    """The request for complement does not say what is missing and why."""

    code = "complement-incomplete"


class AdmissibilityUnclear(Invalid):
    """A file is either admissible or lacks something: one of the two, never both."""

    code = "admissibility-unclear"


class BodyNotAsked(Conflict):
    """The body has not been asked for its opinion on this file."""

    code = "body-not-asked"


class OpinionForAnotherBody(Forbidden):
    """A reviewer speaks for his own body only."""

    code = "opinion-for-another-body"


class OpinionAlreadyGiven(Conflict):
    """The body has already given its opinion, which stands."""

    code = "opinion-already-given"


class OpinionNotReasoned(Invalid):
    """An opinion that is not plainly favourable needs remarks."""

    code = "opinion-not-reasoned"


class VoiceNotAsked(Invalid):
    """The body is heard for information and not for an opinion, or the other way round."""

    code = "voice-not-asked"


class OpinionsOpen(Conflict):
    """A mandatory opinion has not been given yet."""

    code = "opinions-open"


class OpinionBinding(Conflict):
    """A body whose opinion binds whoever decides is unfavourable."""

    code = "opinion-binding"


class DecisionNotReasoned(Invalid):
    """A refusal needs reasons."""

    code = "decision-not-reasoned"


class ObjectionNotReasoned(Invalid):
    """An objection needs reasons."""

    code = "objection-not-reasoned"


class ObjectionTooLate(Conflict):
    """The time to object is over: what was declared stands."""

    code = "objection-too-late"


class WordingNotUnderstood(Invalid):
    """A verdict, an outcome, a remark or an item is not written as agreed."""

    code = "wording-not-understood"
