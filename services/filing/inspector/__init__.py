"""
Looks into one document after the other, in a process of its own that may be killed: what strangers send is read here and nowhere else.

It has neither database nor broker, no secret and no eventlet; `services/filing/inspection.py` asks it.
"""
