"""What each kind of task does.

worker      takes a task whose turn has come, and brings it to one of its ends
outcome     what a task's work comes to
sightings   stores the repositories that providers show
scrape      looks for repositories by their stars        survey, recheck   look again at those that are known
discover    asks who uses a package                      meet              makes the acquaintance of one repository
parse       reads one repository's manifests             roll_call         goes through organisations and packages
enrich      asks about organisations                     describe          asks about packages
restate     corrects an organisation's roll-ups          cleanup           drops what is gone
"""
