"""What the routes answer, as models: for the OpenAPI document, and for the tests that hold the routes to it.

The routes themselves return plain dicts and do not import this: nobody should wait for models at a cold start that are
there to be read.
"""
