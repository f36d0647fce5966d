import { textFault } from "@aisle/platform/http/text-fault";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { appRouter } from "./router.ts";
import { filledInput, type InputSchema } from "./test-input.ts";
import { makeTestStudio, pageHeaders, type TestStudio } from "./test-studio.ts";

let studio: TestStudio;

beforeEach(() => {
  studio = makeTestStudio();
});
afterEach(() => studio.close());

type Definition = { readonly _def: { readonly type: string; readonly inputs: readonly z.ZodType[] } };
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
      schema === undefined ? {} : (z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as InputSchema);
    const input = encodeURIComponent(
      JSON.stringify(schema === undefined ? { any: text } : { also: text, ...(filledInput(json, text) as object) }),
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
