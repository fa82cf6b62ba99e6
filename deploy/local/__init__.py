"""
The whole platform on one machine: its own PostgreSQL, its own RabbitMQ, every process under a supervisor.

Everything lives in one run folder (`.run/` of the checkout, or RUN_FOLDER): delete it and nothing is left.
Two run folders are two independent platforms; neither disturbs any other server of the machine.
"""
