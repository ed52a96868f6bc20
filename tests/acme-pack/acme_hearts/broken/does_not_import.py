"""Broken, two: the module cannot be imported."""

import acme_hearts.a_module_that_is_not_there
