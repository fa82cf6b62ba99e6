"""
Calls between rooms, on nameko's RPC protocol: commands change state once, questions change nothing.

Each call carries the caller's token, the trace and, for commands, an idempotency key; each answer is a value or a refusal.
"""

from chassis.receipts import answer
from chassis.rpc.entrypoints import PUBLIC, command, question
from chassis.rpc.service import asked

__all__ = ["PUBLIC", "answer", "asked", "command", "question"]
