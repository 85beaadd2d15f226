"""What an answer about a package's users costs, in worlds of different sizes.

Worlds of 100, 1,000 and 5,000 repositories are put into a table in memory that counts requests, and read and write
units as DynamoDB charges them. Every world has a package that the same four organisations use, and one that all do;
each question is asked of both where it is about a package. What is asked for the first time is made, and kept; the
second time it is given as it was kept. A last package has one organisation more than a question puts in order.
"""
