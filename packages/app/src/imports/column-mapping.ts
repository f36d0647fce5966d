import { AisleError } from "@aisle/runtime/errors";

/** A field that an import can read. */
export interface ImportField {
  readonly field: string;
  readonly title: string;
  readonly required: boolean;
  /** Names under which columns for it are known, best first, in lower case without other signs than letters and digits. */
  readonly names: readonly string[];
}

/** A column's name without case and signs, as `ImportField.names` has them. */
export function plainName(column: string): string {
  return column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** The best column for each field, each column once; a field that none fits is left out. */
export function guessColumns(
  fields: readonly ImportField[],
  columns: readonly string[],
): { readonly [field: string]: string } {
  const byName = new Map<string, string>();
  // The first of columns that differ in case only.
  for (const column of columns) if (!byName.has(plainName(column))) byName.set(plainName(column), column);
  const claimed = new Set<string>();
  const guessed: { [field: string]: string } = {};
  for (const { field, names } of fields) {
    const column = names.map((name) => byName.get(name)).find((found) => found !== undefined && !claimed.has(found));
    if (column === undefined) continue;
    guessed[field] = column;
    claimed.add(column);
  }
  return guessed;
}

/**
 * The column of each field: those given, and guesses for the others. An empty name takes a field out. Throws
 * `import.columns` for fields and columns that do not exist, and where a required field has no column.
 */
export function mapColumns(
  fields: readonly ImportField[],
  columns: readonly string[],
  given: { readonly [field: string]: string } = {},
): { readonly [field: string]: string } {
  const has = `The file has the columns ${columns.slice(0, 40).join(", ")}${columns.length > 40 ? " …" : ""}.`;
  for (const [field, column] of Object.entries(given)) {
    if (!fields.some((known) => known.field === field)) {
      const names = fields.map((known) => known.field).join(", ");
      throw new AisleError("import.columns", `There is no field "${field}"; the fields are ${names}.`, { field });
    }
    if (column !== "" && !columns.includes(column))
      throw new AisleError("import.columns", `There is no column "${column}" for ${field}. ${has}`, { field, column });
  }
  const free = columns.filter((column) => !Object.values(given).includes(column));
  const guessed = guessColumns(
    fields.filter((known) => given[known.field] === undefined),
    free,
  );
  const mapped = Object.fromEntries(Object.entries({ ...guessed, ...given }).filter(([, column]) => column !== ""));
  const missing = fields.filter((known) => known.required && mapped[known.field] === undefined);
  if (missing.length > 0) {
    const missingNames = missing.map((known) => `${known.field} (${known.title})`).join(" and ");
    throw new AisleError("import.columns", `No column was found for ${missingNames}. ${has}`, {
      missing: missing.map((known) => known.field),
      columns: columns.slice(0, 200),
    });
  }
  return mapped;
}
