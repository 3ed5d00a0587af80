import warnings

MARKUP = (
    "<script>alert('hostile-trace')</script><img src=x onerror=alert(1)>\x1b]0;owned\x07\x1b[31m[red]red[/red]"
    "[link=javascript:alert(1)]x[/link]{{ 7 * 7 }}{% raw %}=cmd|' /C calc'!A0\u202e\x00"
)


def self_information(p, base=2.0):
    print(MARKUP)
    raise RuntimeError(MARKUP)


def validate_distribution(p, axis=-1, atol=1e-6):
    warnings.warn(MARKUP)
    return [MARKUP, {MARKUP: MARKUP}, MARKUP.encode()]


def empirical_distribution(labels, n_classes):
    exec(compile("raise LookupError('markup')", "<script>.py", "exec"))
