"""The rules that come with heartlint: one rule, one file, in a folder for each family."""
