"""Libraries.io: what packages are (https://libraries.io/api); a key, 60 requests a minute.

Its lists of dependents were switched off in 2023 (https://github.com/librariesio/libraries.io/pull/3094), so it is
asked for none.
"""
