def level(x, reference=1.0):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
