import { cutText } from "@aisle/runtime/cut-text";
import type { Json } from "@aisle/runtime/json";
import type { AnswerValue, PortTypeName, PortValues, Shopper, VectorValue } from "@aisle/runtime/node-sdk/port-type";
import { portJson } from "@aisle/runtime/node-sdk/port-value";
import { priceNow } from "@aisle/runtime/node-sdk/price-now";
import type { Product } from "@aisle/runtime/node-sdk/product";
import { cutJson, jsonOf } from "./json-preview.ts";
import { previewAction, previewEvents, previewFeatures, previewImage, previewMessages } from "./other-previews.ts";
import type { Preview, ShelfItem } from "./preview.ts";
import { previewTable } from "./table-preview.ts";

const shelfLength = 50;
const droppedLength = 20;
const stripBars = 31;
const textLength = 20_000;

const text = (value: Json | undefined): string | null => (typeof value === "string" && value !== "" ? value : null);
const number = (value: Json | undefined): number | null => (typeof value === "number" ? value : null);

/** A product as a shelf shows it, with its price at this moment. */
export function shelfItemOf({ id, score, fields, from, effects, propensity }: Product): ShelfItem {
  return {
    id,
    title: text(fields.title) ?? id,
    category: text(fields.category),
    brand: text(fields.brand),
    ...priceNow(fields, Date.now()),
    currency: text(fields.currency),
    image: text(fields.image),
    stock: number(fields.stock),
    score,
    from,
    effects,
    ...(fields.forSale === false ? { forSale: false as const } : {}),
    ...(typeof propensity === "number" ? { propensity } : {}),
  };
}

/** What is looked up to show a shopper's products. */
export type LookUpFields = (ids: readonly string[]) => Promise<readonly (Product["fields"] | undefined)[]>;

/**
 * Makes the preview of a value on a port of this type; `inputs` are the products that came into the step. A value that is not
 * of its port's type is shown as the JSON it is.
 */
export async function previewOf(
  type: PortTypeName,
  value: unknown,
  inputs: readonly (readonly Product[])[],
  lookUp: LookUpFields,
): Promise<Preview> {
  if (portJson(type, value) === undefined) return { kind: "json", ...cutJson(jsonOf(value)) };
  switch (type) {
    case "Products":
      return previewProducts(value as readonly Product[], inputs);
    case "Product":
      return previewProducts([value as Product], inputs);
    case "Answer": {
      const { body, slots } = value as AnswerValue;
      return { kind: "answer", count: slots.length, items: slots.map((slot) => shelfItemOf(slot.product)), body };
    }
    case "Shopper":
      return previewShopper(value as Shopper, lookUp);
    case "Vector":
      return previewVector(value as VectorValue);
    case "Text":
      return { kind: "text", text: cutText(value as string, textLength) };
    case "Intent": {
      const { label, confidence, candidates } = value as PortValues["Intent"];
      const all = candidates ?? [{ label, confidence }];
      return { kind: "intent", label, confidence, candidates: all.toSorted((a, b) => b.confidence - a.confidence) };
    }
    case "Number":
      return { kind: "number", value: value as number };
    case "Boolean":
      return { kind: "boolean", value: value as boolean };
    case "Table":
      return previewTable(value as PortValues["Table"]);
    case "Features":
      return previewFeatures(value as PortValues["Features"]);
    case "Messages":
      return previewMessages(value as PortValues["Messages"]);
    case "Events":
      return previewEvents(value as PortValues["Events"]);
    case "Image":
      return previewImage(value as PortValues["Image"]);
    case "Action":
      return previewAction(value as PortValues["Action"]);
    case "Json":
      return { kind: "json", ...cutJson(value as Json) };
  }
}

function previewProducts(products: readonly Product[], inputs: readonly (readonly Product[])[]): Preview {
  const remaining = new Set(products.map((item) => item.id));
  const gone = new Map<string, Product>();
  for (const list of inputs) for (const item of list) if (!remaining.has(item.id)) gone.set(item.id, item);
  const sources = new Map<string, { nodes: readonly string[]; count: number }>();
  for (const item of products) {
    const nodes = [...new Set(item.from.map((source) => source.node))].sort();
    const known = sources.get(nodes.join());
    if (known === undefined) sources.set(nodes.join(), { nodes, count: 1 });
    else known.count++;
  }
  return {
    kind: "products",
    count: products.length,
    items: products.slice(0, shelfLength).map(shelfItemOf),
    sources: [...sources.values()].sort((a, b) => b.count - a.count),
    dropped: { count: gone.size, items: [...gone.values()].slice(0, droppedLength).map(shelfItemOf) },
  };
}

async function previewShopper(shopper: Shopper, lookUp: LookUpFields): Promise<Preview> {
  const ids = (shopper.viewed ?? []).slice(-8);
  const fields = await lookUp(ids);
  const viewed = ids.map((id, index) =>
    shelfItemOf({ id, score: 0, fields: fields[index] ?? {}, from: [], effects: [] }),
  );
  return { kind: "shopper", id: shopper.id ?? null, category: shopper.category ?? null, viewed };
}

function previewVector({ embedder, values }: VectorValue): Preview {
  const bars = Array.from({ length: stripBars }, (_, bar) => {
    const from = Math.floor((bar * values.length) / stripBars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * values.length) / stripBars));
    let sum = 0;
    for (let index = from; index < to && index < values.length; index++) sum += Math.abs(values[index]!);
    return sum / (to - from);
  });
  const max = Math.max(...bars, Number.MIN_VALUE);
  return { kind: "vector", embedder, dimension: values.length, strip: bars.map((bar) => bar / max) };
}
