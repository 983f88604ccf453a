"""Which offer a name means."""
