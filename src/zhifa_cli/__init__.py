"""zhifa: which body is overdue or noncompliant with what, by how much, and on whose authority."""

__version__ = "0.1.0"
