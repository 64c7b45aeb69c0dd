"""What templates may ask about accounts."""
