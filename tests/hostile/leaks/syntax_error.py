"""The file, the line and the text of a SyntaxError."""


def leak(x, label):
    line = int(SEEN[0][0] * 10**5)
    raise SyntaxError(SEEN[0][1], ("unit1_first.py", line, line, SEEN[0][1]))
