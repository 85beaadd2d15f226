"""Who somebody is: logging in at the wiki, sessions, and the encrypted token to act for them.

`principals` and `sessions` are light; `tokens` imports cryptography, and `oauth` imports mwoauth when somebody logs in.
"""
