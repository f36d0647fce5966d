import { RE2JS } from "re2js";

/** General categories that JSON Schema's patterns may write out and RE2 knows by their letters (Unicode, UAX 44, table 12). */
const categories: { readonly [name: string]: string } = {
  Letter: "L",
  Uppercase_Letter: "Lu",
  Lowercase_Letter: "Ll",
  Mark: "M",
  Number: "N",
  Decimal_Number: "Nd",
  Punctuation: "P",
  Symbol: "S",
  Currency_Symbol: "Sc",
  Separator: "Z",
  Space_Separator: "Zs",
};

/**
 * A regular expression of JavaScript in the syntax of RE2. re2js' own translation leaves two halves of a surrogate pair apart,
 * which then never match, and knows no long names of properties.
 */
export function ecmaToRe2(source: string): string {
  const pairs = source.replace(
    /(?<!\\)((?:\\\\)*)\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})/gi,
    (_whole, before: string, high: string, low: string) => {
      const codePoint = String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)).codePointAt(0)!;
      return `${before}\\u{${codePoint.toString(16)}}`;
    },
  );
  const properties = pairs.replace(
    /(?<!\\)((?:\\\\)*)\\([pP])\{(?:(?:Script|sc|General_Category|gc)=)?(\w+)\}/g,
    (_whole, before: string, letter: string, name: string) => `${before}\\${letter}{${categories[name] ?? name}}`,
  );
  return RE2JS.translateRegExp(properties);
}
