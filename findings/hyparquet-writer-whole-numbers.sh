#!/usr/bin/env bash
# hyparquet-writer 0.17.0 (npm): where no type is given, a column whose numbers all happen to be whole becomes INT32, whatever
# their size; one fraction makes it DOUBLE. So two days of one price feed get different schemas, and a column of whole numbers
# that holds one above 2,147,483,647 (seconds after 2038, a revenue in cents) is refused with an error, although JavaScript and
# Parquet could both hold it and the same column with one fraction is written. Give `type` for every column of numbers.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"type":"module","private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund hyparquet@1.33.0 hyparquet-writer@0.17.0
cat >check.mjs <<'J'
import { parquetMetadata } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
const typeOf = (data, type) => {
  try {
    const column = type === undefined ? { name: "price", data } : { name: "price", data, type };
    return parquetMetadata(parquetWriteBuffer({ columnData: [column] })).schema[1].type;
  } catch (error) {
    return error.message;
  }
};
const large = 3_000_000_000;
console.log(JSON.stringify([typeOf([10, 20]), typeOf([10, 20.5]), typeOf([10, large]), typeOf([10.5, large]), typeOf([10, large], "DOUBLE")]));
J
seen=$(node check.mjs)
echo "hyparquet-writer 0.17.0: $seen"
expected='["INT32","DOUBLE","parquet expected int32 value, got 3000000000","DOUBLE","DOUBLE"]'
[ "$seen" = "$expected" ] || { echo "changed"; exit 1; }
