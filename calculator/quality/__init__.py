"""Quality beside cost: scores that someone published or the reader brings, and what they buy."""
