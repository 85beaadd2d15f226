"""Who is using my photograph: where on Wikimedia projects the files that Curator published are shown."""
