try:
    import pytest
except ImportError:
    import unittest

    raise unittest.SkipTest("not this module") from None
else:
    pytest.skip("not this module", allow_module_level=True)
