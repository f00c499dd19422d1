"""A second reading of docs/model.md: the same figures, worked slowly and independently.

Plain Python, one month, workload and hour class at a time, written from the words of the model page
alone and never from the engine. It has one purpose: tests hold `scenarios` equal to it.
Start at `results.py`.
"""
