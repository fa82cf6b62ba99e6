"""
The demonstration: people, each with his own token, take one permit from filing to a signed PDF, through the public HTTP interface alone.

Journeys, the chaos run and the benchmarks drive the same people.
"""
