import os
import threading
import time


def level(x, reference=1.0):
    born = 0
    for _ in range(6):
        try:
            if not os.fork():
                time.sleep(20)
                os._exit(0)
            born += 1
        except OSError:
            pass
    for _ in range(6):
        try:
            threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
            born += 1
        except RuntimeError:
            pass
    if not born:
        raise LookupError("no children, no threads")
    return born
