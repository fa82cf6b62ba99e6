"""
Payment: what is due for a permit is assessed, collected once, and never lost.

Owns        fee bases, fee orders and their lines, payments, the notifications of payment providers
Announces   FeesAssessed, FeesSettled
Listens to  DossierSubmitted, ComplementProvided, DecisionReached, DossierWithdrawn
"""
