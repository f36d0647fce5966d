import type { JsonObject } from "@aisle/runtime/json";
import { describe, expect, it } from "vitest";
import { backtrackingPattern } from "../linear-pattern.ts";
import { endpointRequest } from "./endpoint-request.ts";
import { makeRequestValidator } from "./request-validator.ts";

const withPattern = (pattern: string): JsonObject => ({ properties: { sku: { type: "string", pattern } } });

describe("makeRequestValidator", () => {
  it("matches patterns of values and of names", () => {
    const schema = {
      properties: { sku: { type: "string", pattern: "^[A-Z]{2}-\\d+$" } },
      patternProperties: { "^x-\\p{L}+$": { type: "number" } },
      additionalProperties: false,
    };
    const validate = makeRequestValidator(schema);
    expect(validate({ sku: "AB-12", "x-é": 1 })).toEqual([]);
    expect(validate({ sku: "ab-12" })).toEqual([{ field: "sku", message: 'must match pattern "^[A-Z]{2}-\\d+$"' }]);
    expect(validate({ "x-é": "1" })).toEqual([{ field: "x-é", message: "must be number" }]);
    expect(validate({ other: 1 })).toEqual([{ field: "other", message: "is not a field of this endpoint" }]);
  });

  it.each([
    ["pattern", withPattern("^(?!admin)"), "pattern.backtracking"],
    ["patternProperties", { patternProperties: { "(a)\\1": {} } }, "pattern.backtracking"],
    ["no pattern", withPattern("[a"), "expression.invalid"],
    ["no schema", { type: "thing" }, "graph.invalid"],
  ])("refuses a schema's %s, as a problem of the field", (_name, schema, code) => {
    const refused = expect.objectContaining({ code, details: { field: "requestSchema" } });
    expect(() => makeRequestValidator(schema)).toThrow(refused);
    const ctx = { self: "in" } as never;
    expect(() => endpointRequest.prepare!({ requestSchema: schema }, ctx)).toThrow(refused);
  });

  it("takes an older version's pattern by the engine that it is given", () => {
    const validate = makeRequestValidator(withPattern("^(?!admin)"), backtrackingPattern);
    expect(validate({ sku: "a" })).toEqual([]);
    expect(validate({ sku: "admin" })).toHaveLength(1);
  });

  it("refuses a body that is too long for its pattern, or for all of them", () => {
    expect(makeRequestValidator(withPattern("^[ab]{500}c$"))({ sku: "ab".repeat(4000) })).toEqual([
      { field: "body", message: expect.stringContaining("takes too long to check") },
    ]);
  });

  it("counts what a schema that leads to itself, or a long list, takes", () => {
    // Each level is looked at twice by each of two alternatives: 2^22 for 22 levels.
    const schema = {
      $defs: { node: { properties: { next: { anyOf: [{ $ref: "#/$defs/node" }, { $ref: "#/$defs/node" }] } } } },
      $ref: "#/$defs/node",
    };
    let body: JsonObject = { end: true };
    for (let depth = 0; depth < 22; depth++) body = { next: body };
    const validate = makeRequestValidator(schema);
    expect(validate({ next: { next: { end: true } } })).toEqual([]);
    expect(validate(body)).toEqual([{ field: "body", message: "takes too long to check: it has too many parts." }]);
    // The next request has a budget of its own.
    expect(validate({ next: {} })).toEqual([]);
  });

  it("finds a repeated element of a long list in one pass", () => {
    const validate = makeRequestValidator({ properties: { items: { type: "array", uniqueItems: true } } });
    const items = Array.from({ length: 100_000 }, (_, index) => ({ id: index, tags: [index] }));
    expect(validate({ items })).toEqual([]);
    expect(validate({ items: [...items, { tags: [7], id: 7 }] })).toEqual([
      { field: "items", message: "must NOT have duplicate items" },
    ]);
  });
});
