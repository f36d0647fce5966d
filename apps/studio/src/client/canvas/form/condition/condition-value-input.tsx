import { Autocomplete, NumberInput, SegmentedControl, TagsInput } from "@mantine/core";
import { ProductIdsInput } from "../../../products/product-ids-input.tsx";
import { minorUnits } from "../../../ui/format.ts";
import type { CatalogField, FieldSort } from "./catalog-fields.ts";
import type { Condition, ConditionValue } from "./condition-text.ts";

/** The value of a condition, entered as its field's values are: money in whole units, texts with what the catalog has. */
export function ConditionValueInput({
  label,
  sort,
  condition: { operator, value },
  field,
  currency,
  onChange,
}: {
  readonly label: string;
  readonly sort: FieldSort;
  readonly condition: Condition;
  readonly field: CatalogField | undefined;
  /** What prices are in. */
  readonly currency: string | null;
  readonly onChange: (value: ConditionValue) => void;
}) {
  const isList = typeof value === "object";
  const suggested = (field?.values ?? []).map(String);
  if (sort === "product") {
    const ids = isList ? value.map(String) : value === "" ? [] : [String(value)];
    return (
      <ProductIdsInput
        label={label}
        bare
        value={ids}
        maxItems={isList ? 100 : 1}
        onChange={(next) => onChange(isList ? next : (next[0] ?? ""))}
      />
    );
  }
  if (isList)
    return (
      <TagsInput
        aria-label={label}
        placeholder={value.length === 0 ? "One value or several" : ""}
        data={suggested}
        value={value.map(String)}
        onChange={(next) => {
          const numbers = next.map(Number);
          const areNumbers =
            sort === "number" && next.every((one, at) => one.trim() !== "" && Number.isFinite(numbers[at]));
          onChange(areNumbers ? numbers : next);
        }}
      />
    );
  if (typeof value === "boolean")
    return (
      <SegmentedControl
        fullWidth
        aria-label={label}
        data={[
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]}
        value={String(value)}
        onChange={(next) => onChange(next === "true")}
      />
    );
  if (typeof value === "number") {
    // Prices are stored in minor units: 20 would be twenty cents.
    const unit = sort === "money" ? minorUnits(currency) : 1;
    return (
      <NumberInput
        aria-label={label}
        value={value / unit}
        thousandSeparator=","
        {...(sort === "money" ? { decimalScale: Math.round(Math.log10(unit)) } : {})}
        // Beside the number: within it, what is pasted over the whole would be cut.
        {...(sort === "money" && currency !== null
          ? { leftSection: <span>{currency}</span>, leftSectionWidth: 44 }
          : {})}
        onChange={(next) => {
          if (typeof next === "number") onChange(sort === "money" ? Math.round(next * unit) : next);
        }}
      />
    );
  }
  const takesWhole = operator === "==" || operator === "!=" || operator === "has-item";
  return (
    <Autocomplete aria-label={label} data={takesWhole ? suggested : []} limit={20} value={value} onChange={onChange} />
  );
}
