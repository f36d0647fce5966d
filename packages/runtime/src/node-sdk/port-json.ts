import { AisleError } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";

const tag = "~bytes";
const arrays = { f32: Float32Array, u8: Uint8Array } as const;

/**
 * A port's value as JSON that `fromPortJson` turns back into the same value: vectors and images as base64, numbers that JSON
 * does not know (NaN, infinities) by name. Throws `run.not-storable` for a function, a symbol, a cycle or an unknown class.
 */
export function toPortJson(value: unknown): Json {
  return encode(value, []);
}

function encode(value: unknown, above: readonly object[]): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : { [tag]: "number", of: String(value) };
  if (typeof value !== "object") throw notStorable(value === undefined ? "an absent value" : `a ${typeof value}`);
  if (above.includes(value)) throw notStorable("a value that holds itself");
  for (const [kind, Of] of Object.entries(arrays)) if (value instanceof Of) return bytesOf(kind, value);
  const inside = [...above, value];
  if (Array.isArray(value)) return value.map((item) => encode(item, inside));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw notStorable(`a ${prototype.constructor.name}`);
  const made: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (key === tag) throw notStorable(`a field named ${tag}`);
    if (inner !== undefined) made[key] = encode(inner, inside);
  }
  return made;
}

function bytesOf(kind: string, array: Float32Array | Uint8Array): JsonObject {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { [tag]: kind, of: btoa(text) };
}

/** Turns what `toPortJson` made back into the value. */
export function fromPortJson(json: Json): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(fromPortJson);
  const made = json as JsonObject;
  if (typeof made[tag] === "string") return decode(made[tag], String(made.of));
  return Object.fromEntries(Object.entries(made).map(([key, inner]) => [key, fromPortJson(inner as Json)]));
}

function decode(kind: string, text: string): unknown {
  if (kind === "number") return Number(text);
  const Of = arrays[kind as keyof typeof arrays];
  if (Of === undefined) throw new AisleError("run.not-storable", `A stored value is of the unknown kind ${kind}.`);
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return new Of(bytes.buffer);
}

const notStorable = (what: string) =>
  new AisleError("run.not-storable", `A suspended run needs a value that cannot be stored: ${what}.`);
