"""8 or not 8: runs your functions on real handwritten digits, and shows what they have learned.

    python exercises/capstone.py

It goes as far as your functions go, and then says which one is next.
"""

import traceback
from pathlib import Path

import numpy as np
from unit1_information import self_information
from unit2_entropy import binary_entropy
from unit5_cat_or_not import binary_cross_entropy, binary_cross_entropy_with_logits
from unit6_logistic_regression import predict_proba
from unit8_capstone import accuracy, fit_logistic_regression, predict, standardize

DIGITS_FILE = Path(__file__).resolve().parent / "data" / "digits.npz"
LEARNING_RATE, N_STEPS = 0.5, 500
MAX_TRAINING_LOSS, MAX_TEST_LOSS, MIN_TEST_ACCURACY = 0.080, 0.10, 0.955
INK = " .:-=+*#@"  # from white paper to black


def main():
    """Show everything up to the first function that is still a stub."""
    try:
        show_capstone(*load_digits())
    except NotImplementedError as error:
        stub = traceback.extract_tb(error.__traceback__)[-1]
        print(f"Next: write `{stub.name}` in {Path(stub.filename).name}, and run this again.")


def load_digits():
    """Return the pixels and labels to learn from, and those to be judged by: every fifth picture, from the first."""
    with np.load(DIGITS_FILE) as digits:
        X, y = digits["images"].reshape(-1, 64).astype(float), (digits["labels"] == 8).astype(int)
    test = np.arange(len(y)) % 5 == 0
    return X[~test], y[~test], X[test], y[test]


def show_capstone(X_train, y_train, X_test, y_test):
    """Scale, learn, answer; print what each step has brought."""
    share = y_train.mean()
    print(
        f"8 or not 8: {len(y_train)} pictures to learn from, {len(y_test)} to be judged by; {share:.1%} are eights.\n"
    )

    Z_train, Z_test = standardize(X_train, X_test)
    w, b, losses = fit_logistic_regression(Z_train, y_train, LEARNING_RATE, N_STEPS)
    show_losses(losses)

    label_entropy = binary_entropy(share, base=np.e)
    base_rate_loss = binary_cross_entropy(y_test, np.full(len(y_test), share))
    test_loss = binary_cross_entropy_with_logits(y_test, Z_test @ w + b)
    print("Loss in nats per picture                       training     test")
    print(f"  knowing only how common eights are            {label_entropy:8.4f} {base_rate_loss:8.4f}")
    print(f"  your model                                    {losses[-1]:8.4f} {test_loss:8.4f}\n")

    answers = predict(Z_test, w, b)
    show_answers(y_test, answers)
    test_accuracy, never_an_8 = accuracy(y_test, answers), accuracy(y_test, np.zeros_like(y_test))
    print(f"Test accuracy: {test_accuracy:.4f}. Always saying 'not an 8': {never_an_8:.4f}.\n")

    print("Pass marks")
    show_mark("the loss falls at every step", np.all(np.diff(losses) < 0))
    show_mark(f"it ends below the entropy of the labels, {label_entropy:.4f}", losses[-1] < label_entropy)
    show_mark(f"training loss at most {MAX_TRAINING_LOSS:.3f}", losses[-1] <= MAX_TRAINING_LOSS)
    show_mark(f"test loss at most {MAX_TEST_LOSS:.2f}", test_loss <= MAX_TEST_LOSS)
    show_mark(f"test accuracy at least {MIN_TEST_ACCURACY}", test_accuracy >= MIN_TEST_ACCURACY)
    print()

    show_greatest_surprise(X_test, y_test, predict_proba(Z_test, w, b))


def show_losses(losses):
    """Print how the loss has gone down."""
    print("After step    training loss")
    for step in (0, 1, 10, 100, N_STEPS):
        print(f"  {step:8} {losses[step]:16.4f}")
    print()


def show_answers(y_true, answers):
    """Print how many answers of each kind there are."""
    counts = [[np.sum((y_true == truth) & (answers == answer)) for answer in (1, 0)] for truth in (1, 0)]
    print("On the test pictures      said '8'   said 'not 8'")
    for name, (yes, no) in zip(("an 8", "not an 8"), counts, strict=True):
        print(f"  it was {name:<15} {yes:8} {no:12}")
    print()


def show_mark(text, passed):
    """Print a pass mark, ticked or not."""
    print(f"  [{'x' if passed else ' '}] {text}")


def show_greatest_surprise(X, y_true, p):
    """Print the picture whose true label the model thought least likely."""
    surprise = self_information(np.where(y_true == 1, p, 1.0 - p), base=np.e)
    worst = np.argmax(surprise)
    name = "an 8" if y_true[worst] == 1 else "not an 8"
    print(f"The greatest surprise, {surprise[worst]:.2f} nats: this is {name}, and the model gave '8' {p[worst]:.1%}.")
    for row in X[worst].reshape(8, 8).astype(int):
        print("    " + "".join(2 * INK[shade // 2] for shade in row))


if __name__ == "__main__":
    main()
