"""
Filing: an applicant, or an architect for him, prepares and submits a dossier; the registry office numbers it; the permit comes back to it.

Owns        dossiers, their documents and uploads, the mandates under which they are filed, the register of each commune, receipts, permits
            at rest
Announces   DossierSubmitted, ComplementProvided, DossierWithdrawn, PartiesChanged, PermitPrepared, PermitIssued, MandateRequested,
            MandateWithdrawn
Listens to  CaseOpened, ComplementRequested, CaseResumed, OpinionRequested, OpinionGiven, OpinionReasoned, DecisionReached,
            StudyConcluded, ObjectionRaised, ObjectionTimeLapsed, FeesAssessed, FeesSettled, SignatureRequested, PermitSigned
"""
