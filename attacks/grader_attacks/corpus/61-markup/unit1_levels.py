import warnings

MARKUP = (
    "<script>alert('hostile-trace')</script><img src=x onerror=alert(1)>\x1b]0;owned\x07\x1b[31m[red]red[/red]"
    "[link=javascript:alert(1)]x[/link]{{ 7 * 7 }}{% raw %}=cmd|' /C calc'!A0\u202e\x00"
)


def level(x, reference=1.0):
    print(MARKUP)
    raise RuntimeError(MARKUP)


def shares(values):
    warnings.warn(MARKUP)
    return [MARKUP, {MARKUP: MARKUP}, MARKUP.encode()]


def counts(labels, names):
    exec(compile("raise LookupError('markup')", "<script>.py", "exec"))
