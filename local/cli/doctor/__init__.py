"""Examining a deployment from outside, end to end, and saying in plain words what is wrong and what to do about it.

Each module has the checks of one subject, functions from a `Visit` to findings; `examination` runs them in order. Every
check asks the deployment to do something, and sees whether it does: a setting that is there and wrong is found, too.
"""
