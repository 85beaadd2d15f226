"""Words that names of the world are made of."""

MATERIALS = (
    *(
        "amber",
        "basalt",
        "cedar",
        "copper",
        "cotton",
        "flint",
        "granite",
        "hazel",
        "indigo",
        "ivory",
        "jade",
        "juniper",
    ),
    *("linen", "maple", "marble", "mint", "nickel", "oak", "opal", "pearl", "quartz", "ruby", "saffron", "slate"),
    *("spruce", "teal", "velvet", "walnut", "willow", "zinc"),
)
THINGS = (
    *("atlas", "beacon", "bridge", "canvas", "cipher", "compass", "courier", "dynamo", "engine", "feeder", "forge"),
    *("gauge", "harbor", "index", "journal", "kernel", "lantern", "ledger", "mirror", "needle", "orbit", "parcel"),
    *("prism", "quarry", "relay", "router", "signal", "socket", "sonar", "spindle", "switch", "tensor", "timber"),
    *("tracer", "tunnel", "vault", "wagon", "weaver", "widget", "yard"),
)
TRADES = (
    *("analytics", "aviation", "banking", "biology", "cartography", "cloud", "education", "energy", "farming", "games"),
    *("health", "labs", "logistics", "media", "mobility", "music", "networks", "press", "robotics", "security"),
    *("software", "space", "studio", "systems", "tools", "travel", "weather", "works"),
)
