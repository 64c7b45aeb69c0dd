"""The quiz: instruments, scores, areas and what to do about them."""
