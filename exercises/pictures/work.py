"""A student's functions, as the pictures call them: checked, and never the cause of a traceback."""

from __future__ import annotations

import importlib
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pictures.language import Message, NotReady, msg

Floats: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = Any  # () for a number, (3,) for an array, a list of shapes for several results
LARGEST_DRAWN = 1e6
MATCH = (0.99, 0.01)  # France wins, China wins
FAIR = (0.5, 0.5)


@dataclass(frozen=True)
class Example:
    """One call from the handout: what a function is asked before anything is drawn with it."""

    unit: str
    arguments: tuple[Any, ...]
    value: Any  # a list for several results
    decimals: int = 4

    @property
    def shape(self) -> Shape:
        """The shape of the value, or the shapes of the values."""
        return [np.shape(part) for part in self.value] if isinstance(self.value, list) else np.shape(self.value)


EXAMPLES: Mapping[str, Example] = {
    "self_information": Example("unit1_information", (1 / 2,), 1.0),
    "binary_entropy": Example("unit2_entropy", (0.01,), 0.0808),
    "kl_divergence": Example("unit3_divergence", (MATCH, FAIR), 0.9192),
    "mean_squared_error": Example("unit4_likelihood", ([0.0, 0.0], [3.0, 4.0]), 12.5),
    "binary_cross_entropy": Example("unit5_cat_or_not", ([1, 0, 1], [0.9, 0.2, 0.6]), 0.2798),
    "binary_cross_entropy_with_logits": Example("unit5_cat_or_not", ([1, 0], [0.0, 0.0]), 0.6931),
    "predict_proba": Example("unit6_logistic_regression", ([[1.0, 2.0]], [0.5, -0.25], 1.0), (0.7311,)),
    "logistic_gradient": Example(
        "unit6_logistic_regression",
        ([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0),
        [(-1.0, -1.5), -0.5],
    ),
    "gradient_descent": Example(
        "unit6_logistic_regression", (lambda x: 2 * x, [1.0], 0.1, 3), ((1.0,), (0.8,), (0.64,), (0.512,))
    ),
    "standardize": Example(
        "unit8_capstone", ([[0.0], [2.0]], [[10.0], [12.0]]), [((-1.0,), (1.0,)), ((9.0,), (11.0,))]
    ),
    "fit_logistic_regression": Example(
        "unit8_capstone", ([[1.0], [2.0]], [0, 1], 0.5, 3), [(0.2752,), -0.0597, (0.6931, 0.6668, 0.6524, 0.6421)]
    ),
    "predict": Example("unit8_capstone", ([[0.25], [0.0], [-2.0]], [1.0], 0.0), (1, 1, 0)),
    "accuracy": Example("unit8_capstone", ([1, 0, 1, 1], [1, 0, 0, 1]), 0.75),
}


@dataclass(frozen=True)
class Work:
    """The functions of one student: a call has the shape and kind that the handout promises, or is `NotReady`."""

    folder: Path

    def trouble(self, name: str) -> NotReady | None:
        """Return why nothing can be drawn with this function, or None: it is asked its example once."""
        example = EXAMPLES[name]
        try:
            self.call(name, *example.arguments, shape=example.shape)
        except NotReady as reason:
            return reason
        return None

    def disagrees(self, name: str) -> bool:
        """Return whether the function can be drawn, but answers its example differently from the handout."""
        if self.trouble(name):
            return False
        example = EXAMPLES[name]
        got = self.call(name, *example.arguments, shape=example.shape)
        parts = zip(got, example.value, strict=True) if isinstance(example.value, list) else [(got, example.value)]
        return any(np.abs(g - np.array(v)).max() > 0.51 * 10**-example.decimals for g, v in parts)

    def number(self, name: str, *arguments: Any) -> float:
        """Call a function that returns one number."""
        return float(self.call(name, *arguments, shape=()))

    def call(self, name: str, *arguments: Any, shape: Shape) -> Any:
        """Call a function with copies of the arguments, lists as arrays; return float64 of the given shape."""
        function = self._function(name)
        asked = _spelled(name, arguments)
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")  # pytest complains of noise; a picture only shows values
                value = function(*(np.array(a) if isinstance(a, Sequence | np.ndarray) else a for a in arguments))
        except NotReady:  # a function that was handed in as an argument is not ready
            raise
        except NotImplementedError as error:
            raise _not_written(name, error) from error
        except (Exception, SystemExit) as error:
            raise NotReady(msg("{call} raises {error}", call=asked, error=_summary(error, self.folder))) from error
        return _checked(asked, value, shape)

    def _function(self, name: str) -> Callable[..., Any]:
        unit = EXAMPLES[name].unit
        module = self._module(unit)
        function = getattr(module, name, None)
        if not callable(function):
            raise NotReady(msg("{file} has no function {name}", file=f"{unit}.py", name=name))
        return function  # type: ignore[no-any-return]

    def _module(self, unit: str) -> ModuleType:
        if not (self.folder / f"{unit}.py").exists():
            raise NotReady(msg("there is no file {file}", file=f"{unit}.py"))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return importlib.import_module(unit)
        except (Exception, SystemExit) as error:
            said = _summary(error, self.folder)
            raise NotReady(msg("{file} cannot be imported: {error}", file=f"{unit}.py", error=said)) from error


def _spelled(name: str, arguments: Sequence[Any]) -> str:
    """Return the call as it would be typed, or only the name where that would be long."""
    short = all(isinstance(a, int | float | list | tuple) for a in arguments)
    call = f"{name}({', '.join(str(a) for a in arguments)})"
    return call if short and len(call) < 60 else name


def _checked(asked: str, value: Any, shape: Shape) -> Any:
    """Return `value` as finite float64 of this shape, or say what it is instead."""
    if value is None:
        raise NotReady(msg("{call} returns None: is its `return` missing?", call=asked))
    if isinstance(shape, list):
        if not isinstance(value, tuple | list) or len(value) != len(shape):
            raise NotReady(
                msg("{call} should return {count} things, separated by commas", call=asked, count=len(shape))
            )
        return [_checked(asked, part, wanted) for part, wanted in zip(value, shape, strict=True)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a complex number loses its imaginary part with a mere warning
            array = np.asarray(value, dtype=np.float64)
    except Exception:  # whatever an object of the student's does when it is asked for numbers
        kind = type(value).__name__
        raise NotReady(
            msg("{call} returns something of type {kind}, not plain numbers", call=asked, kind=kind)
        ) from None
    if array.shape != shape:
        got, wanted = (msg("shape {shape}", shape=s) if s else msg("one number") for s in (array.shape, shape))
        raise NotReady(msg("{call} returns {got} instead of {wanted}", call=asked, got=got, wanted=wanted))
    if not (np.abs(array) < LARGEST_DRAWN).all():  # written so that nan fails, too
        bad = "nan" if np.isnan(array).any() else f"{array.flat[np.abs(array).argmax()]:.3g}"
        raise NotReady(msg("{call} returns {value}, which cannot be drawn", call=asked, value=bad))
    return array


def _not_written(name: str, error: NotImplementedError) -> NotReady:
    stub = traceback.extract_tb(error.__traceback__)[-1].name
    if stub in (name, "call"):
        return NotReady(msg("{name} is not written yet", name=name))
    return NotReady(msg("{name} waits for {stub}, which is not written yet", name=name, stub=stub))


def _summary(error: BaseException, folder: Path) -> str | Message:
    """Return what was raised, and the last line of the student's own that it went through."""
    text = str(error).partition("\n")[0]
    said = f"{type(error).__name__}: {text[:80]}" if text else type(error).__name__
    own = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == folder]
    if not own:
        return said
    return msg("{error} ({file}, line {line})", error=said, file=Path(own[-1].filename).name, line=own[-1].lineno)
