"""Visible cases of unit 2. Each class asks for one function; your mark comes from more cases than these."""

import numpy as np
import pytest

from grader.cases import assert_arguments_unchanged, assert_close


class TestEntropy:
    @pytest.mark.anchor
    def test_match(self, entropy):
        """A 99 : 1 match holds 0.0808 bits."""
        assert_close(entropy([0.99, 0.01]), 0.08079313589591117)

    @pytest.mark.anchor
    def test_dyadic(self, entropy):
        """Chances of a half, a quarter and two eighths: 1.75 yes-or-no questions on average."""
        assert_close(entropy([0.5, 0.25, 0.125, 0.125]), 1.75)

    @pytest.mark.edge
    def test_zero(self, entropy):
        """A third outcome that never happens leaves a fair coin at 1 bit."""
        assert_close(entropy(np.array([0.5, 0.5, 0.0])), 1.0)
        assert_arguments_unchanged(entropy)


class TestBinaryEntropy:
    @pytest.mark.anchor
    def test_fair(self, binary_entropy):
        """A fair coin holds 1 bit."""
        assert_close(binary_entropy(0.5), 1.0)

    @pytest.mark.anchor
    def test_match(self, binary_entropy):
        """The match at 99 : 1 is a coin, too."""
        assert_close(binary_entropy(0.01), 0.08079313589591117)

    @pytest.mark.edge
    def test_ends(self, binary_entropy):
        """A coin that always falls the same way holds no uncertainty."""
        assert_close(binary_entropy(np.array([0.0, 1.0])), np.array([0.0, 0.0]), atol=1e-12)
        assert_arguments_unchanged(binary_entropy)


class TestPerplexity:
    @pytest.mark.anchor
    def test_four_options(self, perplexity):
        """Four equally likely outcomes are as uncertain as four equally likely outcomes."""
        assert_close(perplexity([0.25, 0.25, 0.25, 0.25]), 4.0)

    @pytest.mark.anchor
    def test_dyadic(self, perplexity):
        """Chances of a half, a quarter and two eighths are as uncertain as 3.36 equal ones."""
        assert_close(perplexity([0.5, 0.25, 0.125, 0.125]), 3.363585661014858)

    @pytest.mark.edge
    def test_zero(self, perplexity):
        """A third outcome that never happens leaves a fair coin with perplexity 2."""
        assert_close(perplexity(np.array([0.5, 0.5, 0.0])), 2.0)
        assert_arguments_unchanged(perplexity)
