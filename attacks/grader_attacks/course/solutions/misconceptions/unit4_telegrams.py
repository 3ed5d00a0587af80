"""Known wrong answers to unit 4."""

from unit4_telegrams import parcel as right_parcel
from unit4_telegrams import telegram as right_telegram

from grader.cases import misconception


@misconception(
    "TE1",
    of="telegram",
    title="The rate once",
    hint="How often does the rate count?",
    distinguishes="telegram(3.0, 'a')",
)
def te1(rate, text):
    return right_telegram(rate / 2, text)


@misconception(
    "PA1",
    of="parcel",
    title="The price of a telegram",
    hint="What does a parcel have that a telegram has not?",
    distinguishes="parcel(3.0, 'a')",
)
def pa1(weight, text):
    return right_parcel(weight, text) - weight
