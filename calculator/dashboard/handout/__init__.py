"""The page of reports to hand on."""
