"""Answers: which organisations use a package, what is known of packages and organisations, and how much in all.

users         the organisations that use a package, as rows, in the short form, or as CSV
one_user      all that one organisation does with it; who began or stopped using it
lists         organisations and packages, also by what their names begin with
details       one package, one organisation, statistics
keeping       answers are made once and kept until something changes; long lists keep their order for an hour
generations   how writers say that something changed
searches      how the last search for a package's users went, for `coverage`
coverage      what an answer cannot show
store         the only place that knows the keys of kept answers and orders
"""
