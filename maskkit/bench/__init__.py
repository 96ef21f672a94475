"""Scoring a whole data set of photos and truth: tables, confidence intervals, pages to look at, comparisons."""
