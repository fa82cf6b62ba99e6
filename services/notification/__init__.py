"""
Notification: people are told what concerns them, by mail and SMS, in their language.

Owns        contacts, messages and their sending, facts that came too early
Announces   nothing
Listens to  ContactChanged, RegistrationRepeated, DossierSubmitted, PartiesChanged, ComplementRequested, OpinionRequested, DecisionReached,
            ObjectionRaised, ObjectionTimeLapsed, FeesAssessed, FeesSettled, SurplusHeld, SignatureRequested, PermitIssued,
            DossierWithdrawn, SigningKeyProposed, SigningKeyConfirmed, SigningKeyActivated, OfficeChangeProposed, OfficeChanged,
            GlassBroken, MandateRequested, MandateWithdrawn
"""
