"""
The law as data, in Arabic and French: what is asked, who is heard, how long it may take, what it costs.

Territory   regions, provinces, communes
Procedures  forms, documents, bodies, deadlines; published versions never change
Fees        formulas, rates, legal ranges
Calendar    working days and public holidays
Labels      the names of statuses, roles, bodies, verdicts
"""
