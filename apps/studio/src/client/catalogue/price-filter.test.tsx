import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { PriceFilter } from "./price-filter.tsx";

const two = [
  { name: "EUR", count: 30 },
  { name: "JPY", count: 4 },
];
const shown = (criteria: Parameters<typeof PriceFilter>[0]["criteria"], currencies = two) =>
  renderToStaticMarkup(
    <MantineProvider>
      <PriceFilter
        criteria={criteria}
        prices={{ least: 500, most: 250_050, currency: criteria.currency ?? "EUR" }}
        currencies={currencies}
        onChange={() => undefined}
      />
    </MantineProvider>,
  );

it("offers the currency of the bounds where there are several, and says which products are left", () => {
  expect(shown({})).toMatch(/aria-label="Currency of the prices"[^>]*value="EUR, 30 products"/);
  expect(shown({})).not.toContain("are shown");
  expect(shown({ from: 10 })).toContain("Only products with prices in EUR are shown.");
  const yen = shown({ currency: "JPY", to: 900 });
  expect(yen).toContain("Only products with prices in JPY are shown.");
  // Yen have no smaller unit: the ends are whole amounts.
  expect(yen).toMatch(/placeholder="500".*placeholder="250,050"/s);
  expect(shown({})).toMatch(/placeholder="5".*placeholder="2,500.5"/s);
});

it("asks for none where there is one", () => {
  const one = shown({ from: 10 }, two.slice(0, 1));
  expect(one).not.toContain("Currency of the prices");
  expect(one).not.toContain("are shown");
  expect(one).toContain("Price, EUR");
});
