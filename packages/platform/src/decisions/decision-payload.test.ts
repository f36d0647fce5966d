import type { NewDecision } from "@aisle/contracts/decision";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteWriter } from "./byte-writer.ts";
import { readPayload, writePayload } from "./decision-payload.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n));
const ms = fc.integer({ min: 0, max: 10_000_000 }).map((us) => us / 1000);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const decision = fc.record(
  {
    request: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 })),
    slots: fc.array(
      fc.record({
        product: fc.record(
          {
            id: text,
            score: number,
            fields: fc.constant({}),
            from: fc.array(fc.record({ node: text, rank: fc.nat(), score: number }), { maxLength: 3 }),
            effects: fc.array(fc.record({ node: text, rule: text, change: text }), { maxLength: 2 }),
            propensity: fc.oneof(fc.double({ min: 1e-9, max: 1, noNaN: true }), fc.constant("unknown" as const)),
          },
          { requiredKeys: ["id", "score", "fields", "from", "effects"] },
        ),
        availability: fc.constantFrom("in-stock", "unknown"),
      }),
      { maxLength: 5 },
    ),
    steps: fc.array(
      fc.record(
        {
          node: text,
          outcome: fc.constantFrom("ran", "skipped", "fell-back", "failed"),
          startMs: ms,
          durationMs: ms,
          queueMs: ms,
          reason: text,
          failed: fc.constant(true),
        },
        { requiredKeys: ["node", "outcome", "startMs", "durationMs", "queueMs"] },
      ),
    ),
    candidates: optional(
      fc.array(fc.record({ node: text, items: fc.array(fc.record({ item: text, score: number })) }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    candidateShare: optional(fc.double({ min: 0, max: 1, noNaN: true })),
    error: optional(fc.record({ code: text, message: text })),
    timings: optional(fc.dictionary(text, number)),
  },
  { requiredKeys: ["request", "slots", "steps"] },
);

function throughBytes(decision: unknown) {
  const out = new ByteWriter(1);
  writePayload(out, decision as NewDecision);
  return readPayload(out.buffer.subarray(0, out.used));
}

it("gives back what it was given", () => {
  fc.assert(
    fc.property(decision, (body) => {
      const decoded = throughBytes(body);
      const explored = body.slots.findIndex(({ product: { propensity = 1 } }) => propensity !== 1);
      const slots = body.slots.map(({ product: { id, score, from, effects, propensity }, availability }, index) => ({
        item: id,
        score,
        availability,
        from,
        effects,
        propensity: propensity ?? (explored >= 0 && index > explored ? "unknown" : 1),
      }));
      // Through JSON, because a request came as JSON: it holds no undefined and no minus zero.
      expect(decoded).toEqual(JSON.parse(JSON.stringify({ ...body, slots })));
    }),
  );
});

it("takes the request's text as it is, long or not ASCII", () => {
  const request = { a: [1, 2], long: "ж".repeat(40_000) };
  const decoded = throughBytes({ request: {}, requestText: JSON.stringify(request, null, 2), slots: [], steps: [] });
  expect(decoded.request).toEqual(request);
});

it("keeps scores that JSON cannot hold", () => {
  const product = { id: "a", score: Number.NEGATIVE_INFINITY, fields: {}, from: [], effects: [] };
  const decoded = throughBytes({ request: {}, slots: [{ product, availability: "unknown" }], steps: [] });
  expect(decoded.slots[0]).toMatchObject({ item: "a", score: Number.NEGATIVE_INFINITY });
});

// As written by the first version of the format: an answer that explored its second place, and one that did not explore.
const explored1 =
  "AQAAAB17InNob3BwZXJJZCI6InNfMSIsImxpbWl0IjozfQAAAG17ImFybXMiOnsicmFua2luZyI6InRyZWF0bWVudCJ9LCJub3RlcyI6W3sibm9kZSI6Imxpa2UiLCJtZXNzYWdlIjoibm8gaGlzdG9yeSJ9XSwidGltaW5ncyI6eyJ2YWxpZGF0ZSI6MC4yNX19Agd0cmlnZ2VyAABkAARsaWtlgmTQDzIKbm8gaGlzdG9yeQMCcDEAAAAAAADwPwEBAgEAAAAAAADgPwACcDIAAAAAAADgPwMpXI/C9SjsPwECAgAAAAAAAOA/AQAHZXhwbG9yZQdleHBsb3JlBWRyYXduAnAzVVVVVVVV1T8AAQIDAAAAAAAA4D8AAQICAnAxAAAAAAAA4D8CcDIAAAAAAADQPw==";
const plain1 =
  "AQAAAB17InNob3BwZXJJZCI6InNfMSIsImxpbWl0IjozfQAAAAACB3RyaWdnZXIAAGQABGxpa2WCZNAPMgpubyBoaXN0b3J5AQJwMQAAAAAAAPA/AQECAQAAAAAAAOA/AAA=";

it("reads what version 1 stored, and takes no absent propensity beside an explored place for 1", () => {
  const old = readPayload(Buffer.from(explored1, "base64"));
  expect(old).toMatchObject({
    request: { shopperId: "s_1", limit: 3 },
    arms: { ranking: "treatment" },
    notes: [{ node: "like", message: "no history" }],
    timings: { validate: 0.25 },
    steps: [
      { node: "trigger", outcome: "ran", durationMs: 0.1 },
      { node: "like", outcome: "fell-back", startMs: 0.1, durationMs: 2, queueMs: 0.05, reason: "no history" },
    ],
    candidates: [
      {
        node: "like",
        items: [
          { item: "p1", score: 0.5 },
          { item: "p2", score: 0.25 },
        ],
      },
    ],
    slots: [
      { item: "p1", propensity: "unknown", availability: "in-stock" },
      { item: "p2", propensity: 0.88, availability: "in-stock" },
      { item: "p3", propensity: "unknown", availability: "unknown" },
    ],
  });
  expect(old).not.toHaveProperty("candidateShare");
  expect(readPayload(Buffer.from(plain1, "base64")).slots).toMatchObject([{ item: "p1", propensity: 1 }]);
});

it("refuses a payload of another version and one that is cut off", () => {
  const out = new ByteWriter(1);
  writePayload(out, { request: { a: 1 }, slots: [], steps: [] } as unknown as NewDecision);
  const bytes = out.buffer.subarray(0, out.used);
  for (let cut = 0; cut < bytes.length; cut++) expect(() => readPayload(bytes.subarray(0, cut))).toThrow();
  expect(() => readPayload(Buffer.from([9, ...bytes.subarray(1)]))).toThrow(/version 9/);
});
