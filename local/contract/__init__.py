"""The contract with clients, generated from the models: `make contract` writes it, a test holds it to the code."""
