/**
 * JSON for people to read: what fits stays on one line of `width` characters, longer values go over several. Typed arrays
 * print as lists, absent values are left out.
 */
export function readableJson(value: unknown, width = 110, indent = ""): string {
  if (ArrayBuffer.isView(value)) return readableJson(Array.from(value as Float32Array), width, indent);
  const short = oneLine(value);
  if (indent.length + short.length <= width || typeof value !== "object" || value === null) return short;
  const deeper = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((item) => readableJson(item, width, deeper))
    : present(value).map(([key, item]) => `${JSON.stringify(key)}: ${readableJson(item, width, deeper)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${entries.map((entry) => deeper + entry).join(",\n")}\n${indent}${close}`;
}

/** The same on one line. */
export function oneLine(value: unknown): string {
  if (ArrayBuffer.isView(value)) return oneLine(Array.from(value as Float32Array));
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = present(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function present(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
