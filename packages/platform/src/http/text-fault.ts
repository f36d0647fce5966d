const maxDepth = 64;
/** With the flag u a surrogate that is one of a pair is no character of its own. */
const loneSurrogate = /\p{Surrogate}/u;

/**
 * The first thing in a JSON value that no database can hold or no code should meet, as a sentence: U+0000 or half a
 * surrogate pair in a text or a key, a key `__proto__`, or more than 64 levels. `undefined` when there is none.
 */
export function textFault(value: unknown): string | undefined {
  return faultAt(value, "", maxDepth);
}

function faultAt(value: unknown, path: string, levels: number): string | undefined {
  if (typeof value === "string") return faultOfText(value, path);
  if (typeof value !== "object" || value === null) return undefined;
  // Deeper, and what walks the value by recursion would overflow the stack.
  if (levels === 0) return `The input is nested more than ${maxDepth} levels deep.`;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "__proto__") return "The input holds the key __proto__.";
    const place = path === "" ? key : `${path}.${key}`;
    const fault = (Array.isArray(value) ? undefined : faultOfText(key, path)) ?? faultAt(inner, place, levels - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfText(text: string, path: string): string | undefined {
  const where = path === "" ? "The input" : path.slice(0, 120);
  if (text.includes("\0")) return `${where}: holds the character U+0000, which cannot be stored.`;
  return loneSurrogate.test(text) ? `${where}: holds half of a character (a lone surrogate).` : undefined;
}
