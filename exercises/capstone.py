"""8 or not 8: runs your functions on real handwritten digits, and shows what they have learned.

    python exercises/capstone.py

It goes as far as your functions go, and then says which one is next.
"""

import argparse
import sys
import traceback
from pathlib import Path

import numpy as np
from pictures.language import SOURCE, Language, known_languages, msg
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
    parser = argparse.ArgumentParser(description="Runs your functions on real handwritten digits.")
    parser.add_argument("--language", choices=known_languages(), default=SOURCE, help="of what is printed")
    say = Language(parser.parse_args().language)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a console that knows no “8” still shows the rest
    try:
        show_capstone(say, *load_digits())
    except NotImplementedError as error:
        stub = traceback.extract_tb(error.__traceback__)[-1]
        file = Path(stub.filename).name
        print(say(msg("Next: write `{function}` in {file}, and run this again.", function=stub.name, file=file)))


def load_digits():
    """Return the pixels and labels to learn from, and those to be judged by: every fifth picture, from the first."""
    with np.load(DIGITS_FILE) as digits:
        X, y = digits["images"].reshape(-1, 64).astype(float), (digits["labels"] == 8).astype(int)
    test = np.arange(len(y)) % 5 == 0
    return X[~test], y[~test], X[test], y[test]


def show_capstone(say, X_train, y_train, X_test, y_test):
    """Scale, learn, answer; print what each step has brought."""
    share = y_train.mean()
    sizes = {"train": len(y_train), "test": len(y_test), "share": f"{share:.1%}"}
    print(say(msg("8 or not 8: {train} pictures to learn from, {test} to be judged by; {share} are eights.", **sizes)))

    Z_train, Z_test = standardize(X_train, X_test)
    w, b, losses = fit_logistic_regression(Z_train, y_train, LEARNING_RATE, N_STEPS)
    show_losses(say, losses)

    label_entropy = binary_entropy(share, base=np.e)
    base_rate_loss = binary_cross_entropy(y_test, np.full(len(y_test), share))
    test_loss = binary_cross_entropy_with_logits(y_test, Z_test @ w + b)
    print("\n" + say(msg("Loss in nats per picture, training and test")))
    print(f"  {label_entropy:8.4f} {base_rate_loss:8.4f}  ", say(msg("knowing only how common eights are")))
    print(f"  {losses[-1]:8.4f} {test_loss:8.4f}  ", say(msg("your model")))

    answers = predict(Z_test, w, b)
    show_answers(say, y_test, answers)
    test_accuracy, never_an_8 = accuracy(y_test, answers), accuracy(y_test, np.zeros_like(y_test))
    rates = {"yours": f"{test_accuracy:.4f}", "never": f"{never_an_8:.4f}"}
    print("\n" + say(msg("Test accuracy: {yours}. Always saying “not an 8”: {never}.", **rates)))

    print("\n" + say(msg("Pass marks")))
    marks = [
        (np.all(np.diff(losses) < 0), msg("the loss falls at every step")),
        (
            losses[-1] < label_entropy,
            msg("it ends below the entropy of the labels, {nats}", nats=f"{label_entropy:.4f}"),
        ),
        (losses[-1] <= MAX_TRAINING_LOSS, msg("training loss at most {most}", most=f"{MAX_TRAINING_LOSS:.3f}")),
        (test_loss <= MAX_TEST_LOSS, msg("test loss at most {most}", most=f"{MAX_TEST_LOSS:.2f}")),
        (test_accuracy >= MIN_TEST_ACCURACY, msg("test accuracy at least {least}", least=MIN_TEST_ACCURACY)),
    ]
    for passed, text in marks:
        print(f"  [{'x' if passed else ' '}]", say(text))

    show_greatest_surprise(say, X_test, y_test, predict_proba(Z_test, w, b))


def show_losses(say, losses):
    """Print how the loss has gone down."""
    print("\n" + say(msg("Training loss, after how many steps")))
    for step in (0, 1, 10, 100, N_STEPS):
        print(f"  {losses[step]:8.4f} {step:8}")


def show_answers(say, y_true, answers):
    """Print how many answers of each kind there are."""
    print("\n" + say(msg("On the test pictures the model said “8”, “not 8”")))
    for truth, name in ((1, msg("it was an 8")), (0, msg("it was not an 8"))):
        yes, no = (np.sum((y_true == truth) & (answers == answer)) for answer in (1, 0))
        print(f"  {yes:8} {no:8}  ", say(name))


def show_greatest_surprise(say, X, y_true, p):
    """Print the picture whose true label the model thought least likely."""
    surprise = self_information(np.where(y_true == 1, p, 1.0 - p), base=np.e)
    worst = np.argmax(surprise)
    numbers = {"nats": f"{surprise[worst]:.2f}", "p": f"{p[worst]:.1%}"}
    if y_true[worst] == 1:
        text = msg("The greatest surprise, {nats} nats: this is an 8, and the model gave “8” {p}.", **numbers)
    else:
        text = msg("The greatest surprise, {nats} nats: this is not an 8, and the model gave “8” {p}.", **numbers)
    print("\n" + say(text))
    for row in X[worst].reshape(8, 8).astype(int):
        print("    " + "".join(2 * INK[shade // 2] for shade in row))


if __name__ == "__main__":
    main()
