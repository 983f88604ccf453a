"""What a price sheet may say."""
