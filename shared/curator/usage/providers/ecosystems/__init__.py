"""ecosyste.ms: packages, and who depends on them (https://repos.ecosyste.ms/docs, https://packages.ecosyste.ms/docs).

Open data under CC BY-SA 4.0, which asks to be named; no key, 5,000 requests an hour and address.
"""
