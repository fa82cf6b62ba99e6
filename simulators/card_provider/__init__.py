"""
A card house that speaks CMI's hosted page protocol: the browser pays here, the merchant is told server to server.

bank           which cards are accepted
signature      hash ver3, written independently of the platform's
journal        transactions on disk, one line for each change
transactions   a transaction, and the rule that it is captured at most once
callbacks      telling the merchant, again and again until it answers
faults         misbehaviour on command
pages          what the payer sees
app            the HTTP side
"""
