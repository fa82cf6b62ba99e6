"""
The rules of payment, by noun.

orders       what is due, to whom, and the one settlement
assessment   how the request, or the decision, makes it due
payments     attempts to pay an order
settlement   what a provider's word, or the desk's receipt, does to both
surplus      money that the bank holds for an order that does not wait for it
"""
