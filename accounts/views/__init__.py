"""What people do with accounts, as pages."""
