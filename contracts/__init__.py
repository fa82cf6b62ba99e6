"""
The language that rooms and outsiders share.

Events     one frozen dataclass each, one module per announcing room; `registry.py` finds them by type
Envelope   CloudEvents 1.0, structured JSON
Refusals   the four kinds that cross the wire, each with a stable code
Media      the types that a document may have, and how each begins
"""
