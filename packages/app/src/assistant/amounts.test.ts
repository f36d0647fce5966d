import { expect, it } from "vitest";
import { withAmounts } from "./amounts.ts";

it("says how much money a compared price is, in the currency and its own digits", () => {
  expect(withAmounts("keep price >= 1000 && price <= 2050", "EUR")).toBe(
    "keep price >= 1000 (€10.00) && price <= 2050 (€20.50)",
  );
  expect(withAmounts("keep price < 5000", "JPY")).toBe("keep price < 5000 (¥5,000)");
  expect(withAmounts("keep stock > 1000")).toBe("keep stock > 1000");
  expect(withAmounts("keep price < 10.5")).toBe("keep price < 10.5");
});
