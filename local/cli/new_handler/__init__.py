"""`curator new-handler`: a message with its model, handler, answer, test, number and roles, ready to run."""
