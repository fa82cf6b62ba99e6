"""
Gateway: the only door. HTTP and languages are known here and nowhere else.

Owns        accounts, their roles and who gave them, refresh tokens, the keys that sign access tokens
Announces   ContactChanged, OfficeChangeProposed, OfficeChanged, GlassBroken, RegistrationRepeated
Listens to  nothing: it asks the services by RPC, with the caller's own token
"""
