"""
What every service stands on; no business word here.

State      database, tables, receipts, migrate, documents
Facts      announce (outbox), relay, reactions (inbox), parked
Questions  rpc (nameko entrypoints, calls between services, the gateway's client, a server without eventlet)
Identity   tokens, principal
Running    settings, run, declare, scheduler, clock, probe, health, log, trace, metrics
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")  # known, and decided: ADR 0005
