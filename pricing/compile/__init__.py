"""What a price sheet means: rules worked out into rate lines."""
