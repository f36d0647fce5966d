import { Checkbox, Select, TextInput } from "@mantine/core";
import style from "./catalogue.module.css";

type Values = { readonly [name: string]: string };

/** What a file does not say of itself: how its prices are written, in which currency, and what to do with unknown products. */
export function ImportSettings({
  kind,
  values,
  onChange,
}: {
  readonly kind: "catalog" | "events" | "stock";
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}) {
  const set = (name: string, value: string | null) => {
    const { [name]: _old, ...rest } = values;
    onChange(value === null || value === "" ? rest : { ...rest, [name]: value });
  };
  return (
    <div className={style.map} style={{ marginTop: 12 }}>
      <Select
        label="Prices are written as"
        placeholder="as the column says"
        clearable
        data={[
          { value: "major", label: "19.99 (whole units)" },
          { value: "minor", label: "1999 (cents)" },
        ]}
        value={values["--price-unit"] ?? null}
        onChange={(value) => set("--price-unit", value)}
      />
      <TextInput
        label="Currency of prices without one"
        placeholder="EUR"
        maxLength={3}
        value={values["--currency"] ?? ""}
        onChange={(event) => set("--currency", event.currentTarget.value.toUpperCase())}
      />
      {kind === "events" && (
        <Checkbox
          label="Create products that the catalogue lacks"
          checked={values["--create-products"] === "true"}
          onChange={(event) => set("--create-products", event.currentTarget.checked ? "true" : null)}
        />
      )}
    </div>
  );
}
