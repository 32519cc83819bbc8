"""Documents (Word, PowerPoint, PDF, web pages, Markdown, text) into draft articles.

`conversion.convert` reads a document in a process of its own, under limits, and gives Markdown;
`drafting.draft` makes of that what an article consists of. Nothing is fetched, nothing is run.

This file imports nothing: the reading process comes through here and must stay small.
"""
