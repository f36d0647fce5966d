import { NumberInput, Select, TextInput } from "@mantine/core";

/** A field of a connection's settings, of its JSON Schema. */
interface Field {
  readonly key: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly initial: unknown;
  readonly required: boolean;
  readonly choices: readonly string[] | undefined;
  readonly isNumber: boolean;
}

/** The fields of an object schema, in its order. */
export function fieldsOf(schema: { readonly [key: string]: unknown }): readonly Field[] {
  const properties = (schema.properties ?? {}) as { readonly [key: string]: { readonly [key: string]: unknown } };
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries(properties).map(([key, property]) => ({
    key,
    title: typeof property.title === "string" ? property.title : key,
    description: typeof property.description === "string" ? property.description : undefined,
    initial: property.default,
    required: required.includes(key),
    choices: Array.isArray(property.enum) ? property.enum.map(String) : undefined,
    isNumber: property.type === "integer" || property.type === "number",
  }));
}

/** The control of a field. */
export function ConnectionField({
  field: { title, description, required, choices, isNumber },
  value,
  onChange,
}: {
  readonly field: Field;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}) {
  const shared = { label: title, required, ...(description === undefined ? {} : { description }) };
  if (choices !== undefined) {
    return (
      <Select
        {...shared}
        allowDeselect={false}
        data={[...choices]}
        value={String(value ?? choices[0])}
        onChange={(choice) => onChange(choice)}
      />
    );
  }
  if (isNumber) {
    return (
      <NumberInput
        {...shared}
        allowDecimal={false}
        value={typeof value === "number" ? value : ""}
        onChange={(number) => onChange(number)}
      />
    );
  }
  return (
    <TextInput {...shared} value={String(value ?? "")} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}
