import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AssistantSituation, Proposal, ShopVocabulary } from "@aisle/app/assistant/proposal";
import { proposeByRules } from "@aisle/app/assistant/propose-by-rules";
import { parseTemplate } from "@aisle/app/templates/template-file";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { compileExpression } from "@aisle/nodes/expression";
import { summarizeAttributes } from "@aisle/platform/catalogue/attribute-summary";
import type { Facts } from "@aisle/runtime/compile/facts";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { type Graph, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { expressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import type { Case, Kind, Right } from "./expectation.ts";
import { judgedProducts, kinds, namesOf } from "./judged-shop.ts";

const registry = makeRegistry(builtInNodes);
const facts: Facts = { target: "endpoint", collections: [{ name: "products", embedder: "minilm-l6-v2-int8@1" }] };

const rows = judgedProducts.map(({ fields }) => {
  const { price, stock, compareAtPrice, attributes } = fields as JsonObject;
  const own = Object.entries(attributes as JsonObject).map(([key, value]) => [`attributes.${key}`, value]);
  return { price, stock, ...(compareAtPrice === undefined ? {} : { compareAtPrice }), ...Object.fromEntries(own) };
});
const shop: ShopVocabulary = {
  brands: namesOf("brand"),
  categories: namesOf("category"),
  currency: "EUR",
  ...summarizeAttributes(rows as JsonObject[]),
};

const templates = new Map<string, Graph>();

/** The graph of a template of the project. */
export function templateGraph(name: string): Graph {
  const known = templates.get(name);
  if (known !== undefined) return known;
  const { graph } = parseTemplate(`${name}.json`, JSON.parse(readFileSync(join("templates", `${name}.json`), "utf8")));
  templates.set(name, graph);
  return graph;
}

/** What the assistant proposes for a sentence by its rules. */
export async function proposalFor(sentence: string, graph: Graph, brands: readonly string[] = []): Promise<Proposal> {
  let next = 1;
  const situation: AssistantSituation = {
    graph,
    manifests: registry.manifests,
    facts,
    shop: { ...shop, brands: [...shop.brands, ...brands] },
    selected: [],
    newId: (prefix) => `${prefix}-${next++}`,
    findProducts: async (text) => {
      const words = (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.replace(/(?<=..)s$/i, "").toLowerCase());
      return judgedProducts
        .filter(({ fields }) => words.every((word) => String(fields.title).toLowerCase().includes(word)))
        .map(({ id, fields }) => ({ id, title: String(fields.title) }));
    },
  };
  return proposeByRules(sentence, situation, registry);
}

/** Why a sentence counts as not understood; `undefined` when it was understood as a colleague would. */
export async function wrongWith({ say, on, right }: Case, brands: readonly string[] = []): Promise<string | undefined> {
  const before = templateGraph(on);
  const proposal = await proposalFor(say, before, brands);
  const errors = proposal.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return `it leaves the graph with an error: ${errors[0]!.message}`;
  const result = applyEdit(before, { do: "batch", title: "", edits: proposal.edits });
  if (!result.ok) return `its edits do not apply: ${result.reason}`;
  const said = proposal.misread.map(({ reason }) => reason).join(" ");
  if (right.alreadyThere !== undefined) {
    const there = before.nodes.some(({ type }) => type === right.alreadyThere);
    return there && proposal.edits.length === 0 && /already/i.test(said) ? undefined : `it does not say so: ${said}`;
  }
  if (right.asksWhich !== undefined) {
    const missing = right.asksWhich.filter((id) => !said.includes(id));
    return proposal.edits.length === 0 && missing.length === 0 ? undefined : `it does not ask which one: ${said}`;
  }
  if (said !== "") return said;
  if (right.does !== undefined) return wrongAction(right, proposal);
  if (proposal.action !== undefined) return `it asks the studio to ${proposal.action.do}`;
  return wrongGraph(right, before, result.graph);
}

function wrongAction(right: Right, { action, edits }: Proposal): string | undefined {
  const name = { undo: "undo", publish: "publish", story: "why", slowest: "show-slowest" }[right.does!];
  if (action?.do !== name || edits.length > 0) return `it does ${action?.do ?? "nothing"}`;
  const product = action.do === "why" ? action.product?.id : undefined;
  return product === right.product ? undefined : `it asks about ${product ?? "no product"}`;
}

function wrongGraph(right: Right, before: Graph, after: Graph): string | undefined {
  const way = wayToAnswer(after);
  const of = (type: string) => way.filter((node) => node.type === type);
  const changed = (node: GraphNode) => {
    const old = before.nodes.find(({ id }) => id === node.id);
    return JSON.stringify(old?.config) !== JSON.stringify(node.config);
  };
  const news = (type: string) => of(type).filter(changed);
  const listed = (field: string) =>
    news("rules.pin-and-boost").flatMap((node) => (node.config[field] ?? []) as readonly JsonObject[]);
  if (right.raises !== undefined) {
    const [min, max] = right.factor ?? [1.01, 100];
    const found = listed("boosts").filter(({ when }) => touches(String(when), right.raises!));
    return found.some(({ factor }) => Number(factor) >= min && Number(factor) <= max)
      ? undefined
      : `no such boost: ${JSON.stringify(listed("boosts"))}`;
  }
  if (right.lowers !== undefined) {
    const down = [...listed("buries"), ...listed("boosts").filter(({ factor }) => Number(factor) < 1)];
    return down.some(({ when }) => touches(String(when), right.lowers!))
      ? undefined
      : `nothing stands lower: ${JSON.stringify(down)}`;
  }
  const condition = right.keeps ?? right.hides;
  if (condition !== undefined) {
    const filters = news("rules.filter").map(({ config }) => config);
    const isRight = filters.some(({ keep, whenUnknown }) =>
      touches(String(keep), condition, right.hides !== undefined, whenUnknown === "keep"),
    );
    return isRight ? undefined : `no such filter: ${JSON.stringify(filters)}`;
  }
  if (right.sorts !== undefined) {
    const last = of("rank.sort").find(changed);
    const isBy = String(last?.config.by).replace(/^attributes\./, "") === right.sorts.by;
    return isBy && last?.config.order === right.sorts.order
      ? undefined
      : `no such sort: ${JSON.stringify(last?.config)}`;
  }
  if (right.newestFirst) {
    const byDate = of("rank.sort").some((node) => changed(node) && node.config.by === "releasedAt");
    return byDate || news("rank.recency-weight").length > 0 ? undefined : "nothing looks at the age";
  }
  if (right.answers !== undefined) {
    const count = of("answer.products")[0]?.config.count;
    return count === right.answers ? undefined : `it answers ${String(count)}`;
  }
  if (right.mixes !== undefined) {
    const { field, atMost, within } = right.mixes;
    const fits = of("rules.diversity").some(
      ({ config }) =>
        String(config.field ?? "category").replace(/^attributes\./, "") === field &&
        config.atMost === atMost &&
        (within === undefined || (config.within ?? 12) === within),
    );
    return fits ? undefined : `no such diversity: ${JSON.stringify(of("rules.diversity").map(({ config }) => config))}`;
  }
  if (right.pins !== undefined) {
    const { productId, place } = right.pins;
    return listed("pins").some((pin) => pin.productId === productId && (pin.place ?? 1) === place)
      ? undefined
      : `no such pin: ${JSON.stringify(listed("pins"))}`;
  }
  if (right.excludesBought)
    return news("rules.exclude-bought").length > 0 ? undefined : "what was bought is still shown";
  if (right.stopsExploring) return of("rank.explore").length === 0 ? undefined : "it still explores";
  if (right.finds !== undefined) return of(right.finds).length > 0 ? undefined : "it is not found";
  if (right.blends !== undefined) return wrongBlend(right.blends, after, way);
  return "nothing is expected of it";
}

/** Nodes from which the answer is made, the answer first. */
function wayToAnswer(graph: Graph): readonly GraphNode[] {
  const way = graph.nodes.filter(({ type }) => type === "answer.products");
  for (const node of way) {
    for (const { from, to } of graph.edges) {
      const source = graph.nodes.find(({ id }) => id === splitPort(from).node);
      if (splitPort(to).node === node.id && source !== undefined && !way.includes(source)) way.push(source);
    }
  }
  return way;
}

/** Says whether an expression is true (or, turned round, false) for the products of a kind and for no others. */
function touches(expression: string, kind: Kind, turned = false, unknownIs = false): boolean {
  const matches = compileExpression(expression, "when");
  return judgedProducts.every((item) => {
    const belongs = kinds[kind](item.fields as JsonObject);
    const given = matches(item, expressionBudget());
    const holds = given === undefined ? unknownIs : given === true;
    return belongs === undefined || (turned ? !holds : holds) === belongs;
  });
}

function wrongBlend(expectedBlend: { readonly [type: string]: number }, graph: Graph, way: readonly GraphNode[]) {
  const blend = way.find(({ type }) => type === "rank.blend");
  if (blend === undefined) return "there is no blend";
  const sources = graph.edges
    .filter(({ to }) => splitPort(to).node === blend.id)
    .map(({ from }) => graph.nodes.find(({ id }) => id === splitPort(from).node)!);
  const weights = (blend.config.weights ?? []) as readonly number[];
  const got = sources.map(({ type }, at) => [type.startsWith("find.") ? type : "newest", weights[at] ?? 1] as const);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const [asked, given] = [sum(Object.values(expectedBlend)), sum(got.map(([, weight]) => weight))];
  const fits = got.every(([type, weight]) => Math.abs(weight / given - (expectedBlend[type] ?? -1) / asked) < 0.01);
  return fits && got.length === Object.keys(expectedBlend).length ? undefined : `it blends ${JSON.stringify(got)}`;
}
