"""All pictures: what each is called, what it needs, and what else it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pictures.binary_entropy import draw_binary_entropy
from pictures.capstone import draw_capstone
from pictures.descent import draw_descent
from pictures.divergence import draw_kl_divergence
from pictures.information import draw_information
from pictures.loss import draw_loss_and_accuracy
from pictures.page import Page


@dataclass(frozen=True)
class Picture:
    """One file: what is drawn, what it cannot do without, and what else it shows."""

    name: str
    draw: Callable[[Page], None]
    needs: tuple[str, ...]
    shows: tuple[str, ...] = ()
    height_inches: float = 5.0

    @property
    def number(self) -> int:
        """The number that the name begins with."""
        return int(self.name.partition("_")[0])


PICTURES = (
    Picture("1_information", draw_information, ("self_information",)),
    Picture("2_binary_entropy", draw_binary_entropy, ("binary_entropy",)),
    Picture("3_kl_divergence", draw_kl_divergence, ("kl_divergence",)),
    Picture(
        "4_loss_and_accuracy", draw_loss_and_accuracy, ("binary_cross_entropy",), ("mean_squared_error", "accuracy")
    ),
    Picture(
        "5_gradient_descent",
        draw_descent,
        ("binary_cross_entropy_with_logits", "logistic_gradient", "gradient_descent"),
        ("predict_proba",),
        height_inches=4.9,
    ),
    Picture(
        "6_capstone",
        draw_capstone,
        ("standardize", "fit_logistic_regression"),
        ("binary_entropy", "binary_cross_entropy_with_logits", "predict_proba", "predict", "accuracy"),
        height_inches=6.3,
    ),
)
