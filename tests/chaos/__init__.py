"""
The chaos run (`make chaos`): twenty files of all procedures, in turn, are on their way while every process is killed, the broker and
PostgreSQL too, those with children also alone, and five are frozen for twenty seconds.

Afterwards the books must balance: each file has exactly what its procedure makes due, numbers, orders, payments, opinions, papers,
messages, and nothing else. The audit reads the databases, the card house, the mailbox and the folder of SMS, never what the services say
of themselves.
"""
