"""
The HTTP interface: what `/openapi.json` describes, generated from this code.

routes       one module for each family of calls
schemas      what calls take and give
door         how a call is declared: path, input, answer, refusals
identity     who is calling; the list of public routes
problems     refusals and mistakes as RFC 9457, in the caller's language
asking       questions and commands to the services, on behalf of the caller
office       what routes work with
"""
