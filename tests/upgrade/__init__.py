"""
The check of upgrades (`make upgrade-check from=COMMIT`): the platform of another commit is started from git and filled, files at every
stage and events in flight, and upgraded to this working tree, room by room, while people work.

Afterwards each file must have run its course, as in the chaos run (`tests/chaos/`, whose audit this is), and what people had before must
serve them still: papers to the byte, sessions, tokens, keys.
"""
