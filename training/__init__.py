"""How the judge's weights are made: `python -m training`. Not part of what is installed."""
