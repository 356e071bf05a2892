"""How right the audit of check-ins is: worlds with known truth, tables with intervals."""
