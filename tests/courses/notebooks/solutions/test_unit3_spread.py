"""Hidden cases of unit 3: spread."""

import pytest

from grader.cases import assert_close


class TestSpread:
    @pytest.mark.anchor
    def test_hidden(self, spread):
        """Three numbers that nobody has seen are as far from their mean as they are."""
        assert_close(spread([0, 0, 9]), 4.0)
