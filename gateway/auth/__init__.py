"""
Accounts: who may come in, and in which capacity.

domain         an account and what it may do (Account, Grant, Role)
registration   what a person types to open an account, and the rules it must satisfy
families       refresh tokens: each used once, a reused one ends its family
tokens, keys   access tokens (ES256, ten minutes) and the keys that sign them
store, ...     tables; `accounts` and `sessions` are the use cases on top of them
"""
