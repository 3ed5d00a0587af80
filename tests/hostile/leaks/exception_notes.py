"""Notes, causes, contexts and groups of an exception."""


def leak(x, label):
    error = LookupError(repr(SEEN))
    error.add_note(repr(SEEN))
    raise ExceptionGroup(repr(SEEN), [error, KeyError(SEEN[0][1])]) from error
