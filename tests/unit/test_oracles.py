"""The references against independent oracles: SciPy and scikit-learn, which are not needed to run anything."""

import numpy as np
import pytest
from scipy.special import rel_entr
from scipy.stats import entropy as scipy_entropy
from sklearn.metrics import log_loss

from grader.cases import draw
from grader.cases.casebook import solution_modules
from grader.course import load_course

SEEDS = range(20)


@pytest.fixture(scope="module")
def references(pytestconfig):
    course = load_course(pytestconfig.rootpath)
    with solution_modules(course) as modules:
        return {e.name: getattr(modules[e.unit], e.name) for e in course.exercises}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("base", [2.0, np.e, 10.0])
def test_entropy_and_divergence_agree_with_scipy(references, seed, base):
    rng = np.random.default_rng(seed)
    p, q = draw.simplex_rows(rng, 7, 5), draw.simplex_rows(rng, 7, 5)
    np.testing.assert_allclose(references["entropy"](p, base), scipy_entropy(p, base=base, axis=-1), rtol=1e-12)
    divergence = references["kl_divergence"](p, q, base)
    np.testing.assert_allclose(divergence, scipy_entropy(p, q, base=base, axis=-1), rtol=1e-9)
    np.testing.assert_allclose(divergence, rel_entr(p, q).sum(axis=-1) / np.log(base), rtol=1e-9)
    crossed = scipy_entropy(p, base=base, axis=-1) + scipy_entropy(p, q, base=base, axis=-1)
    np.testing.assert_allclose(references["cross_entropy"](p, q, base), crossed, rtol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_binary_cross_entropy_agrees_with_scikit_learn(references, seed):
    rng = np.random.default_rng(seed)
    y, p = draw.labels(rng, 40), draw.probabilities(rng, 40)
    loss = log_loss(y, p, labels=[0, 1])
    np.testing.assert_allclose(references["binary_cross_entropy"](y, p), loss, rtol=1e-12)
    scores = np.log(p) - np.log1p(-p)
    np.testing.assert_allclose(references["binary_cross_entropy_with_logits"](y, scores), loss, rtol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_logistic_gradient_agrees_with_central_differences(references, seed):
    rng = np.random.default_rng(seed)
    X, y, w, b = draw.matrix(rng, 20, 5), draw.labels(rng, 20), draw.scores(rng, 5, scale=0.5), 0.3

    def loss(parameters):
        scores = X @ parameters[:-1] + parameters[-1]
        return log_loss(y, 1 / (1 + np.exp(-scores)), labels=[0, 1])

    start, h = np.append(w, b), 1e-5
    steps = h * np.eye(len(start))
    differences = [(loss(start + step) - loss(start - step)) / (2 * h) for step in steps]
    dw, db = references["logistic_gradient"](X, y, w, b)
    np.testing.assert_allclose(np.append(dw, db), differences, rtol=1e-6, atol=1e-9)
