"""Accounts: sealing, linking, unlinking, erasing."""
