#!/usr/bin/env bash
# date-holidays 3.37.0 (npm): the `date` of a Muslim or Jewish holiday ends in " -0600". That looks like an offset from UTC and
# every date parser takes it for one, but it means "begins six hours before this midnight", at sunset, in the country's time:
# for Turkey in 2026 `new Date(holiday.date)` is 15 hours after `holiday.start`. Read `start` and `end`, and `date.slice(0, 10)`
# where a calendar day is wanted.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"type":"module","private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund date-holidays@3.37.0
cat >check.mjs <<'J'
import Holidays from "date-holidays";
const { date, start, end } = new Holidays("TR").getHolidays(2026).find(({ rule }) => rule.startsWith("1 Shawwal"));
const parsed = new Date(date).toISOString();
console.log(JSON.stringify({ date, parsed, start: start.toISOString(), end: end.toISOString() }));
J
seen=$(node check.mjs)
echo "date-holidays 3.37.0, first feast day in Turkey: $seen"
expected='{"date":"2026-03-20 00:00:00 -0600","parsed":"2026-03-20T06:00:00.000Z","start":"2026-03-19T15:00:00.000Z","end":"2026-03-23T09:00:00.000Z"}'
[ "$seen" = "$expected" ] || { echo "changed"; exit 1; }
