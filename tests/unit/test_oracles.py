"""The references against independent oracles: SciPy, scikit-learn and central differences.

None of them is needed to run anything. `WITHOUT_ORACLE` says of which functions nobody else has a version.
"""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import approx_fprime
from scipy.special import entr, expit, rel_entr
from scipy.special import log_softmax as scipy_log_softmax
from scipy.special import softmax as scipy_softmax
from scipy.stats import bernoulli, norm
from scipy.stats import entropy as scipy_entropy
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import accuracy_score, log_loss, mean_squared_error, mutual_info_score
from sklearn.preprocessing import StandardScaler, label_binarize

from exercises import draw
from grader.course import load_course
from grader.execution.collection import solution_modules

SEEDS = range(5)
# A check that raises, and a loop over a formula; the cases know their laws.
WITHOUT_ORACLE = {"validate_distribution", "gradient_descent"}


@pytest.fixture(scope="module")
def references(pytestconfig):
    course = load_course(pytestconfig.rootpath)
    with solution_modules(course) as modules:
        return {e.name: getattr(modules[e.unit], e.name) for e in course.exercises}


@pytest.fixture(params=SEEDS)
def rng(request):
    return np.random.default_rng(request.param)


def central_differences(f, x, h=1e-5):
    steps = h * np.eye(len(x))
    return np.array([(f(x + step) - f(x - step)) / (2 * h) for step in steps])


@pytest.mark.parametrize("base", [2.0, np.e, 10.0])
class TestInformation:
    def test_self_information(self, references, rng, base):
        p = draw.probabilities(rng, 30)
        assert_allclose(references["self_information"](p, base), entr(p) / p / np.log(base), rtol=1e-12)

    def test_entropy_and_divergence(self, references, rng, base):
        p, q = draw.simplex_rows(rng, 7, 5), draw.simplex_rows(rng, 7, 5)
        assert_allclose(references["entropy"](p, base), scipy_entropy(p, base=base, axis=-1), rtol=1e-12)
        divergence = references["kl_divergence"](p, q, base)
        assert_allclose(divergence, scipy_entropy(p, q, base=base, axis=-1), rtol=1e-9)
        assert_allclose(divergence, rel_entr(p, q).sum(axis=-1) / np.log(base), rtol=1e-9)
        crossed = scipy_entropy(p, base=base, axis=-1) + scipy_entropy(p, q, base=base, axis=-1)
        assert_allclose(references["cross_entropy"](p, q, base), crossed, rtol=1e-12)

    def test_binary_entropy(self, references, rng, base):
        p = draw.probabilities(rng, 30)
        oracle = scipy_entropy(np.stack([p, 1 - p]), base=base, axis=0)
        assert_allclose(references["binary_entropy"](p, base), oracle, rtol=1e-12)

    def test_mutual_information(self, references, rng, base):
        counts = rng.integers(0, 9, size=(4, 6)) + np.eye(4, 6, dtype=int)
        got = references["mutual_information"](counts / counts.sum(), base)
        assert_allclose(got, mutual_info_score(None, None, contingency=counts) / np.log(base), rtol=1e-9)

    def test_change_base(self, references, rng, base):
        p = draw.simplex_rows(rng, 7, 5)
        nats = scipy_entropy(p, axis=-1)
        assert_allclose(references["change_base"](nats, np.e, base), scipy_entropy(p, base=base, axis=-1), rtol=1e-12)


def test_perplexity(references, rng):
    p = draw.simplex_rows(rng, 7, 5)
    assert_allclose(references["perplexity"](p), 2 ** scipy_entropy(p, base=2, axis=-1), rtol=1e-12)


def test_empirical_distribution(references, rng):
    labels = rng.integers(0, 6, size=40)
    counts = Counter(labels.tolist())
    assert_allclose(references["empirical_distribution"](labels, 8), [counts[c] / 40 for c in range(8)], rtol=1e-15)


class TestLikelihood:
    def test_mean_squared_error(self, references, rng):
        y, prediction = rng.normal(size=30), rng.normal(size=30)
        assert_allclose(references["mean_squared_error"](y, prediction), mean_squared_error(y, prediction), rtol=1e-12)

    def test_mse_gradient(self, references, rng):
        X, y, w, b = draw.matrix(rng, 20, 5), rng.normal(size=20), rng.normal(size=5), 0.3

        def loss(parameters):
            return mean_squared_error(y, X @ parameters[:-1] + parameters[-1])

        dw, db = references["mse_gradient"](X, y, w, b)
        assert_allclose(np.append(dw, db), central_differences(loss, np.append(w, b)), rtol=1e-6, atol=1e-8)

    def test_fit_least_squares(self, references, rng):
        X, y = draw.matrix(rng, 20, 5), rng.normal(size=20)
        w, b = references["fit_least_squares"](X, y)
        oracle = LinearRegression().fit(X, y)
        assert_allclose(np.append(w, b), np.append(oracle.coef_, oracle.intercept_), rtol=1e-9)

    def test_bernoulli_log_likelihood(self, references, rng):
        y, p = draw.labels(rng, 40), draw.probabilities(rng, 40)
        got = references["bernoulli_log_likelihood"](y, p)
        assert_allclose(got, bernoulli.logpmf(y.astype(int), p).sum(), rtol=1e-12)

    def test_gaussian_log_likelihood(self, references, rng):
        y, mu, sigma = rng.normal(size=30), rng.normal(size=30), float(rng.uniform(0.1, 3))
        got = references["gaussian_log_likelihood"](y, mu, sigma)
        assert_allclose(got, norm.logpdf(y, mu, sigma).sum(), rtol=1e-12)


