import { KeywordIndexBuilder } from "@aisle/learn/search/keyword-index-builder";
import { cutText } from "@aisle/runtime/cut-text";
import type { Json } from "@aisle/runtime/json";
import type { Product } from "@aisle/runtime/node-sdk/product";

/**
 * Weights of a product's fields in keyword search. Attributes hold far more words than titles, most of them about
 * packaging and norms, so that a word there says little.
 */
const keywordFields = { title: 1, description: 1, brand: 0.5, category: 1, attributes: 0.2 } as const;

/** Words of an attribute's value that are read: some feeds put whole manuals there. */
const maxValueLength = 500;

/** Text of a product by field, as keyword search reads it; numbers and truth values alone are not words to search for. */
export function keywordTexts(fields: Product["fields"]): { readonly [field: string]: string | undefined } {
  return {
    title: textOf(fields.title),
    description: textOf(fields.description),
    brand: textOf(fields.brand),
    category: textOf(fields.category),
    attributes: attributeTexts(fields.attributes).join(" "),
  };
}

/** A builder with the weights of the shop's catalogue. */
export function productKeywordBuilder(): KeywordIndexBuilder {
  return new KeywordIndexBuilder({ fields: keywordFields });
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function attributeTexts(value: Json | undefined): string[] {
  if (typeof value === "string") return isUrl(value) ? [] : [cutText(value, maxValueLength)];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(attributeTexts);
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
