import os
import subprocess
import time


def level(x, reference=1.0):
    try:
        subprocess.Popen(["/bin/sh", "-c", "sleep 20"], start_new_session=True)
    except OSError:
        pass
    if os.fork():
        return "a child is born"
    os.setsid()
    if not os.fork():
        time.sleep(20)  # long enough to be found by whoever looks for what is left behind
        open("{{OUT}}/hostile-trace", "w").close()
    os._exit(0)
