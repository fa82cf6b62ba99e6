"""
Load: what the platform carries, each figure beside its baseline, taken in one run on one machine.

`python -m tests.load` on the platform of RUN_FOLDER (`make bench`); `python -m tests.load relay files` for some.

relay          events from the outbox to the broker's confirms, beside nameko's dispatcher
reaction       events from commit to handled with their receipts, beside a bare consumer
gateway-read   one authenticated read through the door and RPC beside a pool of nameko's standalone proxies; `rpc-read` is the call alone
files          whole files, from the draft to the downloaded permit
list-1m        lists, search and register at 1,000,000 files beside the same at 10,000; it loads them, for some minutes
"""
