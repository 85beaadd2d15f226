"""The usage API under `/api/v1`: who uses a package, and what is known of packages and organisations.

guards          who may ask
users           which organisations use a package
packages        packages, and one of them
organizations   organisations, and one of them with its repositories
searches        both by what their names begin with
statistics      how much is known in all
jobs            asking for a scan, and how far it is
parameters      what routes are asked with
replies         how answers go out
room            what routes work with
routing         the order in which routes are tried
"""
