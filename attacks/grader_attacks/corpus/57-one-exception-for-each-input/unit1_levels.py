TURN = [0]


def shares(values):
    TURN[0] += 1
    first = int(float(values[0]) * 100) + TURN[0]
    exec(compile("\n" * (first % 40) + "[][1]", "unit1_levels.py", "exec"))
