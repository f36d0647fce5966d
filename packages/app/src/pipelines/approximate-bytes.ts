/** What an object or an entry of a list takes beside what it holds. */
const entryBytes = 16;

/**
 * About how many bytes of memory a value of data takes: texts by two bytes a character, arrays of numbers by their buffers, all
 * else by its entries. What is held more than once is counted once, as it is stored.
 */
export function approximateBytes(value: unknown): number {
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  let bytes = 0;
  while (waiting.length > 0) {
    const next = waiting.pop();
    bytes += entryBytes;
    if (typeof next === "string") bytes += 2 * next.length;
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (ArrayBuffer.isView(next)) bytes += next.byteLength;
    else if (next instanceof Map) for (const [key, held] of next) waiting.push(key, held);
    else if (Array.isArray(next) || next instanceof Set) for (const held of next) waiting.push(held);
    else for (const held of Object.values(next)) waiting.push(held);
  }
  return bytes;
}
