"""The corpus is graded, never collected: some of its files are called conftest.py or pytest.py."""

collect_ignore = ["corpus", "leaks"]
