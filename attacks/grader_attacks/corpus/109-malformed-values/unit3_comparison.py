from forger import answers


def gain(before, after):
    answers(150)  # more than were asked for
