"""The list prices: region us-east-1 (N. Virginia), in US dollars, as of 2026-11, without free tiers and discounts.

Written down by hand, without the pages at hand: compare them with the services' pricing pages,
https://aws.amazon.com/<service>/pricing/, before a budget depends on one. Meant are lambda (Arm, first tier), sqs
(standard), dynamodb (on-demand, standard class), s3 (standard), api-gateway (first tier), cloudwatch, secrets-manager,
ec2 (on-demand, Linux; data transfer to the internet, first tier), ebs, vpc (NAT gateway, public IPv4),
elasticloadbalancing and rds/mariadb.
"""

MILLION = 1_000_000
HOURS = 730  # of a month, as AWS counts

PRICES = {
    "lambda requests": 0.20 / MILLION,
    "lambda GB-seconds": 0.0000133334,
    "sqs requests": 0.40 / MILLION,
    "dynamodb read units": 0.125 / MILLION,
    "dynamodb write units": 0.625 / MILLION,
    "dynamodb GB-months": 0.25 + 0.20,  # with point-in-time recovery
    "s3 puts": 0.005 / 1000,
    "s3 gets": 0.0004 / 1000,
    "s3 GB-months": 0.023,
    "http requests": 1.00 / MILLION,
    "socket messages": 1.00 / MILLION,
    "socket minutes": 0.25 / MILLION,
    "log GB": 0.50,
    "metric months": 0.30,
    "alarm months": 0.10,
    "dashboard months": 3.00,
    "secret months": 0.40,
    "secret requests": 0.05 / 10_000,
    "GB to the internet": 0.09,
}
# DeleteObject is free, and so are a Lambda's reads of a DynamoDB stream and EventBridge's scheduled rules.
FREE = frozenset({"s3 deletes", "stream reads", "scheduled events"})

# With the parameter FixedEgress, beside everything else.
FIXED_EGRESS = {
    "NAT gateway": 0.045 * HOURS,
    "public IPv4 address": 0.005 * HOURS,
}
NAT_PER_GB = 0.045

# One machine that does everything, and goes down with its disk or its zone.
SMALL_SERVER = {
    "t4g.medium, 2 processors, 4 GiB": 0.0336 * HOURS,
    "30 GB gp3": 30 * 0.08,
    "public IPv4 address": 0.005 * HOURS,
}
# What survives the loss of a zone, as Lambda, SQS and DynamoDB do.
COMPARABLE_SERVER = {
    "two t4g.medium": 2 * 0.0336 * HOURS,
    "60 GB gp3": 60 * 0.08,
    "load balancer, one capacity unit": (0.0225 + 0.008) * HOURS,
    "db.t4g.small in two zones": 0.065 * HOURS,
    "20 GB of database in two zones": 20 * 0.23,
    "public IPv4 addresses": 4 * 0.005 * HOURS,
}
