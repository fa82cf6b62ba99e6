"""
Payment: what is due for a permit is assessed, collected once, and never lost.

Owns        fee bases, fee orders and their lines, payments, surpluses, the notifications of payment providers
Announces   FeesAssessed, FeesSettled, SurplusHeld
Listens to  DossierSubmitted, PartiesChanged, ComplementProvided, DecisionReached, DossierWithdrawn
"""
