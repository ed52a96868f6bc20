"""Mass address: a greeting that could open any letter to anybody."""
