"""
Signature: a president, or whoever else the procedure names, signs paid papers with a key that he alone can use.

Owns        signature requests; signing keys and their certificates (schema `keys`, open to the signer alone)
Announces   SignatureRequested, PermitSigned, SigningKeyProposed, SigningKeyConfirmed, SigningKeyActivated
Listens to  DossierSubmitted, PartiesChanged, DecisionReached, StudyConcluded, FeesSettled, PermitPrepared, DossierWithdrawn

Two processes. `service.py` decides what may be signed and never sees a key; `signer.py` holds the keys, believes nobody, and signs
only what the holder of a key has named inside an activation that it alone can open.
"""
