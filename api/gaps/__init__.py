"""The gap radar: what officers asked and were not helped with, gathered by meaning.

One of the joining packages: it reads conversations, asks search again and writes articles through
their own service. Nobody asks it anything but its own routes and the console.
"""
