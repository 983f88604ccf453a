"""The page of logs, in parts: where files come from, what they hold, cost, and what they might."""
