import { expect, it } from "vitest";
import { parseForSale } from "./parse-for-sale.ts";
import { parseGtin } from "./parse-gtin.ts";

const gtin = (value: Parameters<typeof parseGtin>[0]) => {
  const read = parseGtin(value);
  return "gtin" in read ? read.gtin : read.kind;
};

it("reads GTIN-8, -12, -13 and -14 by their check digits, spaces and hyphens ignored", () => {
  // The worked examples of the GS1 check digit calculator, and numbers off shelves.
  for (const one of ["96385074", "036000291452", "4006381333931", "10614141000415", "6291041500213"])
    expect(gtin(one)).toBe(one);
  expect(gtin("978-0-306-40615-7")).toBe("9780306406157");
  expect(gtin(4006381333931)).toBe("4006381333931");
  expect(gtin(["n/a", "96385074"])).toBe("96385074");
});

it("puts back the zeros that a spreadsheet took from the front", () => {
  expect(gtin("36000291452")).toBe("036000291452");
  expect(gtin(614141000036)).toBe("614141000036");
  expect(gtin("6385071")).toBe("06385071");
});

it("says why a text is none", () => {
  expect(gtin("4006381333932")).toBe("the GTIN has a wrong check digit");
  expect(gtin("4.00638E+12")).toMatch(/rounded by a spreadsheet/);
  expect(gtin("123456")).toMatch(/has not 8, 12, 13 or 14 digits/);
  expect(gtin("123456789012345")).toMatch(/has not 8, 12, 13 or 14 digits/);
  for (const none of ["does not apply", "0000000000000", "", true]) expect(gtin(none)).toMatch(/is no number of/);
});

it("reads whether a product is for sale by the word and its column", () => {
  expect(["yes", "Active", "published", 1, true].map((value) => parseForSale(value, "Status"))).toEqual(
    Array(5).fill(true),
  );
  expect(["no", "Archived", "discontinued", "draft", 0, false].map((value) => parseForSale(value, "active"))).toEqual(
    Array(6).fill(false),
  );
  expect(parseForSale("yes", "Discontinued")).toBe(false);
  expect(parseForSale("no", "is_discontinued")).toBe(true);
  expect(parseForSale("active", "Not for sale")).toBe(true);
  expect(parseForSale("refurbished", "status")).toBeUndefined();
});
