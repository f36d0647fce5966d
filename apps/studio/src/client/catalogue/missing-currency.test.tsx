import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { ImportSettings } from "./import-settings.tsx";
import { lacksCurrency, likelyCurrency } from "./missing-currency.ts";

const map = { id: "sku", price: "vk" };
const file = (...prices: string[]) => ({
  columns: ["sku", "vk"],
  rows: prices.map((price, at) => [String(at), price]),
});

it("knows which files have prices without a currency", () => {
  expect(lacksCurrency("catalog", map)).toBe(true);
  expect(lacksCurrency("events", map)).toBe(true);
  expect(lacksCurrency("catalog", { id: "sku", cost: "ek" })).toBe(true);
  expect(lacksCurrency("catalog", { ...map, currency: "cur" })).toBe(false);
  expect(lacksCurrency("catalog", { id: "sku" })).toBe(false);
  // A file of stock changes prices of products that have their currency.
  expect(lacksCurrency("stock", map)).toBe(false);
});

it("takes the currency of the signs, else that of the products, and none where there are several", () => {
  expect(likelyCurrency(file("12.50"), map, ["CHF"])).toBe("CHF");
  expect(likelyCurrency(file("12.50"), map, ["EUR", "JPY"])).toBeUndefined();
  expect(likelyCurrency(file("12.50"), map, [])).toBeUndefined();
  expect(likelyCurrency(file("", "1.299,00 €"), map, ["CHF"])).toBe("EUR");
  expect(likelyCurrency(file("£5", "5 €"), map, ["CHF"])).toBeUndefined();
  expect(likelyCurrency(file("$5"), map, ["USD"])).toBe("USD");
});

it("says what becomes of prices that name no currency, and offers those of the catalogue", () => {
  const shown = (values: { readonly [name: string]: string }, currencies: readonly string[]) =>
    renderToStaticMarkup(
      <MantineProvider>
        <ImportSettings kind="catalog" values={values} currencies={currencies} onChange={() => undefined} />
      </MantineProvider>,
    );
  expect(shown({ ...map, "--currency": "EUR" }, ["EUR"])).toContain("Its prices are taken as EUR");
  const open = shown(map, ["EUR", "JPY"]);
  expect(open).toContain("stored as bare numbers");
  expect(open).toContain("Use EUR");
  expect(open).toContain("Use JPY");
  expect(shown({ ...map, currency: "cur" }, ["EUR"])).not.toContain("names no currency");
});
