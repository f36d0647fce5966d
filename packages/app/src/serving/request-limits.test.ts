import { expect, it } from "vitest";
import { overLimit, requestLimits } from "./request-limits.ts";

const { textLength, listLength, values } = requestLimits;
const list = (length: number) => Array.from({ length }, () => 1);

it("lets through what is just within each limit", () => {
  const inner = list(listLength - 1);
  const body = { text: "x".repeat(textLength), list: list(listLength), many: Array.from({ length: 8 }, () => inner) };
  expect(overLimit(body)).toBeUndefined();
});

it("names what is too long, in lists, texts, names and in all", () => {
  const message = (body: object) => overLimit(body as never)?.message;
  expect(message({ items: [{ title: "x".repeat(textLength + 1) }] })).toBe(
    `“items.0.title” holds ${textLength + 1} characters, at most ${textLength} are taken.`,
  );
  expect(message({ viewed: list(listLength + 1) })).toContain("“viewed” holds 10001 values");
  expect(message(Object.fromEntries(list(listLength + 1).map((_, at) => [`f${at}`, at])))).toContain(
    "The body holds 10001 fields",
  );
  expect(message({ ["x".repeat(textLength + 1)]: 1 })).toContain("characters");
  expect(message({ deep: Array.from({ length: 11 }, () => list(listLength)) })).toBe(
    `The body holds more than ${values} values.`,
  );
  expect(overLimit({ a: "x".repeat(textLength + 1) })?.row.status).toBe(413);
});
