"""`python run.py bench`: how fast the model is on this machine, measured the same way everywhere."""
