import type { CatalogType } from "@aisle/runtime/node-sdk/catalog-field";
import { expressionEnvironment } from "./expression.ts";

/** A node of the CEL library's syntax tree, as far as it is read here. */
export interface RuleNode {
  readonly op: string;
  readonly args: unknown;
  readonly input: string;
  readonly start: number;
  readonly end: number;
}

/** Types of values as they are written in an expression. */
export type ValueType = CatalogType | "null" | "time";

/** The syntax tree of an expression, `undefined` for one that cannot be read. */
export function parseRule(source: string): RuleNode | undefined {
  try {
    return expressionEnvironment.parse(source).ast as unknown as RuleNode;
  } catch {
    return undefined;
  }
}

const isNode = (value: unknown): value is RuleNode =>
  typeof value === "object" && value !== null && "op" in value && "args" in value;

/** The nodes right below one, in order; the receiver of a call comes first. */
export function childrenOf({ args }: RuleNode): readonly RuleNode[] {
  if (isNode(args)) return [args];
  if (!Array.isArray(args)) return [];
  return args.flatMap((arg: unknown) => (isNode(arg) ? [arg] : Array.isArray(arg) ? arg.flat().filter(isNode) : []));
}

/** The text that a node was read from. */
export const sourceOf = ({ input, start, end }: RuleNode): string => input.slice(start, end).trim();

/** The field that a node reads, by its path: `attributes.colour`, also when it is written `attributes["colour"]`. */
export function pathOf(node: RuleNode): string | undefined {
  if (node.op === "id") return String(node.args);
  if (node.op !== "." && node.op !== "[]") return undefined;
  const [object, key] = node.args as readonly [RuleNode, string | RuleNode];
  const parent = pathOf(object);
  const name =
    typeof key === "string" ? key : key.op === "value" && typeof key.args === "string" ? key.args : undefined;
  return parent === undefined || name === undefined ? undefined : `${parent}.${name}`;
}

/** True for a part that reads no field. Calls may read the time, and loops name parts of lists. */
export function isConstant(node: RuleNode): boolean {
  if (node.op === "value") return true;
  if (node.op === "id" || node.op === "call" || node.op === "comprehension") return false;
  return childrenOf(node).every(isConstant);
}

/** What a constant part gives; `undefined` where it fails. */
export function valueOfConstant(node: RuleNode): unknown {
  try {
    return expressionEnvironment.evaluate(sourceOf(node), {});
  } catch {
    return undefined;
  }
}

/** A value that is written out. */
export function literalOf(node: RuleNode): { readonly type: ValueType; readonly value: unknown } | undefined {
  if (node.op === "call") {
    const [name] = node.args as readonly [string];
    return name === "timestamp" ? { type: "time", value: undefined } : undefined;
  }
  if (node.op === "-_") {
    const inside = literalOf(childrenOf(node)[0]!);
    return inside?.type === "number" ? { type: "number", value: -Number(inside.value) } : undefined;
  }
  if (node.op === "list") return { type: "list", value: undefined };
  if (node.op !== "value") return undefined;
  const value = node.args;
  if (value === null) return { type: "null", value };
  if (typeof value === "string") return { type: "text", value };
  if (typeof value === "boolean") return { type: "yes-no", value };
  return typeof value === "number" || typeof value === "bigint" ? { type: "number", value: Number(value) } : undefined;
}
