const [quote, backslash, colon] = [0x22, 0x5c, 0x3a];

/**
 * The different texts that stand as values in JSON, at any depth, in the bytes from `from` to `to`; keys are none. `undefined` where there
 * are more than `max`, or the bytes are cut off. Nothing but texts is read, since most of a request is keys and numbers: every stored
 * decision is looked through.
 */
export function jsonTexts(bytes: Buffer, from: number, to: number, max: number): Set<string> | undefined {
  const texts = new Set<string>();
  for (let at = from; at < to; at++) {
    if (bytes[at] !== quote) continue;
    const start = at + 1;
    let isEscaped = false;
    for (at = start; bytes[at] !== quote; at++) {
      if (at >= to) return undefined;
      if (bytes[at] === backslash) {
        isEscaped = true;
        at++;
      }
    }
    if (at >= to) return undefined;
    if (isKey(bytes, at + 1, to)) continue;
    texts.add(
      isEscaped ? (JSON.parse(bytes.toString("utf8", start - 1, at + 1)) as string) : bytes.toString("utf8", start, at),
    );
    if (texts.size > max) return undefined;
  }
  return texts;
}

/** Whether a colon comes next, after white space. */
function isKey(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at] === colon) return true;
    if (bytes[at]! > 0x20) return false;
  }
  return false;
}
