#!/usr/bin/env bash
# rate-limiter-flexible 11.4.0 (npm): `reward` does not stop at zero. Points given back to a key that has used none, or whose
# window has ended since, make its count negative, and `remainingPoints` is then larger than `points`. Figures shown to people
# and headers made of them are out of range; whoever gives points back after each success reads the count first.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"type":"module","private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund rate-limiter-flexible@11.4.0
cat >check.mjs <<'J'
import { RateLimiterMemory } from "rate-limiter-flexible";
const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
const { consumedPoints, remainingPoints } = await limiter.reward("key", 3);
console.log(JSON.stringify({ consumedPoints, remainingPoints }));
J
seen=$(node check.mjs)
echo "rate-limiter-flexible 11.4.0, 2 points: $seen"
[ "$seen" = '{"consumedPoints":-3,"remainingPoints":5}' ] || { echo "changed"; exit 1; }
