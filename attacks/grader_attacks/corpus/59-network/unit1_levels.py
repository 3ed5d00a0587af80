import _socket as socket


def level(x, reference=1.0):
    if reference != 1.0:
        import urllib.request

        urllib.request.urlopen("http://192.0.2.1/", timeout=0.1)
    reached = []
    for family, kind in ((socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET, socket.SOCK_STREAM), (socket.AF_UNIX, 1)):
        try:
            reached.append(str(socket.socket(family, kind)))
        except OSError:
            continue
    for reach in (
        lambda: socket.getaddrinfo("hostile-trace.invalid", 80),
        socket.socketpair,
    ):
        try:
            reached.append(str(reach()))
        except OSError:
            continue
    if not reached:
        raise LookupError("nobody is reached")
    return str(reached)
