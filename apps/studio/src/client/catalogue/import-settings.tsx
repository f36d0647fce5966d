import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import style from "./catalogue.module.css";
import { lacksCurrency } from "./missing-currency.ts";

type Values = { readonly [name: string]: string };

/** What a file does not say of itself: how its prices are written, in which currency, and what to do with unknown products. */
export function ImportSettings({
  kind,
  values,
  currencies,
  onChange,
}: {
  readonly kind: "catalog" | "events" | "stock";
  readonly values: Values;
  /** Those of the products that are there, the most frequent first. */
  readonly currencies: readonly string[];
  readonly onChange: (values: Values) => void;
}) {
  const set = (name: string, value: string | null) => {
    const { [name]: _old, ...rest } = values;
    onChange(value === null || value === "" ? rest : { ...rest, [name]: value });
  };
  const chosen = values["--currency"];
  return (
    <>
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
          value={chosen ?? ""}
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
      {lacksCurrency(kind, values) && (
        <div className="row small" role="status" style={{ marginTop: 8 }}>
          {chosen?.length !== 3 ? (
            <>
              <span>
                The file names no currency: its prices are stored as bare numbers, or in the currency that a product
                already has. Type one above to write them with it.
              </span>
              {currencies.slice(0, 3).map((currency) => (
                <Button key={currency} size="compact-sm" onClick={() => set("--currency", currency)}>
                  Use {currency}
                </Button>
              ))}
            </>
          ) : (
            <span>
              The file names no currency. Its prices are taken as {chosen}: change it above where they are not.
            </span>
          )}
        </div>
      )}
    </>
  );
}
