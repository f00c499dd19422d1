"""Usage volumes: the denominators of unit cost, read from what counts them."""
