"""From `submitted/` to results, and into the gradebook."""
