"""
What review knows without any machine: the case, its opinions, its rules.

case        the aggregate: verbs that return the facts to announce
standing    where it stands, told by what has happened; when what may be done
opinion     what one body says of one file
complement  what is missing, asked once
pause       how the clocks stand still meanwhile
decision    what is decided
objection   why the administration objects to what was declared
rules       the law, one named function each
study       how the pinned procedure wants a file studied
reader      who may know of a case
office      who may act on it
wording     what people send, read or refused
view        how a case is shown
"""
