/** As much of a JSON Schema as inputs of procedures use. */
export type InputSchema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly InputSchema[];
  readonly oneOf?: readonly InputSchema[];
  /** False where a tuple takes nothing more. */
  readonly items?: InputSchema | false;
  readonly prefixItems?: readonly InputSchema[];
  readonly properties?: { readonly [key: string]: InputSchema };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly $ref?: string;
  readonly format?: string;
  readonly pattern?: string;
};

/** A value for a schema in which every free text is the given one, and `anything` stands where the schema takes whatever comes. */
export function filledInput(schema: InputSchema, text: string, anything: unknown = text): unknown {
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice !== undefined) return filledInput(choice, text, anything);
  if ("const" in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === "object") {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, filledInput(inner, text, anything)]),
    );
  }
  if (schema.prefixItems !== undefined) return schema.prefixItems.map((inner) => filledInput(inner, text, anything));
  if (schema.type === "array") return [filledInput(schema.items || {}, text, anything)];
  if (schema.type === "integer" || schema.type === "number") return filledNumber(schema);
  if (schema.type === "null") return null;
  if (schema.type === undefined) return anything;
  if (schema.format === "email") return `${text}@example.com`;
  if (schema.format === "date-time") return "2026-11-30T09:00:00Z";
  if (schema.type === "boolean") return true;
  const isMonth =
    schema.pattern !== undefined &&
    !new RegExp(schema.pattern).test("aaaaaaaa") &&
    new RegExp(schema.pattern).test("2026-11");
  return isMonth ? "2026-11" : text;
}

/** One where the schema lets it, else the nearest that it does. */
function filledNumber({ minimum = 1, maximum = Number.POSITIVE_INFINITY, exclusiveMaximum }: InputSchema): number {
  const number = Math.min(maximum, Math.max(1, minimum));
  return exclusiveMaximum === undefined || number < exclusiveMaximum ? number : exclusiveMaximum / 2;
}
