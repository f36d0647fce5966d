import { AisleError } from "@aisle/runtime/errors";
import type { ExpressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { PatternCompiler } from "@aisle/runtime/node-sdk/text-pattern";
import { Environment, ParseError } from "@marcbachmann/cel-js";
import { linearPattern } from "./linear-pattern.ts";
import { meterExpression, withinBudget } from "./meter-expression.ts";

/**
 * What an expression gave for a product: its value, or undefined when a field that it reads is missing there. Throws
 * `expression.too-expensive` when the budget does not last.
 */
export type ProductExpression = (product: Product, budget: ExpressionBudget) => unknown;

/** The language of expressions; whole and broken numbers go together. */
export const expressionEnvironment = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: 2000, maxDepth: 60 },
});
// CEL keeps whole and broken numbers apart; a merchandiser who writes `price * 2` means neither.
for (const [operator, apply] of [
  ["+", (a: number, b: number) => a + b],
  ["-", (a: number, b: number) => a - b],
  ["*", (a: number, b: number) => a * b],
  ["/", (a: number, b: number) => a / b],
] as const) {
  expressionEnvironment.registerOperator(`double ${operator} int`, (a: number, b: bigint) => apply(a, Number(b)));
  expressionEnvironment.registerOperator(`int ${operator} double`, (a: bigint, b: number) => apply(Number(a), b));
}

/**
 * Compiles a CEL expression over a product: its fields by name (`price`, `stock`, `brand`, `attributes.colour` …), `id` and
 * `score`. Throws `expression.invalid` with the place of the mistake, `pattern.backtracking` for a pattern that cannot be matched
 * in linear time; a product that lacks a field gives undefined.
 */
export function compileExpression(
  source: string,
  field: string,
  compilePattern: PatternCompiler = linearPattern,
): ProductExpression {
  const parsed = parseExpression(source, field);
  const { steps } = meter(parsed.ast, source, field, compilePattern);
  return (product, budget) => {
    try {
      return withinBudget(budget, steps, () => parsed({ ...product.fields, id: product.id, score: product.score }));
    } catch (error) {
      if (error instanceof AisleError && error.code === "expression.too-expensive") throw error;
      // A field that this product does not have, or has with another type: the node says what that means.
      return undefined;
    }
  };
}

function meter(ast: unknown, source: string, field: string, compilePattern: PatternCompiler) {
  try {
    return meterExpression(ast, compilePattern);
  } catch (error) {
    if (!(error instanceof AisleError)) throw error;
    throw new AisleError(error.code, error.message, { field, source }, error);
  }
}

function parseExpression(source: string, field: string) {
  try {
    const parsed = expressionEnvironment.parse(source);
    const checked = parsed.check();
    if (checked.valid) return parsed;
    throw checked.error ?? new Error("the expression does not type-check");
  } catch (error) {
    throw new AisleError("expression.invalid", expressionMessage(error, source), { field, source }, error);
  }
}

/** The mistake in a merchandiser's words: where reading stopped, or what does not go together. */
function expressionMessage(error: unknown, source: string): string {
  const at = (error as { readonly node?: { readonly pos?: number } }).node?.pos;
  const first = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  if (!(error instanceof ParseError)) return `The expression cannot work: ${first}`;
  if (at === undefined || at >= source.length) return "The expression ends too early: something is missing at its end.";
  return `The expression cannot be read from “${source.slice(at, at + 20)}” on (character ${at + 1}).`;
}
