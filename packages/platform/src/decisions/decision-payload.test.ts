import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteWriter } from "./byte-writer.ts";
import { readPayload, writePayload } from "./decision-payload.ts";
import type { NewDecision } from "./decision-record.ts";

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
            propensity: fc.double({ min: 1e-9, max: 1, noNaN: true }),
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
    arms: optional(fc.dictionary(text, text)),
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
      const slots = body.slots.map(({ product: { id, score, from, effects, propensity }, availability }) => ({
        item: id,
        score,
        availability,
        from,
        effects,
        ...(propensity === undefined ? {} : { propensity }),
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

it("refuses a payload of another version and one that is cut off", () => {
  const out = new ByteWriter(1);
  writePayload(out, { request: { a: 1 }, slots: [], steps: [] } as unknown as NewDecision);
  const bytes = out.buffer.subarray(0, out.used);
  for (let cut = 0; cut < bytes.length; cut++) expect(() => readPayload(bytes.subarray(0, cut))).toThrow();
  expect(() => readPayload(Buffer.from([9, ...bytes.subarray(1)]))).toThrow(/version 9/);
});
