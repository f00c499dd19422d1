"""The model: what a product's cloud usage costs, and what a change to it is worth.

Pure arithmetic on numpy arrays. No Qt, no files, no clock, no unseeded
randomness; every formula broadcasts over leading batch axes.
"""
