"""A team's Vale style becomes cards: what can be said as wordings is carried over, and all the rest is listed.

patterns.py   a regular expression becomes the texts it stands for, where those are few
styles.py     a folder of Vale rules is read
cards.py      a rule becomes cards, each of whose wordings is tried before it is written
notes.py      the list of what could not be carried over, and why
"""
