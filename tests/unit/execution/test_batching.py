from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field

import numpy as np
import pytest

from grader.cases.call_proxy import Arguments, Call, Invoke
from grader.execution.batching import GivenUp, RoundLost, side_by_side

Case = Callable[[Invoke], object]


@dataclass
class Doubler:
    """Doubles, and notes which calls came together."""

    rounds: list[list[object]] = field(default_factory=list)
    alone: list[object] = field(default_factory=list)
    lost_at: int | None = None  # in this round

    def each(self, arguments: Sequence[Arguments]) -> list[Call]:
        if len(self.rounds) == self.lost_at:
            raise RoundLost
        self.rounds.append([args[0] for args, _ in arguments])
        return [Call("double", args, kwargs, result=2 * args[0]) for args, kwargs in arguments]  # type: ignore[operator]

    def one(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        self.alone.append(args[0])
        result = args[0](args[1]) if callable(args[0]) else args[0]
        return Call("double", args, kwargs, result=result)

    def run(self, *cases: Case, watched: Callable[[], AbstractContextManager[None]] = nullcontext) -> list[object]:
        return [e and e.value for e in side_by_side(cases, self.one, self.each, watched)]


def chain(*values: int) -> Case:
    """Return a case that makes one call after the other."""

    def case(invoke: Invoke) -> list[object]:
        return [invoke((value,), {}).result for value in values]

    return case


def test_calls_travel_together_and_every_case_gets_its_own() -> None:
    doubler = Doubler()
    assert doubler.run(chain(1, 2, 3), chain(10), chain(), chain(20, 30)) == [[2, 4, 6], [20], [], [40, 60]]
    assert doubler.rounds == [[1, 10, 20], [2, 30], [3]]
    assert doubler.alone == []


def test_time_is_each_cases_own_and_its_share_of_the_rounds() -> None:
    ended = side_by_side([chain(1), chain()], Doubler().one, Doubler().each, nullcontext)
    assert all(one is not None and one.seconds > 0 for one in ended)


def test_a_lost_round_leaves_what_had_ended() -> None:
    doubler, left = Doubler(lost_at=1), []

    def case(invoke: Invoke) -> None:
        try:
            chain(5, 6)(invoke)
        except BaseException as error:
            left.append(type(error))
            raise

    assert doubler.run(chain(1), case, chain(2, 3)) == [[2], None, None]
    assert left == [GivenUp]


def test_a_case_that_does_not_want_to_be_given_up() -> None:
    def stubborn(invoke: Invoke) -> None:
        for _ in range(3):
            with suppress(BaseException):
                invoke((1,), {})

    assert Doubler(lost_at=0).run(stubborn) == [None]


def test_what_a_case_raises_is_met_again_when_it_runs_by_itself() -> None:
    def case(invoke: Invoke) -> None:
        invoke((1,), {})
        raise KeyError("of our own")

    assert Doubler().run(case, chain(1, 2)) == [None, [2, 4]]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_ends_the_program_ends_it(error: type[BaseException]) -> None:
    def case(invoke: Invoke) -> None:
        raise error

    with pytest.raises(error):
        Doubler().run(chain(1), case)


def test_functions_travel_alone_and_may_call_back() -> None:
    doubler = Doubler()

    def case(invoke: Invoke) -> list[object]:
        def f(x: object) -> object:
            return invoke((x,), {}).result  # while another call is under way: it cannot wait for a round

        return [invoke((f, 7), {}).result, invoke((1,), {"k": {"deep": [f]}}).result, invoke((8,), {}).result]

    assert doubler.run(case, chain(1, 2)) == [[7, 1, 16], [2, 4]]
    assert len(doubler.alone) == 3
    assert doubler.rounds == [[8, 1], [2]]


def test_a_cases_own_error_state_is_its_own() -> None:
    """A case that calls within `np.errstate` must not change what another one is told."""
    seen = []

    def quiet(invoke: Invoke) -> None:
        with np.errstate(divide="raise"):
            invoke((1,), {})
            seen.append(np.geterr()["divide"])

    def other(invoke: Invoke) -> None:
        invoke((2,), {})
        seen.append(np.geterr()["divide"])

    with np.errstate(divide="ignore"):
        Doubler().run(quiet, other)
    assert seen == ["raise", "ignore"]


def test_each_stretch_is_watched() -> None:
    stretches = []

    def watched() -> AbstractContextManager[None]:
        stretches.append(1)
        return nullcontext()

    Doubler().run(chain(1, 2), chain(), watched=watched)
    assert len(stretches) == 4


def test_nothing_to_run() -> None:
    assert side_by_side([], Doubler().one, Doubler().each, nullcontext) == []


def test_what_goes_wrong_before_a_case_has_begun_comes_out_as_it_is() -> None:
    """For want of memory, say: the cases behind it have not begun, and there is nothing of them to give up."""
    begun: list[int] = []

    @contextmanager
    def watched() -> Iterator[None]:
        begun.append(len(begun))
        if len(begun) == 2:
            raise MemoryError
        yield

    with pytest.raises(MemoryError):
        Doubler().run(chain(1), chain(2), chain(3), watched=watched)
    assert begun == [0, 1]
