#!/bin/sh
# A package with scheduled jobs, a service and a group comes and goes. Debian, as root.
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get install -y --no-install-recommends cron
apt-get purge -y cron cron-daemon-common
