import type { Random } from "./random.ts";

/** As much of JSON Schema as the router's inputs and the OpenAPI document use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: { readonly [key: string]: Schema };
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly format?: string;
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: Schema };
}

/** Values of the running Aisle that a field of this name may hold: ids that exist, slugs, graphs. */
export type Known = { readonly [field: string]: readonly unknown[] };

const hostileTexts: readonly string[] = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "x\udc00y",
  "\u202e\ufeff\u0007",
  "😀".repeat(40),
  "x".repeat(300),
  "x".repeat(70_000),
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "../../etc/passwd",
  "%00%ff",
  "'; drop table product; --",
  '"\\',
  "{{7*7}}",
  "NaN",
  "-0",
  "1e400",
  "9".repeat(400),
  "2026-13-45T99:99:99Z",
  "0000-00-00",
  "+275760-09-13T00:00:00.001Z",
  "draft",
  "live",
  "*",
  "null",
];
const hostileNumbers: readonly number[] = [
  0,
  -0,
  -1,
  1,
  0.5,
  255,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e300,
  -1e300,
  5e-324,
];
const hostileKeys = ["__proto__", "constructor", "toString", "", "\0", "\ud800", "length", "then", "x".repeat(2000)];

/** Any JSON at all, up to a few levels, now and then deep. */
export function hostileValue(random: Random, levels = 4): unknown {
  if (levels === 4 && random.chance(0.03)) return nested(random.pick([10, 63, 64, 65, 500, 3000]));
  switch (random.below(levels > 0 ? 9 : 6)) {
    case 0:
      return random.pick(hostileTexts);
    case 1:
      return random.pick(hostileNumbers);
    case 2:
      return random.chance(0.5);
    case 3:
      return null;
    case 4:
      return random.pick(hostileTexts) + random.pick(hostileTexts).slice(0, 100);
    case 5:
      return `id_${random.below(1e6)}`;
    case 6:
      return Array.from({ length: random.pick([0, 1, 2, 5, 40]) }, () => hostileValue(random, levels - 2));
    default: {
      const keys = Array.from({ length: random.below(5) }, () =>
        random.chance(0.3)
          ? random.pick(hostileKeys)
          : random.pick(["id", "nodes", "edges", "config", "type", "value"]),
      );
      // `fromEntries` makes an own key of `__proto__`, as a parsed body has it.
      return Object.fromEntries(keys.map((key) => [key, hostileValue(random, levels - 1)]));
    }
  }
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { in: value };
  return value;
}

/** A value that fits the schema as far as this knows, with known ids where a field's name implies them. */
function fittingValue(schema: Schema, known: Known, random: Random, field = "", root: Schema = schema): unknown {
  const go = (inner: Schema, name = field) => fittingValue(inner, known, random, name, root);
  if (known[field] !== undefined && known[field].length > 0 && random.chance(0.8)) return random.pick(known[field]);
  if (schema.$ref !== undefined) {
    const target = schema.$ref === "#" ? root : root.$defs?.[schema.$ref.split("/").at(-1) ?? ""];
    // A schema that names itself: a leaf ends it.
    return target === undefined || random.chance(0.6) ? random.pick(["a", 1, true, null, {}]) : go(target);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return go(random.pick(choices));
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => go(part)));
  if ("const" in schema) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const type = Array.isArray(schema.type) ? random.pick(schema.type as readonly string[]) : schema.type;
  switch (type) {
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).filter(() => !random.chance(0.05));
      const more =
        typeof schema.additionalProperties === "object" && random.chance(0.5)
          ? [["any", schema.additionalProperties] as const]
          : [];
      return Object.fromEntries([...fields, ...more].map(([key, inner]) => [key, go(inner, key)]));
    }
    case "array": {
      if (schema.prefixItems !== undefined) return schema.prefixItems.map((inner) => go(inner));
      const inner = typeof schema.items === "object" ? schema.items : {};
      return Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () => go(inner, field.replace(/s$/, "")));
    }
    case "integer":
    case "number": {
      const low = Math.max(schema.minimum ?? 0, -1e6);
      return low + random.below(Math.min((schema.maximum ?? low + 20) - low, 20) + 1);
    }
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    case "string":
      return textFor(schema, random);
    default:
      return hostileValue(random, 2);
  }
}

function textFor({ format, minLength = 1 }: Schema, random: Random): string {
  if (format === "date-time") return new Date(1.6e12 + random.below(3e11)).toISOString();
  if (format === "email") return `p${random.below(1e6)}@example.com`;
  return `t${random.below(1000)}${"x".repeat(Math.max(0, minLength - 2))}`;
}

/** The value with one thing in it changed: a leaf, a key left out or added, or a part of another type. */
function withOneFault(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random.chance(0.15)) return hostileValue(random, 2);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(0.2)) return [...value, hostileValue(random, 2)];
    const at = random.below(value.length);
    return value.map((inner: unknown, index) => (index === at ? withOneFault(inner, random) : inner));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || random.chance(0.15)) {
    return Object.fromEntries([...entries, [random.pick(hostileKeys), hostileValue(random, 2)]]);
  }
  const at = random.below(entries.length);
  if (random.chance(0.1)) return Object.fromEntries(entries.filter((_, index) => index !== at));
  return Object.fromEntries(
    entries.map(([key, inner], index) => [key, index === at ? withOneFault(inner, random) : inner]),
  );
}

/** Fitting, nearly fitting or hostile, in shares that reach deep and stay strange. */
export function anyValue(schema: Schema, known: Known, random: Random): unknown {
  const kind = random.next();
  if (kind < 0.5) return fittingValue(schema, known, random);
  if (kind < 0.85) return withOneFault(fittingValue(schema, known, random), random);
  return hostileValue(random);
}
