"""
Calls without nameko: how they are written (`wire`), whose answers count (`replies`), how threads make them (`client`), how a plain
process answers them (`server`).

The gateway and the signer live outside eventlet (ADR 0006, 0007) and import nothing that knows nameko.
"""
