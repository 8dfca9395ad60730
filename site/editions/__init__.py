"""The course in other shapes: for a class, for its teacher, and for two tools that count points."""
