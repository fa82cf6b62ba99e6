"""
What notification knows without any machine: whom to tell, of what, and how a message comes to be sent.

contact    how to reach a person
dossier    a file as far as messages need it
notice     which event is told to whom, by which channels
message    one message to one person: moves table, growing delays
attempt    what came of handing a message to a server
"""
