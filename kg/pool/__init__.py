"""Queries in processes that can be killed: a deadline, a limit on memory, no way to the network.

    with kg.open() as opened:
        pool = kg.pool.Pool(kg.pool.launch(opened), lanes=kg.pool.Lanes(2))
        graph = kg.pool.PooledDataset(opened, pool, kg.pool.Limits())

`PooledDataset` is used as the `Dataset` that it stands for. `kg.pool.refusals` draws the errors.

    child     a process and its pipes       lanes     who runs and who waits, over all pools
    process   a worker from outside         crew      workers that wait, new ones, dead ones
    lease     a worker at work, its answer  pool      a snapshot's workers: asked, stopped
    meter     what a request's queries cost soon      an answer awaited on an event loop
    forks     workers forked in memory      holding   a crew moved there
    dataset   a snapshot whose queries run in a pool
"""

from __future__ import annotations

from kg.federation import ServiceError, Services
from kg.pool.dataset import Limits, PooledDataset, launch, size_of
from kg.pool.lanes import Lanes
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
    WorkerFailedError,
    WorkerLostError,
)

__all__ = [
    "SMALL_BYTES",
    "Answer",
    "BusyError",
    "ClientGoneError",
    "EngineCrashError",
    "Lanes",
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
    "WorkerFailedError",
    "WorkerLostError",
    "launch",
    "metering",
    "size_of",
]
