"""
The law as data, in Arabic and French: what is asked, who is heard, how long it may take, what it costs, and how it is written.

Territory   regions, provinces, communes
Procedures  forms, documents, bodies, deadlines; published versions never change
Fees        formulas, rates, legal ranges
Calendar    working days and public holidays
Documents   receipts and permits, composed as PDF/A
Messages    what people are told by mail and SMS
Problems    what a refusal says in three languages
Labels      the names of statuses, roles, bodies, verdicts
"""
