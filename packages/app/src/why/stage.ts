import type { JsonObject } from "@aisle/runtime/json";
import type { Product, RuleEffect } from "@aisle/runtime/node-sdk/product";

/** The products that stood at one step of a run, as far as they were kept. */
export interface Stage {
  readonly node: string;
  readonly title: string;
  readonly type: string;
  readonly config: JsonObject;
  /** True for the step that answers. */
  readonly answers: boolean;
  /** The ids of each list that came in. */
  readonly inputs: readonly (readonly string[])[];
  readonly items: readonly { readonly id: string; readonly score: number }[];
}

/** A run in the order of its steps, and what is known of the product that is asked about. */
export interface StoryInput {
  readonly stages: readonly Stage[];
  /** The product as it stood last; with the catalogue's fields alone when it stood nowhere. */
  readonly product: Product;
  readonly titleOf: (node: string) => string;
  readonly whole: boolean;
}

/** What a step did to a product. */
export function effectsAt(product: Product, node: string): readonly RuleEffect[] {
  return product.effects.filter((effect) => effect.node === node);
}
