import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** What is wrong with a config value, in words for a merchandiser. */
export function describeIssue(issue: Issue): string {
  switch (issue.code) {
    case "too_small":
      return describeLimit(issue.origin, "least", issue.inclusive !== false, Number(issue.minimum));
    case "too_big":
      return describeLimit(issue.origin, "most", issue.inclusive !== false, Number(issue.maximum));
    case "invalid_type":
      return issue.input === undefined
        ? "This is missing."
        : `This must be ${typeLabels[issue.expected] ?? `of type ${issue.expected}`}.`;
    case "invalid_value":
      return `Choose one of ${issue.values.map(String).join(", ")}.`;
    case "unrecognized_keys":
      return `There is no field ${issue.keys.map((key) => `“${key}”`).join(", ")}.`;
    default:
      return issue.message;
  }
}

const number = new Intl.NumberFormat("en");

const typeLabels: { readonly [type: string]: string | undefined } = {
  number: "a number",
  int: "a whole number",
  string: "a text",
  boolean: "yes or no",
  array: "a list",
  object: "a group of fields",
  record: "a group of fields",
};

function describeLimit(origin: string, side: "least" | "most", inclusive: boolean, limit: number): string {
  if (origin === "string")
    return limit === 1 && side === "least"
      ? "This must not be empty."
      : `At ${side} ${number.format(limit)} characters.`;
  if (origin === "array") return `At ${side} ${number.format(limit)} entries.`;
  if (inclusive) return `At ${side} ${number.format(limit)}.`;
  return side === "least" ? `More than ${number.format(limit)}.` : `Less than ${number.format(limit)}.`;
}
