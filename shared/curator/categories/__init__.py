"""Category tools: what people use besides uploading to keep Commons' categories in order.

moves     one user's wish to move all files of a category to another, as a value, and its pace; pure
mover     moves files for a while, and says when the next while may begin
lists     lists of missing categories: read seldom, from a replica of Commons' database, and shown often
replica   what we ask that database
store     all of it in the categories table
"""
