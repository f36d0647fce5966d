import { plainName } from "./node-names.ts";
import type { ShopVocabulary } from "./proposal.ts";
import { nearestName } from "./slips.ts";

/** What people call the fields that every product may have. */
const commonNames: { readonly [field: string]: readonly string[] } = {
  price: ["price", "cost", "costs", "amount", "price tag"],
  stock: ["stock", "stock level", "units", "inventory", "quantity", "availability"],
  score: ["score", "relevance", "relevancy", "match", "fit"],
  releasedAt: [
    "release date",
    "release",
    "date",
    "age",
    "newness",
    "arrival",
    "arrival date",
    "newest",
    "novelty",
    "launch date",
  ],
  title: ["title", "name", "alphabet", "product name"],
  brand: ["brand", "maker", "manufacturer", "label"],
  category: ["category", "kind", "type", "department", "group"],
  compareAtPrice: ["compare at price", "old price", "original price", "list price"],
  salePrice: ["sale price", "reduced price"],
  cost: ["cost price", "unit cost", "purchase price", "wholesale price"],
};
/** Attributes that many shops have; those of this shop come before them. */
const usualAttributes = ["rating", "colour", "material", "size", "style"];
const spellings: { readonly [word: string]: readonly string[] } = {
  colour: ["color", "colors", "colours"],
  color: ["colour", "colors", "colours"],
  rating: ["ratings", "stars", "review score", "reviews"],
};
/** Ends of keys that are units, not names: `weightGrams` is called “weight”. */
const units =
  /\s(?:grams?|kg|g|mm|cm|m|ml|l|litres?|liters?|watts?|w|hours?|minutes?|days?|percent|count|score|value)$/;

/** A field of products and the plain names that it goes by. */
interface ShopField {
  readonly field: string;
  readonly names: readonly string[];
}

/** Every field that products of this shop have. */
export function fieldsOfShop({ numbers = [], texts = [] }: ShopVocabulary): readonly ShopField[] {
  const own = [...numbers, ...texts].map(({ field }) => field).filter((field) => commonNames[field] === undefined);
  const attributes = [...own, ...usualAttributes.map((name) => `attributes.${name}`)];
  return [
    ...Object.entries(commonNames).map(([field, names]) => ({ field, names })),
    ...[...new Set(attributes)].map((field) => ({ field, names: namesOf(field) })),
  ];
}

function namesOf(field: string): readonly string[] {
  const key = field.replace(/^attributes\./, "");
  const words = plainName(key.replace(/([a-z0-9])([A-Z])/g, "$1 $2"));
  return [...new Set([key.toLowerCase(), words, words.replace(units, ""), ...(spellings[words] ?? [])])];
}

/** The field that a text names, in small slips too: “weight” is `attributes.weightGrams` where products have that. */
export function fieldNamed(text: string, shop: ShopVocabulary): string | undefined {
  const searchedName = plainName(text);
  if (searchedName === "") return undefined;
  const fields = fieldsOfShop(shop);
  const exact = fields.find(({ field, names }) => field === text.trim() || names.includes(searchedName));
  if (exact !== undefined) return exact.field;
  const near = nearestName(searchedName, [...new Set(fields.flatMap(({ names }) => names))]);
  return fields.find(({ names }) => near !== undefined && names.includes(near))?.field;
}
