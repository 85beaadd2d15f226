"""Which manifests of a repository were read: what has the same blob id need not be fetched again."""
