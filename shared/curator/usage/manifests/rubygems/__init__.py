"""RubyGems: Gemfile, gemspecs, and Bundler's lock file."""

from curator.usage.ecosystems import Ecosystem
from curator.usage.manifests.formats import Format, Role

HERE = "curator.usage.manifests.rubygems"

FORMATS = (
    Format(
        role=Role.MANIFEST, ecosystem=Ecosystem.RUBYGEMS, globs=("Gemfile", "gems.rb"), parser=f"{HERE}.gemfile:parse"
    ),
    Format(role=Role.MANIFEST, ecosystem=Ecosystem.RUBYGEMS, globs=("*.gemspec",), parser=f"{HERE}.gemspec:parse"),
    Format(
        role=Role.LOCK,
        ecosystem=Ecosystem.RUBYGEMS,
        globs=("Gemfile.lock", "gems.locked"),
        parser=f"{HERE}.gemfile_lock:parse",
    ),
)
