"""Who uses what: which organisations use a package, and where on Wikimedia projects a published photograph is used.

packages, organisations, repositories, dependencies   what is known, and proved by which file and line
manifests                                             reads what repositories declare
providers                                             ask GitHub, ecosyste.ms, Libraries.io and deps.dev
scans                                                 find, read, enrich and clean up, at the pace each allows
answers                                               "which organisations use this package", searches, statistics
files                                                 where the wikis show a photograph
"""
