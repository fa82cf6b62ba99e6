"""
Review: the single window studies a file, bodies give their opinions, and whoever the procedure names decides, or objects.

Owns        cases, opinions with their remarks, the one complement, decisions, objections
Announces   CaseOpened, ComplementRequested, CaseResumed, OpinionRequested, OpinionGiven, OpinionReasoned, DecisionReached,
            StudyConcluded, ObjectionRaised, ObjectionTimeLapsed
Listens to  DossierSubmitted, PartiesChanged, ComplementProvided, DossierWithdrawn, FeesSettled
"""
