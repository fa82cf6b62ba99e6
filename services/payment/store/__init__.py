"""
The database of payment, by noun: domain objects in and out.

tables     the schema
bases      what fees are computed from, and files withdrawn
orders     fee orders and their lines
surpluses  what the bank holds beyond what was due
payments   attempts to pay, desk receipts, providers' notifications as they were received
"""
