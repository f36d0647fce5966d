import { AisleError } from "@aisle/runtime/errors";
import type { PatternCompiler, TextPattern } from "@aisle/runtime/node-sdk/text-pattern";
import { LRUCache } from "lru-cache";
import { RE2JS } from "re2js";
import { ecmaToRe2 } from "./ecma-pattern.ts";

const maxSourceLength = 1000;
/** Instructions of a compiled pattern: `a{500}` has about as many as it repeats. */
const maxInstructions = 2000;
/** Characters times instructions of one match: at worst 0.2 s where no automaton can be built, usually a thousandth of it. */
const maxMatchWork = 3_000_000;
/** Compiled patterns by their text. Instructions are few (see above); what matching builds of them is what takes room. */
const compiled = new LRUCache<string, TextPattern>({
  max: 500,
  maxSize: 1 << 20,
  sizeCalculation: (_pattern, source) => 2 * source.length + 1,
});
const namedReference = /\\k</;
const backtracking = /\(\?<?[=!]|\\[1-9]|\\k</;

/**
 * Compiles a regular expression for matching in linear time (RE2's syntax, with JavaScript's `\u0041` and named groups). Throws
 * `pattern.backtracking` for look-ahead, look-behind and back-references, `expression.invalid` for what is none or is too large.
 */
export const linearPattern: PatternCompiler = (source) => {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const pattern = compile(source);
  compiled.set(source, pattern);
  return pattern;
};

function compile(source: string): TextPattern {
  if (source.length > maxSourceLength)
    throw new AisleError("expression.invalid", `The pattern has more than ${maxSourceLength} characters.`);
  const regex = parse(source);
  const instructions = regex.programSize();
  if (instructions > maxInstructions)
    throw new AisleError(
      "expression.invalid",
      `The pattern “${shortened(source)}” repeats too much to be matched fast.`,
    );
  return {
    test(text) {
      if (text.length * instructions > maxMatchWork)
        throw new AisleError(
          "expression.too-expensive",
          `The pattern “${shortened(source)}” is too large for a text of ${text.length} characters.`,
        );
      return regex.test(text);
    },
  };
}

function parse(source: string): RE2JS {
  // A doubled backslash and a class are text, not what they look like.
  const syntax = source.replace(/\\\\/g, "").replace(/\[(?:\\.|[^\]\\])*\]/g, "");
  try {
    // The engine would read a reference to a named group as its letters.
    if (!namedReference.test(syntax)) return RE2JS.compile(ecmaToRe2(source));
  } catch (error) {
    if (!backtracking.test(syntax)) {
      const reason = error instanceof Error ? error.message.replace("error parsing regexp: ", "") : String(error);
      const message = `“${shortened(source)}” is no regular expression: ${reason}.`;
      throw new AisleError("expression.invalid", message, {}, error);
    }
  }
  const found = backtracking.exec(syntax)?.[0] ?? "";
  const what = found.startsWith("(") ? "looks ahead or behind" : "refers back to a group";
  throw new AisleError(
    "pattern.backtracking",
    `The pattern “${shortened(source)}” ${what} (“${found}”): that cannot be matched in bounded time.`,
  );
}

const shortened = (source: string) => (source.length > 60 ? `${[...source].slice(0, 60).join("")}…` : source);

/**
 * Compiles by JavaScript's own engine, which may never end: only for versions that were published while it was used, and
 * only where the whole thread can be ended.
 */
export const backtrackingPattern: PatternCompiler = (source) => {
  try {
    return linearPattern(source);
  } catch {
    try {
      return new RegExp(source);
    } catch (error) {
      throw new AisleError("expression.invalid", `“${shortened(source)}” is no regular expression.`, {}, error);
    }
  }
};
