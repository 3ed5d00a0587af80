"""The two languages of the pictures, and what cannot be drawn yet, said in both."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """What is said in: called with a text in English and in Chinese, it returns one of them."""

    ENGLISH = "en"
    CHINESE = "zh"

    def __call__(self, english: str, chinese: str) -> str:
        """Return the text in this language."""
        return chinese if self is Language.CHINESE else english


class NotReady(Exception):
    """Something cannot be drawn yet, said in English and in Chinese."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english, chinese)

    def said(self, language: Language) -> str:
        """Return the reason in this language."""
        english, chinese = self.args
        return language(english, chinese)
