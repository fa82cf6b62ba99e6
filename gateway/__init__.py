"""
Gateway: the only door. HTTP and languages are known here and nowhere else.

Owns        accounts, their roles, refresh tokens, the keys that sign access tokens
Announces   ContactChanged, RegistrationRepeated
Listens to  nothing: it asks the services by RPC, with the caller's own token
"""
