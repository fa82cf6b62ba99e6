"""
The attack run (`make attack`): five minutes of hostility beside twelve people at work, on a platform of its own, loopback only.

Quiet before and after, to know what people are used to; in between everything at once: answers forged with a room's stolen broker password,
documents made to stop whoever opens them, an account that takes all it can, clients that never finish their sentence, guesses of passwords
and of people. Each attack is bounded in rate and in time. Afterwards the books must balance, no forged answer was believed, nobody honest
was refused for longer than he was told, and reads took at most twice what they took in the quiet.
"""
