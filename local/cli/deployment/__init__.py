"""The deployment a command speaks to: where it is, who asks, and what is said when it does not answer.

Everything goes over HTTP and the WebSocket, so a command cannot tell the local stack from a deployment in the cloud.
"""
