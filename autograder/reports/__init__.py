"""One small renderer a format, each a function over the result record."""
