"""Worksheets: whatever is asked step by step and kept until it is sent.

One engine for the request to the Hub, the Portal's three forms and the problem-solving plan. What
is asked, in which order and in which words is data (`kinds/`).
"""
