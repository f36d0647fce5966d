#!/usr/bin/env bash
# opossum 9.0.0 (npm): an error that `errorFilter` takes out of the count is not left out, it counts as a success. The probe of a
# half-open circuit that is rejected with such an error closes the circuit, the event `success` is emitted with the Error as its
# result, and `stats.successes` rises, while `fire()` rejects. A filter meant for "the caller's fault, says nothing of the
# service" therefore sends the full load to a service that nobody has seen answer.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"type":"module","private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund opossum@9.0.0
cat >check.mjs <<'J'
import CircuitBreaker from "opossum";
let code = "down";
const breaker = new CircuitBreaker(
  async () => {
    throw Object.assign(new Error(code), { code });
  },
  { timeout: false, errorThresholdPercentage: 1, resetTimeout: 50, errorFilter: (error) => error.code === "not-found" },
);
const events = [];
for (const name of ["open", "halfOpen", "close", "success", "failure"])
  breaker.on(name, (given) => events.push(given instanceof Error ? `${name}(Error)` : name));
await breaker.fire().catch(() => undefined);
await new Promise((resolve) => setTimeout(resolve, 150));
code = "not-found";
const call = await breaker.fire().then(
  () => "resolved",
  () => "rejected",
);
console.log(JSON.stringify({ call, closed: breaker.closed, successes: breaker.stats.successes, events }));
breaker.shutdown();
J
seen=$(node check.mjs)
echo "opossum 9.0.0: $seen"
expected='{"call":"rejected","closed":true,"successes":1,"events":["failure(Error)","open","halfOpen","close","success(Error)"]}'
[ "$seen" = "$expected" ] || { echo "changed"; exit 1; }
