"""Set-up and supervisor: from a fresh clone to three running processes.

Runs on the standard library of any Python from 3.11 on, before an environment exists.
"""
