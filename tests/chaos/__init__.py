"""
The chaos run (`make chaos`): twenty files are on their way while every process is killed, the broker and PostgreSQL too, those with
children also alone, and five are frozen for twenty seconds.

Afterwards the books must balance: each file has exactly one receipt, one fee payment, one permit, one message of each kind. The audit
reads the databases, the card house, the mailbox and the folder of SMS, never what the services say of themselves.
"""
