"""
Review: the single window studies a file, bodies give their opinions, the president decides.

Owns        cases, opinions with their remarks, the one complement, decisions
Announces   CaseOpened, ComplementRequested, CaseResumed, OpinionRequested, OpinionGiven, OpinionReasoned, DecisionReached
Listens to  DossierSubmitted, PartiesChanged, ComplementProvided, DossierWithdrawn
"""
