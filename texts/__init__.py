"""
What people read of the platform, in Arabic, French and English.

Messages    what people are told by mail and SMS
Problems    what a refusal says
"""
