/** How a server wants to be asked; every refusal of an option makes it one poorer. */
export interface Dialect {
  /** How JSON is asked for: by schema, by the mode for JSON, or in words alone. */
  readonly format: "schema" | "json" | "words";
  readonly tokenLimit: "max_completion_tokens" | "max_tokens" | "none";
  readonly temperature: boolean;
}

export const fullDialect: Dialect = { format: "schema", tokenLimit: "max_completion_tokens", temperature: true };

/** A refusal by a server: its status and words. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

const aboutFormat =
  /response_?format|json[ _]?(?:schema|object|mode)|schema|grammar|guided|structured|constrained|generate parser|peg-native/i;
const aboutOption =
  /unsupported|unrecogni[sz]ed|unknown|unexpected|extra|not (?:supported|permitted|allowed|found)|invalid|does not support|only the default|refus/i;
const statuses = new Set([200, 400, 404, 415, 422, 500, 501]);

/**
 * How to ask again after a refusal of an option, in whatever words; `undefined` when the refusal is about something else. A
 * server's failure (500) to hold a model to a schema counts as one.
 */
export function plainerDialect(dialect: Dialect, { status, message }: Refusal): Dialect | undefined {
  if (!statuses.has(status)) return undefined;
  if (dialect.tokenLimit === "max_completion_tokens" && /max_completion_tokens/i.test(message))
    return { ...dialect, tokenLimit: "max_tokens" };
  if (dialect.tokenLimit === "max_tokens" && /max_tokens/i.test(message)) return { ...dialect, tokenLimit: "none" };
  if (dialect.temperature && /temperature/i.test(message)) return { ...dialect, temperature: false };
  if (isTooLong(message)) return undefined;
  if (dialect.format !== "words" && aboutFormat.test(message))
    return { ...dialect, format: dialect.format === "schema" ? "json" : "words" };
  // Words of its own about a request that others take: the schema is what few take.
  if (
    dialect.format === "schema" &&
    (status === 422 || (status === 400 && aboutOption.test(message))) &&
    !/model/i.test(message)
  )
    return { ...dialect, format: "json" };
  return undefined;
}

/** Whether a server says that the question has more tokens than its model reads. */
export function isTooLong(message: string): boolean {
  return /context (?:length|size|window)|(?:prompt|input|request|message)s? (?:is|are) too (?:long|large)|too many tokens|exceeds?[^.]*\b(?:context|tokens?)\b|maximum[^.]*\btokens\b/i.test(
    message,
  );
}
