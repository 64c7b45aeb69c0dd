"""The pages of the quiz, by what they are about."""
