/** What is wrong with a field, by its path joined with dots. */
export type FieldErrors = ReadonlyMap<string, string>;
