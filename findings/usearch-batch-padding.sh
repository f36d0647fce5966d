#!/usr/bin/env bash
# usearch 2.25.3 (npm): a search for several queries at once whose k is above the size of the index pads the flat `keys` of its
# answer with key 0, which may well be an item of yours, at distance NaN. Only `counts` says how many of each row are real; a
# search for one query cuts its answer instead. Code that reads `keys` in rows of k finds item 0 in every answer of a small index.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"type":"module","private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund usearch@2.25.3
cat >check.mjs <<'J'
import { createRequire } from "node:module";
const { Index } = createRequire(import.meta.url)("usearch");
const index = new Index({ metric: "cos", dimensions: 2, connectivity: 16, quantization: "f32" });
index.add(5n, new Float32Array([0, 1]));
index.add(7n, new Float32Array([1, 0]));
const two = index.search(new Float32Array([1, 0, 0.9, 0.1]), 4, 1);
const one = index.search(new Float32Array([1, 0]), 4, 1);
console.log(JSON.stringify({ two: [...two.keys].map(Number), counts: [...two.counts].map(Number), one: [...one.keys].map(Number) }));
J
seen=$(node check.mjs)
echo "usearch 2.25.3: $seen"
[ "$seen" = '{"two":[7,5,0,0,7,5,0,0],"counts":[2,2],"one":[7,5]}' ] || { echo "changed"; exit 1; }
