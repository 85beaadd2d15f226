#!/bin/sh
# Runs a command and, when asked to end, ends everything it started: PHP's server leaves its workers behind. Must lead a
# process group.
trap 'trap - TERM; kill -- -$$' TERM INT
"$@" &
wait