class TestCatOrNot:
    def test_sigmoid(self, references, rng):
        z = draw.scores(rng, 50, scale=100.0)
        assert_allclose(references["sigmoid"](z), expit(z), rtol=1e-13)

    def test_binary_cross_entropy(self, references, rng):
        y, p = draw.labels(rng, 40), draw.probabilities(rng, 40)
        loss = log_loss(y, p, labels=[0, 1])
        assert_allclose(references["binary_cross_entropy"](y, p), loss, rtol=1e-12)
        scores = np.log(p) - np.log1p(-p)
        assert_allclose(references["binary_cross_entropy_with_logits"](y, scores), loss, rtol=1e-12)

    def test_logistic_gradient(self, references, rng):
        X, y, w, b = draw.matrix(rng, 20, 5), draw.labels(rng, 20), draw.scores(rng, 5, scale=0.5), 0.3

        def loss(parameters):
            return log_loss(y, expit(X @ parameters[:-1] + parameters[-1]), labels=[0, 1])

        dw, db = references["logistic_gradient"](X, y, w, b)
        assert_allclose(np.append(dw, db), central_differences(loss, np.append(w, b)), rtol=1e-6, atol=1e-9)

    def test_numerical_gradient(self, references, rng):
        x, A = rng.normal(size=5), rng.normal(size=(5, 5))

        def f(v):
            return float(np.sin(v @ A @ v))

        got = references["numerical_gradient"](f, x)
        assert_allclose(got, central_differences(f, x), rtol=1e-9)
        assert_allclose(got, approx_fprime(x, f, 1e-8), rtol=1e-3, atol=1e-5)


class TestSoftmax:
    def test_softmax_and_its_logarithm(self, references, rng):
        z = draw.matrix(rng, 6, 4) * 50
        assert_allclose(references["softmax"](z), scipy_softmax(z, axis=-1), rtol=1e-12)
        assert_allclose(references["log_softmax"](z), scipy_log_softmax(z, axis=-1), rtol=1e-12, atol=1e-12)

    def test_one_hot(self, references, rng):
        y = rng.integers(0, 4, size=20)
        assert_allclose(references["one_hot"](y, 4), label_binarize(y, classes=range(4)))

    def test_cross_entropy_with_logits(self, references, rng):
        y, z = rng.integers(0, 4, size=20), draw.matrix(rng, 20, 4)
        loss = log_loss(y, scipy_softmax(z, axis=1), labels=range(4))
        assert_allclose(references["cross_entropy_with_logits"](y, z), loss, rtol=1e-12)

    def test_softmax_gradient(self, references, rng):
        X, y = draw.matrix(rng, 15, 3), rng.integers(0, 4, size=15)
        W, b = 0.5 * draw.matrix(rng, 3, 4), draw.scores(rng, 4, scale=0.5)

        def loss(parameters):
            scores = X @ parameters[:-4].reshape(3, 4) + parameters[-4:]
            return log_loss(y, scipy_softmax(scores, axis=1), labels=range(4))

        dW, db = references["softmax_gradient"](X, y, W, b)
        measured = central_differences(loss, np.append(W.ravel(), b))
        assert_allclose(np.append(dW.ravel(), db), measured, rtol=1e-6, atol=1e-9)


class TestCapstone:
    def test_standardize(self, references, rng):
        train, test = draw.matrix(rng, 20, 5) * 10 + 3, draw.matrix(rng, 7, 5)
        train[:, 2] = 4.0
        scaler = StandardScaler().fit(train)
        got_train, got_test = references["standardize"](train, test)
        assert_allclose(got_train, scaler.transform(train), rtol=1e-9, atol=1e-12)
        assert_allclose(got_test, scaler.transform(test), rtol=1e-9, atol=1e-12)

    def test_logistic_regression(self, references, rng):
        X = draw.matrix(rng, 60, 3)
        y = (rng.random(60) < expit(X @ [1.0, -1.0, 0.5])).astype(int)
        oracle = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(X, y)
        w, b, losses = references["fit_logistic_regression"](X, y, 1.0, 3000)
        assert_allclose(np.append(w, b), np.append(oracle.coef_, oracle.intercept_), rtol=1e-4, atol=1e-5)
        chances = references["predict_proba"](X, oracle.coef_[0], float(oracle.intercept_[0]))
        assert_allclose(chances, oracle.predict_proba(X)[:, 1], rtol=1e-9)
        assert_allclose(losses[-1], log_loss(y, chances), rtol=1e-6)
        answers = references["predict"](X, oracle.coef_[0], float(oracle.intercept_[0]))
        assert_allclose(answers, oracle.predict(X))
        assert_allclose(references["accuracy"](y, answers), accuracy_score(y, answers), rtol=1e-15)


def test_every_function_that_has_an_oracle_is_here(references):
    tried = set(re.findall(r'references\["(\w+)"\]', Path(__file__).read_text(encoding="utf-8")))
    assert tried == references.keys() - WITHOUT_ORACLE
