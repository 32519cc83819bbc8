"""Retrieval over any BEIR-layout corpus, measured beside the usual ways, in one run.

A plain corpus has no sample questions, so this ranks by what is left: words, pieces of words, one
vector a text and one vector a token. docs/benchmark.md says what was tried.
"""
