from __future__ import annotations

import resource

import pytest

from grader.sandbox import holdings
from grader.sandbox.holdings import Holdings, own_bound_is_near


def test_room_is_what_is_not_held() -> None:
    held = Holdings(100)
    held.hold(30)
    held.hold(50)
    assert held.room_bytes == 20
    held.hold(50)
    assert held.room_bytes == 0
    assert held.release() == 130
    assert held.room_bytes == 100


@pytest.mark.parametrize(
    ("limit", "size", "near"),
    [(resource.RLIM_INFINITY, 1 << 40, False), (1 << 30, 1 << 29, False), (1 << 30, (1 << 30) - (1 << 20), True)],
    ids=["no limit", "far below it", "just below it"],
)
def test_whose_lack_of_memory_it_is(monkeypatch: pytest.MonkeyPatch, limit: int, size: int, near: bool) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (limit, resource.RLIM_INFINITY))
    monkeypatch.setattr(holdings, "address_space_bytes", lambda: size)
    assert own_bound_is_near() is near
