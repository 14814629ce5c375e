"""Queries in processes that can be killed: a deadline, a limit on memory, no way to the network.

    with kg.open() as opened:
        pool = kg.pool.Pool(kg.pool.launch(opened), size=2)
        graph = kg.pool.PooledDataset(opened, pool, kg.pool.Limits())

`PooledDataset` is used as the `Dataset` that it stands for. `kg.pool.refusals` draws the errors.

    process   a worker from outside         pool      who runs, who waits, who is replaced
    lease     a worker at work, its answer  dataset   a snapshot whose queries run in a pool
    meter     what a request's queries cost
    crew      workers that wait, new ones, dead ones
"""

from __future__ import annotations

from kg.federation import ServiceError, Services
from kg.pool.dataset import Limits, PooledDataset, launch
from kg.pool.lease import SMALL_BYTES, Answer
from kg.pool.meter import Meter, metering
from kg.pool.pool import Pool
from kg.pool.process import Launch, Spares
from kg.pool.refusals import (
    BusyError,
    ClientGoneError,
    EngineCrashError,
    NotAcceptableError,
    NoWorkerError,
    PoolError,
    QueryMemoryError,
    QueryTimeoutError,
    ResultTooLargeError,
    WorkerLostError,
)

__all__ = [
    "SMALL_BYTES",
    "Answer",
    "BusyError",
    "ClientGoneError",
    "EngineCrashError",
    "Launch",
    "Limits",
    "Meter",
    "NoWorkerError",
    "NotAcceptableError",
    "Pool",
    "PoolError",
    "PooledDataset",
    "QueryMemoryError",
    "QueryTimeoutError",
    "ResultTooLargeError",
    "ServiceError",
    "Services",
    "Spares",
    "WorkerLostError",
    "launch",
    "metering",
]
