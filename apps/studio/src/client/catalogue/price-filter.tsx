import { NumberInput, Select } from "@mantine/core";
import type { CataloguePage } from "../api/outputs.ts";
import { counted, minorUnits } from "../ui/format.ts";

interface PriceBounds {
  /** Absent: the currency that most products have. */
  readonly currency?: string | undefined;
  /** Whole units of the currency. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * Bounds of the price. Amounts of two currencies do not compare: in a catalog of several, the bounds are of one, which can be
 * chosen and is said.
 */
export function PriceFilter({
  criteria,
  prices,
  currencies,
  onChange,
}: {
  readonly criteria: PriceBounds;
  readonly prices: CataloguePage["prices"];
  readonly currencies: CataloguePage["currencies"];
  readonly onChange: (bounds: PriceBounds) => void;
}) {
  const currency = criteria.currency ?? prices.currency;
  const isBounded = criteria.from !== undefined || criteria.to !== undefined;
  const unit = minorUnits(currency);
  const several = currencies.length > 1;
  const bound = (value: string | number) => (typeof value === "number" ? value : undefined);
  const whole = (minor: number) => (minor / unit).toLocaleString("en");
  return (
    <fieldset>
      <legend>Price{currency === null || several ? "" : `, ${currency}`}</legend>
      {several && (
        <Select
          aria-label="Currency of the prices"
          data={currencies.map(({ name, count }) => ({ value: name, label: `${name}, ${counted(count, "product")}` }))}
          allowDeselect={false}
          value={currency}
          onChange={(value) => onChange({ currency: value ?? undefined })}
          mb={4}
        />
      )}
      <div className="row" style={{ gap: 4 }}>
        <NumberInput
          aria-label={`Price from${currency === null ? "" : `, ${currency}`}`}
          placeholder={prices.least === null ? "from" : whole(prices.least)}
          min={0}
          value={criteria.from ?? ""}
          onChange={(value) => onChange({ from: bound(value) })}
        />
        <NumberInput
          aria-label={`Price to${currency === null ? "" : `, ${currency}`}`}
          placeholder={prices.most === null ? "to" : whole(prices.most)}
          min={0}
          value={criteria.to ?? ""}
          onChange={(value) => onChange({ to: bound(value) })}
        />
      </div>
      {several && isBounded && <p className="small muted">Only products with prices in {currency} are shown.</p>}
    </fieldset>
  );
}
