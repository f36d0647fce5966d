import { expect, it } from "vitest";
import { askedEndpoint } from "./asked-endpoint.ts";

const text = { type: "string" };
const requestRoles = { shopper: "shopperId", text: "query", products: "viewed" };
const asked = (requestSchema: object) => askedEndpoint({ slug: "home", requestRoles, requestSchema })?.fields;

it("says of a session what the schema names or lets in, and nothing else", () => {
  const closed = { properties: { shopperId: text, device: text }, additionalProperties: false };
  expect(asked(closed)).toEqual({
    shopper: "shopperId",
    text: "",
    products: "",
    session: "",
    anonymous: "",
    device: "device",
    visitor: "",
  });
  expect(asked({ properties: {} })).toMatchObject({ shopper: "", session: "sessionId", anonymous: "anonymousId" });
});

it("asks no endpoint that requires what a visit does not know, such as products that were seen", () => {
  expect(asked({ properties: { viewed: { type: "array" } }, required: ["viewed"] })).toBeUndefined();
  expect(asked({ properties: { store: text }, required: ["store"] })).toBeUndefined();
  expect(asked({ properties: { query: text }, required: ["query", "sessionId"] })).toBeDefined();
});

it("does not write over a shopper's id that stands in a session's field", () => {
  const fields = askedEndpoint({
    slug: "home",
    requestRoles: { ...requestRoles, shopper: "anonymousId" },
    requestSchema: { properties: { anonymousId: text } },
  })!.fields;
  expect(fields).toMatchObject({ shopper: "anonymousId", anonymous: "" });
});
