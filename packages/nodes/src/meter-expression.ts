import { AisleError } from "@aisle/runtime/errors";
import type { ExpressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import type { PatternCompiler } from "@aisle/runtime/node-sdk/text-pattern";

/** Steps that one expression may take for one product. */
export const maxStepsOfOne = 100_000;

/** A node of the CEL library's syntax tree, as far as it is read here. */
interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly meta: {
    readonly alternate?: Node;
    readonly macro?: { readonly val?: Node; readonly exp?: Node };
    readonly evaluate: Evaluate;
  };
  handle?: Handle;
  setMeta(key: string, value: unknown): Node;
}
type Evaluate = (evaluator: unknown, node: Node, context: unknown) => unknown;
type Handle = (...given: readonly unknown[]) => unknown;

let left = 0;

function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw usedUp;
}
/** One error for all: a loop over many elements swallows one for each. */
const usedUp = new Error("the steps are used up");

/** Runs one metered evaluation, of at least `steps`, against a budget, and throws `expression.too-expensive` when it is used up. */
export function withinBudget(budget: ExpressionBudget, steps: number, evaluate: () => unknown): unknown {
  const given = Math.min(maxStepsOfOne, budget.steps);
  left = given;
  matchingLeft = budget;
  let value: unknown;
  let failure: unknown;
  try {
    spend(steps);
    value = evaluate();
    if (typeof value === "object") spend(sizeOf(value, left));
  } catch (error) {
    failure = error;
  }
  budget.steps -= given - Math.max(0, left);
  // CEL's “or” and its loops go on after an error of one side: what is used up counts, not what they made of it.
  if (left < 0 || budget.matchingMs < 0) throw tooExpensive(budget, given);
  if (failure !== undefined) throw failure;
  return value;
}

let matchingLeft: ExpressionBudget;

function tooExpensive(budget: ExpressionBudget, given: number): AisleError {
  if (budget.matchingMs < 0)
    return new AisleError("expression.too-expensive", "The patterns of this run take too long to match.");
  const message =
    given < maxStepsOfOne
      ? "The expressions of this run take too many steps in all."
      : `The expression takes more than ${maxStepsOfOne.toLocaleString("en")} steps for one product.`;
  return new AisleError("expression.too-expensive", message);
}

/**
 * Makes the checked syntax tree of an expression count what it does: every evaluated node, every element that a loop visits, and
 * what operators and functions read of lists and texts, shared parts as often as they are reached. `matches` becomes the given engine's.
 */
export function meterExpression(root: unknown, compilePattern: PatternCompiler): { readonly steps: number } {
  return { steps: meter(root as Node, compilePattern) };
}

/** Meters a node and what is below it; gives the number of nodes that one evaluation of it visits. */
function meter(node: Node, compilePattern: PatternCompiler): number {
  const { alternate, macro } = node.meta;
  if (alternate !== undefined) return meter(alternate, compilePattern);
  if (macro !== undefined) {
    const inside = [macro.val, macro.exp].filter((part) => part !== undefined);
    return inside.reduce((sum, part) => sum + meter(part, compilePattern), 8);
  }
  if (node.op === "comprehension") return 1 + meterLoop(node, compilePattern);
  const below = childrenOf(node.args).reduce((sum, child) => sum + meter(child, compilePattern), 1);
  const { handle } = node;
  if (handle === undefined) return below;
  if (node.op === "rcall" || node.op === "call") node.handle = meteredCall(node, handle, compilePattern);
  else if (readers.has(node.op))
    node.handle = (a, b, ast, evaluator) => {
      if (typeof a !== "number" || typeof b !== "bigint") spend(sizeOf(a, left) + sizeOf(b, left));
      return handle(a, b, ast, evaluator);
    };
  return below;
}

const readers = new Set(["+", "==", "!=", "in", "<", "<=", ">", ">="]);

/** Every element costs what is evaluated for it; the length is paid before the first, as errors do not end all loops. */
function meterLoop(node: Node, compilePattern: PatternCompiler): number {
  const { iterable, step } = node.args as { readonly iterable: Node; readonly step: Node };
  const outside = meter(iterable, compilePattern);
  const each = meter(step, compilePattern);
  const evaluate = step.meta.evaluate;
  step.setMeta("evaluate", (evaluator: unknown, ast: Node, context: unknown) => {
    spend(each);
    return evaluate(evaluator, ast, context);
  });
  const { handle } = node;
  node.handle = (items, ...rest) => {
    spend(Array.isArray(items) ? items.length : sizeOf(items, left));
    return handle!(items, ...rest);
  };
  return outside;
}

function meteredCall(node: Node, handle: Handle, compilePattern: PatternCompiler): Handle {
  const [name, , given] = node.args as readonly [string, Node, readonly Node[]];
  if (node.op === "rcall" && name === "matches") {
    const [pattern] = given;
    // A pattern that is written out is compiled, or refused, with the expression.
    if (pattern?.op === "value" && typeof pattern.args === "string") compilePattern(pattern.args);
    return (values) => matches(values as readonly unknown[], compilePattern);
  }
  // Texts are taken apart and put together by these.
  const makesMany = name === "join" || name === "split";
  return (values, ...rest) => {
    for (const value of values as readonly unknown[]) spend(sizeOf(value, left));
    if (makesMany) spend(sizeOfParts(values as readonly unknown[]));
    return handle(values, ...rest);
  };
}

function matches([text, pattern]: readonly unknown[], compilePattern: PatternCompiler): boolean {
  if (typeof text !== "string" || typeof pattern !== "string") throw new TypeError("matches() compares two texts");
  const started = performance.now();
  spend(1 + (text.length >> 3));
  try {
    return compilePattern(pattern).test(text);
  } catch (error) {
    if (error instanceof AisleError && error.code === "expression.too-expensive") matchingLeft.matchingMs = -1;
    throw error;
  } finally {
    matchingLeft.matchingMs -= performance.now() - started;
  }
}

function sizeOfParts([first, second]: readonly unknown[]): number {
  if (typeof first === "string") return first.length;
  const count = Array.isArray(first) ? first.length : 0;
  return typeof second === "string" ? count * (1 + (second.length >> 3)) : count;
}

const maxDepth = 100;

/** Steps that reading the whole value takes: a part that is shared is read as often as it is reached. Stops above `limit`. */
function sizeOf(value: unknown, limit: number, depth = 0): number {
  if (typeof value === "string") return 1 + (value.length >> 3);
  if (typeof value !== "object" || value === null) return 1;
  if (depth > maxDepth) return Number.POSITIVE_INFINITY;
  let size = 1;
  const parts = Array.isArray(value) || value instanceof Set ? value : Object.values(value);
  for (const part of parts) {
    size += sizeOf(part, limit - size, depth + 1);
    if (size > limit) break;
  }
  return size;
}

function childrenOf(args: unknown): Node[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return typeof args === "object" && args !== null && "op" in args && "meta" in args ? [args as Node] : [];
}
