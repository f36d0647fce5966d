import { childrenOf, literalOf, pathOf, type RuleNode, sourceOf } from "./rule-tree.ts";

interface Bounds {
  low: number;
  lowIn: boolean;
  high: number;
  highIn: boolean;
  readonly texts: Set<string>;
  readonly sources: string[];
}

const turned: { readonly [op: string]: string } = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==" };

/** Why conditions that must hold together never do: a number above and below, or a text that is two texts. */
export function contradiction(root: RuleNode): string | undefined {
  const all = new Map<string, Bounds>();
  for (const part of conjuncts(root)) {
    const [left, right] = childrenOf(part);
    if (turned[part.op] === undefined || left === undefined || right === undefined) continue;
    const isTurned = pathOf(left) === undefined;
    const path = isTurned ? pathOf(right) : pathOf(left);
    const value = literalOf(isTurned ? left : right)?.value;
    if (path === undefined) continue;
    const bounds = all.get(path) ?? {
      ...{ low: -Infinity, lowIn: true, high: Infinity, highIn: true },
      texts: new Set(),
      sources: [],
    };
    all.set(path, bounds);
    if (typeof value === "number") narrow(bounds, isTurned ? turned[part.op]! : part.op, value);
    else if (typeof value === "string" && part.op === "==") bounds.texts.add(value);
    else continue;
    bounds.sources.push(sourceOf(part));
    const { low, high, lowIn, highIn, texts, sources } = bounds;
    if (low > high || (low === high && !(lowIn && highIn)) || texts.size > 1)
      return `No value of “${path}” fits ${sources.map((one) => `“${one}”`).join(" and ")} at once.`;
  }
  return undefined;
}

function conjuncts(node: RuleNode): readonly RuleNode[] {
  return node.op === "&&" ? childrenOf(node).flatMap(conjuncts) : [node];
}

function narrow(bounds: Bounds, op: string, value: number): void {
  if (op !== "<" && op !== "<=" && (value > bounds.low || (value === bounds.low && op === ">"))) {
    bounds.low = value;
    bounds.lowIn = op !== ">";
  }
  if (op !== ">" && op !== ">=" && (value < bounds.high || (value === bounds.high && op === "<"))) {
    bounds.high = value;
    bounds.highIn = op !== "<";
  }
}
