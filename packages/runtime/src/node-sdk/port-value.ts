import { z } from "zod";
import type { Json, JsonObject } from "../json.ts";
import type { PortTypeName, PortValues } from "./port-type.ts";

const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const text = z.string();
const share = z.number().min(0).max(1);

const productSchema = z.object({
  id: text.min(1),
  score: z.number(),
  fields: jsonObject,
  from: z.array(z.object({ node: text, rank: z.number(), score: z.number() })).default([]),
  effects: z.array(z.object({ node: text, rule: text, change: text })).default([]),
  propensity: share.or(z.literal("unknown")).optional(),
});

const labelled = z.object({ label: text, confidence: share });

/** What JSON of each port type looks like: vectors as lists of numbers, pictures as base64. */
const schemas: { readonly [N in PortTypeName]: z.ZodType } = {
  Products: z.array(productSchema),
  Product: productSchema,
  Shopper: z.object({
    id: text.optional(),
    category: text.optional(),
    viewed: z.array(text).optional(),
    context: jsonObject.optional(),
  }),
  Text: text,
  Vector: z.object({ embedder: text, values: z.array(z.number()).min(1) }),
  Features: z.record(z.string(), z.number()),
  Intent: labelled.extend({ candidates: z.array(labelled).optional() }),
  Messages: z.array(z.object({ role: z.enum(["user", "assistant", "system"]), content: text })),
  Answer: z.object({
    body: jsonObject,
    slots: z.array(z.object({ product: productSchema, availability: z.enum(["in-stock", "unknown"]) })),
  }),
  Image: z.object({ mime: text, bytes: z.base64() }),
  Table: z
    .object({ columns: z.array(text), rows: z.array(z.array(z.json())) })
    .refine(({ columns, rows }) => rows.every((row) => row.length === columns.length), "every row needs every column"),
  Events: z.array(jsonObject),
  Action: jsonObject,
  Number: z.number(),
  Boolean: z.boolean(),
  Json: z.json(),
};

/** A port's value as JSON, for pins and for reading; `undefined` when it is not a value of that type. */
export function portJson(type: PortTypeName, value: unknown): Json | undefined {
  const plain = plainOf(type, value);
  const parsed = schemas[type].safeParse(plain);
  return parsed.success ? (plain as Json) : undefined;
}

/** Reads a port's value from JSON; what does not fit is said field by field. */
export function readPortJson<N extends PortTypeName>(
  type: N,
  json: Json,
): { readonly ok: true; readonly value: PortValues[N] } | { readonly ok: false; readonly reason: string } {
  const parsed = schemas[type].safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    return { ok: false, reason: `This is no value of type ${type}: ${at}${issue?.message ?? "it does not fit"}` };
  }
  return { ok: true, value: richOf(type, parsed.data) as PortValues[N] };
}

function plainOf(type: PortTypeName, value: unknown): unknown {
  if (type === "Vector") {
    const vector = value as Partial<PortValues["Vector"]> | null;
    if (!(vector?.values instanceof Float32Array)) return undefined;
    return { embedder: vector.embedder, values: Array.from(vector.values) };
  }
  if (type === "Image") {
    const image = value as Partial<PortValues["Image"]> | null;
    if (!(image?.bytes instanceof Uint8Array)) return undefined;
    return { mime: image.mime, bytes: base64Of(image.bytes) };
  }
  return value;
}

function richOf(type: PortTypeName, data: unknown): unknown {
  if (type === "Vector") {
    const { embedder, values } = data as { embedder: string; values: number[] };
    return { embedder, values: new Float32Array(values) };
  }
  if (type === "Image") {
    const { mime, bytes } = data as { mime: string; bytes: string };
    return { mime, bytes: Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)) };
  }
  return data;
}

/** Base64 of bytes, without a stack of arguments as long as the picture. */
export function base64Of(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
