"""One file per table: which worlds it needs, and what it says about them."""
