import { textFault } from "@aisle/platform/http/text-fault";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { appRouter } from "./router.ts";
import { makeTestStudio, pageHeaders, type TestStudio } from "./test-studio.ts";

let studio: TestStudio;

beforeEach(() => {
  studio = makeTestStudio();
});
afterEach(() => studio.close());

type Definition = { readonly _def: { readonly type: string; readonly inputs: readonly z.ZodType[] } };
type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: { readonly [key: string]: Schema };
  readonly minimum?: number;
  readonly $ref?: string;
};

/** A value for a schema in which every free text is the given one. */
function filled(schema: Schema, text: string): unknown {
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice !== undefined) return filled(choice, text);
  if ("const" in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === "object") {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, filled(inner, text)]),
    );
  }
  if (schema.type === "array") return [filled(schema.items ?? {}, text)];
  if (schema.type === "integer" || schema.type === "number") return Math.max(1, schema.minimum ?? 1);
  return schema.type === "boolean" ? true : text;
}

it.each([
  ["U+0000", "ab\0cdefgh"],
  ["lone surrogate", "ab\ud800cdefgh"],
])("every procedure refuses %s in every text of its input with 400 and the reason", async (reason, text) => {
  const cookie = await studio.redeem();
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Definition>);
  expect(procedures.length).toBeGreaterThan(40);
  for (const [name, { _def }] of procedures) {
    const [schema] = _def.inputs;
    const json =
      schema === undefined ? {} : (z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as Schema);
    const input = encodeURIComponent(
      JSON.stringify(schema === undefined ? { any: text } : { also: text, ...(filled(json, text) as object) }),
    );
    const headers = { ...pageHeaders, cookie };
    const response =
      _def.type === "mutation"
        ? await studio.server.inject({
            method: "POST",
            url: `/trpc/${name}`,
            headers,
            payload: decodeURIComponent(input),
          })
        : await studio.server.inject({ method: "GET", url: `/trpc/${name}?input=${input}`, headers });
    // A stream opens before it can refuse; its first event is the refusal.
    if (_def.type !== "subscription") expect([name, response.statusCode]).toEqual([name, 400]);
    expect([name, response.body]).toEqual([name, expect.stringContaining(reason)]);
  }
});

it("names the place, and looks at keys and depth too", () => {
  const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}1${"]".repeat(levels)}`);
  expect(textFault({ edits: [{ id: "a\0" }] })).toMatch(/^edits\.0\.id: holds the character U\+0000/);
  expect(textFault({ "k\ud800": 1 })).toMatch(/lone surrogate/);
  expect(textFault(JSON.parse('{"a":{"__proto__":1}}'))).toMatch(/__proto__/);
  expect(textFault(nested(63))).toBeUndefined();
  expect(textFault(nested(5_000))).toMatch(/64 levels/);
  expect(textFault({ good: "a 😀 b", list: ["ä", 1, null, true] })).toBeUndefined();
});
