"""
What notification knows without any machine: whom to tell, of what, and how a message comes to be sent.

contact     how to reach a person
dossier     a file as far as messages need it
notice      which fact is told to whom, by which channels: one table
conditions  for which facts a notice is
news        a fact to tell, and what has to come before it can be
facts       what a message may say of it
writing     the messages of a notice
message     one message to one person: moves table, growing delays
attempt     what came of handing a message to a server
view        how a message is shown
"""
