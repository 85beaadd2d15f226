"""One-time tickets: what a page shows to open a socket that cannot send a header.

    ticket = tickets.issue(proof)      POST /api/realtime/tickets
    proof = tickets.redeem(ticket)     wss://…/ws?ticket=…

An address ends in logs and histories, so what stands there must be worthless by then: a ticket counts for 30 seconds
and opens one socket.
"""
