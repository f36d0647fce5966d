import type { JsonObject } from "@aisle/runtime/json";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import type { Kind } from "./expectation.ts";

type Row = readonly [
  id: string,
  title: string,
  brand: string,
  category: string,
  price: number,
  stock: number,
  rating: number,
  weightGrams: number,
  colour: string,
  compareAtPrice?: number,
];

const rows: readonly Row[] = [
  ["NF-10001", "Northfell Cairn trekking tent, 2-person", "Northfell", "Tents", 18900, 12, 4.4, 2300, "moss green"],
  ["NF-10002", "Ridgeway Fell family tent, 6-person", "Ridgeway", "Tents", 54900, 3, 4.1, 8200, "sand", 64900],
  ["NF-10003", "Kvist Lynx ultralight tarp, 3 × 3 m", "Kvist", "Tents", 9900, 30, 4.8, 620, "slate blue"],
  ["NF-10004", "Fellrunner Otter liner gloves, M", "Fellrunner", "Gloves", 2400, 44, 4.0, 60, "charcoal", 2900],
  ["NF-10005", "Fellrunner Otter winter gloves, L", "Fellrunner", "Gloves", 5900, 2, 4.6, 180, "berry"],
  ["NF-10006", "Bruma Heron wool gloves, S", "Bruma", "Gloves", 3100, 9, 3.4, 90, "ochre"],
  ["NF-10007", "Northfell Tarn rain jacket, M", "Northfell", "Rain jackets", 15900, 20, 4.5, 410, "night blue", 19900],
  ["NF-10008", "Tarnholt Scree rain jacket, L", "Tarnholt", "Rain jackets", 34900, 8, 4.7, 450, "rust red"],
  ["NF-10009", "Kvist Ember down jacket, S", "Kvist", "Down jackets", 24900, 15, 4.3, 380, "sand"],
  ["NF-10010", "Osterby Glen down jacket, M", "Osterby", "Down jackets", 8900, 1, 3.6, 520, "berry", 12900],
  ["NF-10011", "Bruma Birch sun hat", "Bruma", "Hats", 2900, 60, 3.9, 85, "sand"],
  ["NF-10012", "Aldersea Rowan wool hat", "Aldersea", "Hats", 1900, 25, 4.2, 70, "moss green"],
  ["NF-10013", "Stonecrop Heath hiking socks, 39–42", "Stonecrop", "Socks", 1400, 90, 4.0, 55, "charcoal"],
  ["NF-10014", "Northfell Beck merino socks, 43–46", "Northfell", "Socks", 2200, 34, 4.9, 65, "ochre", 2600],
  ["NF-10015", "Marmotte Drift trekking sandals, 41", "Marmotte", "Sandals", 7900, 18, 3.8, 640, "stone grey"],
  ["NF-10016", "Ridgeway Ibex backpack, 50 l", "Ridgeway", "Backpacks", 21900, 7, 4.5, 1650, "pine green"],
  ["NF-10017", "Marmotte Juniper day pack, 18 l", "Marmotte", "Backpacks", 6900, 27, 3.7, 540, "rust red"],
  [
    "NF-10018",
    "Osterby Curlew down sleeping bag, to −10 °C",
    "Osterby",
    "Sleeping bags",
    32900,
    5,
    4.6,
    980,
    "night blue",
  ],
  ["NF-10019", "Aldersea Larch summer sleeping bag", "Aldersea", "Sleeping bags", 5900, 40, 3.3, 760, "slate blue"],
  ["NF-10020", "Stonecrop Flint gas stove", "Stonecrop", "Stoves", 4400, 22, 4.4, 95, "charcoal"],
];

/** The shop that the sentences are said of: small, so that what a rule touches can be counted by hand. */
export const judgedProducts: readonly Product[] = rows.map(
  ([id, title, brand, category, price, stock, rating, weightGrams, colour, compareAtPrice]) =>
    product(id, 1, {
      title,
      brand,
      category,
      price,
      stock,
      currency: "EUR",
      attributes: { rating, weightGrams, colour },
      ...(compareAtPrice === undefined ? {} : { compareAtPrice }),
    }),
);

/** A product of a kind (`true`), none of it (`false`), or one about which people may differ. */
type Belongs = (fields: JsonObject) => boolean | undefined;

const num = (fields: JsonObject, name: string) =>
  Number(fields[name] ?? (fields.attributes as JsonObject | undefined)?.[name]);
const is =
  (field: string, ...values: readonly string[]): Belongs =>
  (fields) =>
    values.includes(String(fields[field]));
const both =
  (...all: readonly Belongs[]): Belongs =>
  (fields) =>
    all.every((one) => one(fields) === true);
const under =
  (euros: number): Belongs =>
  (fields) =>
    num(fields, "price") < euros * 100;
const over =
  (euros: number): Belongs =>
  (fields) =>
    num(fields, "price") > euros * 100;
/** Clear at both ends, open in the middle. */
const clear =
  (name: string, yes: (value: number) => boolean, no: (value: number) => boolean): Belongs =>
  (fields) => {
    const value = num(fields, name);
    return yes(value) ? true : no(value) ? false : undefined;
  };
const jackets = is("category", "Rain jackets", "Down jackets");
const cheap = clear(
  "price",
  (price) => price <= 2500,
  (price) => price >= 20000,
);

/** Which products belong to each kind. */
export const kinds: { readonly [K in Kind]: Belongs } = {
  onSale: (fields) => fields.compareAtPrice !== undefined,
  cheap,
  expensive: clear(
    "price",
    (price) => price >= 20000,
    (price) => price <= 2500,
  ),
  wellRated: clear(
    "rating",
    (rating) => rating >= 4.6,
    (rating) => rating <= 3.8,
  ),
  lowStock: clear(
    "stock",
    (stock) => stock <= 2,
    (stock) => stock >= 12,
  ),
  hats: is("category", "Hats"),
  socks: is("category", "Socks"),
  tents: is("category", "Tents"),
  gloves: is("category", "Gloves"),
  sandals: is("category", "Sandals"),
  jackets,
  ridgeway: is("brand", "Ridgeway"),
  kvist: is("brand", "Kvist"),
  northfell: is("brand", "Northfell"),
  sand: (fields) => (fields.attributes as JsonObject).colour === "sand",
  light: clear(
    "weightGrams",
    (grams) => grams <= 80,
    (grams) => grams >= 900,
  ),
  tentsUnder200: both(is("category", "Tents"), under(200)),
  jacketsUnder100: both(jackets, under(100)),
  northfellOver50: both(is("brand", "Northfell"), over(50)),
  rainJacketsOver300: both(is("category", "Rain jackets"), over(300)),
  between50And150: (fields) => num(fields, "price") >= 5000 && num(fields, "price") <= 15000,
  under20: under(20),
  over500: over(500),
  kvistOrBruma: is("brand", "Kvist", "Bruma"),
  cheapTents: (fields) => (fields.category === "Tents" ? cheap(fields) : false),
  rated4: clear(
    "rating",
    (rating) => rating > 4,
    (rating) => rating < 4,
  ),
};

/** Distinct values of a field, the most frequent first. */
export const namesOf = (field: "brand" | "category"): readonly string[] => [
  ...new Set(judgedProducts.map(({ fields }) => String(fields[field]))),
];
