"""
The calls between processes: one protocol for each room that is asked, one method for each call.

A method's arguments are what the call takes, its answer is what it gives, `refuses` how it may be refused. From this follow the wire (what
does not fit the arguments is no call), the clients (`gateway/api/asking.py`, `chassis/rpc/service.py`), the schemas of `/openapi.json` and
those in `contracts/schemas/calls/`. A room's methods are these, to the letter (`tests/house/test_calls.py`); a call that is not here, or an
answer with a field that is not, fails `make types`.
"""
