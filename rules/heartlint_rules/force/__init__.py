"""Things done to people: they are captured, targeted, converted, squeezed, closed."""
