"""The rules of our house: a folder for each family, a file for each rule."""
