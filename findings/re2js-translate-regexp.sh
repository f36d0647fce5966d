#!/usr/bin/env bash
# re2js 2.10.0: RE2JS.translateRegExp turns a JavaScript regular expression into RE2's syntax, and says so without an error
# for these, which then mean something else or nothing:
#   - an escaped surrogate pair (JSON Schema patterns of emoji and rare ideographs are written so) never matches its character;
#   - \s keeps to ASCII: a no-break space, which JavaScript's \s matches, is refused;
#   - \p{Letter}, \p{Script=Greek}: valid in JavaScript with the u flag, a syntax error after the translation.
# Seen: pair false, nbsp false, letter SyntaxError. A validator that moves from RegExp to re2js by translateRegExp alone so
# refuses values that it took before.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"type":"module","private":true}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund re2js@2.10.0
cat >check.mjs <<'J'
import { RE2JS } from "re2js";
const both = (source, text) => {
  const js = new RegExp(source, "u").test(text);
  try {
    return [js, RE2JS.compile(RE2JS.translateRegExp(source)).matcher(text).find()];
  } catch (error) {
    return [js, error.name.replace(/^.*Exception$/, "SyntaxError")];
  }
};
const found = {
  pair: both("^\\ud83d\\ude00$", "\u{1F600}"),
  nbsp: both("^\\s$", "\u00a0"),
  letter: both("^\\p{Letter}$", "a"),
  script: both("^\\p{Script=Greek}$", "\u03b1"),
};
console.log(JSON.stringify(found));
J
seen=$(node check.mjs)
echo "re2js 2.10.0: $seen"
want='{"pair":[true,false],"nbsp":[true,false],"letter":[true,"SyntaxError"],"script":[true,"SyntaxError"]}'
[ "$(echo "$seen" | sed 's/"RE2JS[A-Za-z]*"/"SyntaxError"/g')" = "$want" ] || { echo "changed; expected $want"; exit 1; }
