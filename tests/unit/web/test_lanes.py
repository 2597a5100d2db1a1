"""Order without waiting."""

import asyncio

from bridge.web.lanes import Lanes, Work


async def test_work_of_one_key_keeps_its_order_and_other_keys_do_not_wait() -> None:
    done: list[str] = []
    gate = asyncio.Event()

    async def slow(name: str) -> None:
        await gate.wait()
        done.append(name)

    async def fast(name: str) -> None:
        done.append(name)

    async with asyncio.TaskGroup() as group:
        lanes = Lanes(group.create_task)
        await lanes.run("a", slow("a1"), quick=False)
        await lanes.run("a", fast("a2"), quick=True)
        await lanes.run("b", fast("b1"), quick=True)
        await lanes.run("a", fast("a3"), quick=True)
        assert done == ["b1"]
        gate.set()
    assert done == ["b1", "a1", "a2", "a3"]


async def test_quick_work_is_done_at_once_when_nothing_is_ahead() -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    def never(_: Work) -> "asyncio.Task[None]":
        raise AssertionError("a task was started")

    await Lanes(never).run("a", work(), quick=True)
    assert done == [1]


async def test_too_much_waiting_work_makes_the_reader_wait() -> None:
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    async with asyncio.TaskGroup() as group:
        lanes = Lanes(group.create_task)
        for _ in range(1000):
            await lanes.run("a", wait(), quick=False)
        one_more = group.create_task(lanes.run("a", wait(), quick=False))
        done, _ = await asyncio.wait({one_more}, timeout=0.05)
        assert not done
        gate.set()
