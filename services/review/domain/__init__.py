"""
What review knows without any machine: the case, its opinions, its rules, its window.

case        the aggregate: moves table, verbs that return the facts to announce
opinion     what one body says of one file
complement  what is missing, asked once
pause       how the clocks stand still meanwhile
decision    what the president decides
rules       the law, one named function each
study       how the pinned procedure wants a file studied
window      which desk studies a file
reader      who may know of a case
wording     what people send, read or refused
view        how a case is shown
"""
