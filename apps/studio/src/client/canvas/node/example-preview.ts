import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { Preview, ShelfItem } from "../../api/outputs.ts";

const text = (value: unknown) => (typeof value === "string" ? value : null);
const whole = (value: unknown) => (typeof value === "number" ? value : null);

function shelfItem(product: Product): ShelfItem {
  const { fields } = product;
  return {
    id: product.id,
    title: text(fields.title) ?? product.id,
    category: text(fields.category),
    brand: text(fields.brand),
    price: whole(fields.price),
    currency: text(fields.currency),
    image: text(fields.image),
    stock: whole(fields.stock),
    score: product.score,
    from: [...product.from],
    effects: [...product.effects],
  };
}

/** What a node's own example gives out, for a node that has not run yet; only for types that a card can show. */
export function examplePreview(manifest: NodeManifest): Preview | undefined {
  const [example] = manifest.examples;
  const [name] = Object.keys(manifest.outputs);
  if (example === undefined || name === undefined) return undefined;
  const value = example.outputs[name];
  if (manifest.outputs[name]?.type === "Text" && typeof value === "string") return { kind: "text", text: value };
  if (manifest.outputs[name]?.type !== "Products" || !Array.isArray(value)) return undefined;
  const products = value as readonly Product[];
  if (products.some((product) => product.fields === undefined)) return undefined;
  return {
    kind: "products",
    count: products.length,
    items: products.map(shelfItem),
    sources: [],
    dropped: { count: 0, items: [] },
  };
}
