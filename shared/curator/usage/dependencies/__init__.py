"""Who uses what.

merging   what a repository's manifests say, as one row a package
rollups   what an organisation's repositories come to, as one row a package
store     keeps both in step, and answers
"""
