/** A compiled regular expression that finds itself anywhere in a text. */
export interface TextPattern {
  /** Whether a part of the text matches. Throws `expression.too-expensive` for a text that it would take too long to read. */
  test(text: string): boolean;
}

/** Compiles a regular expression; throws `expression.invalid` with what is wrong with it. */
export type PatternCompiler = (source: string) => TextPattern;
