"""Where encoding is done: in this process, in processes of this machine, or on a cluster by Ray.

A worker computes on one thread, so that as many workers as cores fill a machine.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from typing import Any, Protocol

from rag.errors import InvalidOption, RagError

AHEAD = 2  # tasks for each worker that are handed out at once: the next one waits at hand


class Pool(Protocol):
    """Workers that call functions of modules; arguments and results are pickled."""

    workers: int
    apart: bool  # whether they are other processes than this one

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a function called; what it raises is raised by the future's ``result``."""


class _Local:
    def __init__(self, executor: Executor, workers: int) -> None:
        self._executor = executor
        self.workers = workers
        self.apart = workers > 1

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        return self._executor.submit(function, *arguments)


class _Ray:
    def __init__(self, ray: Any, workers: int) -> None:
        self._task = ray.remote(num_cpus=1, max_retries=2)(_call)
        self.workers = workers
        self.apart = True

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = self._task.remote(function, *arguments).future()
        return future


@contextlib.contextmanager
def open_pool(workers: int = 1, ray: str = "") -> Iterator[Pool]:
    """Yield workers: ``ray`` is the address of a cluster or ``local``, "" for this machine's processes.

    With Ray ``workers`` is the number of CPUs that a local one has; a cluster gives all that it
    has. Raises InvalidOption without the extra ``[ray]`` or when no cluster answers.
    """
    if ray:
        with _ray_pool(workers, ray) as pool:
            yield pool
        return
    executor: Executor
    if workers == 1:
        executor = ThreadPoolExecutor(1)
    else:
        spawned = multiprocessing.get_context("spawn")  # a fork would copy threads that it stops
        executor = ProcessPoolExecutor(workers, mp_context=spawned, initializer=_one_thread)
    try:
        yield _Local(executor, workers)
    except BrokenProcessPool as error:
        raise RagError(
            "a worker was ended from outside, often for lack of memory: "
            "run the command again with fewer --workers, it goes on where it was"
        ) from error
    finally:
        executor.shutdown(cancel_futures=True)


def each_done(
    pool: Pool, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield each task (its arguments) with its result, as they are done; few are held in memory."""
    running: dict[Future[Any], tuple[Any, ...]] = {}
    for task in tasks:
        if len(running) >= AHEAD * pool.workers:
            yield from _finished(running)
        running[pool.submit(function, *task)] = task
    while running:
        yield from _finished(running)


def _finished(running: dict[Future[Any], tuple[Any, ...]]) -> Iterator[tuple[Any, Any]]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        yield running.pop(future), result_of(future)


def result_of(future: Future[Any]) -> Any:
    """Return a task's result; what a worker raised comes as it was, also out of Ray."""
    try:
        return future.result()
    except RagError as error:
        cause = getattr(error, "cause", None)  # Ray wraps it in an error of both kinds
        raise (cause if isinstance(cause, RagError) else error) from None


@contextlib.contextmanager
def _ray_pool(workers: int, address: str) -> Iterator[Pool]:
    try:
        import ray
    except ModuleNotFoundError as error:
        raise InvalidOption('--ray needs ray: pip install "policy-rag[ray]"') from error
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address == "local":
        path = os.pathsep.join(filter(None, sys.path))
        options |= {
            "address": "local", "num_cpus": workers, "include_dashboard": False,
            "runtime_env": {"env_vars": {"PYTHONPATH": path}},
        }  # fmt: skip
    else:
        options["address"] = address
    try:
        ray.init(**options)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise InvalidOption(
            f"no Ray cluster at {address} ({error}): give --ray local, auto or its address"
        ) from error
    try:
        yield _Ray(ray, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        ray.shutdown()


def _call(function: Callable[..., Any], *arguments: Any) -> Any:
    _one_thread()
    return function(*arguments)


@cache
def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)
