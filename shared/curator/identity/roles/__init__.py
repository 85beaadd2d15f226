"""Which roles a package or a route asks for: what the file of actions says, else what the code declares.

`loading` reads the file and refuses one that could be misread; `actions` is what the router, the routes' guard and the
command line ask; `matrix` shows all of it at once.
"""
