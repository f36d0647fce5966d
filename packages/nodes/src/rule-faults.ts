import type { CatalogField, CatalogFields, CatalogType } from "@aisle/runtime/node-sdk/catalog-field";
import { nearestName } from "./nearest-name.ts";
import { contradiction } from "./rule-contradiction.ts";
import {
  childrenOf,
  isConstant,
  literalOf,
  parseRule,
  pathOf,
  type RuleNode,
  sourceOf,
  type ValueType,
  valueOfConstant,
} from "./rule-tree.ts";

/** Always there, whatever the catalog holds. */
const given: readonly CatalogField[] = [
  { name: "id", types: { text: 1 }, values: [] },
  { name: "score", types: { number: 1 }, values: [] },
  { name: "attributes", types: { object: 1 }, values: [] },
];

const typeNames: { readonly [Type in CatalogType]: string } = {
  text: "a text",
  number: "a number",
  "yes-no": "yes or no",
  list: "a list",
  object: "an object",
};
const ordering = new Set(["<", "<=", ">", ">="]);
const comparing = new Set(["==", ...ordering]);
const arithmetic = new Set(["+", "-", "*", "/", "%", "-_"]);
const ofTexts = new Set(["contains", "startsWith", "endsWith", "matches"]);

/**
 * Why an expression can never be true of a product of this catalog: a field that no product has, a value of another type, or a
 * condition that is the same for all. Nothing when it may be, or when that is unknown.
 */
export function ruleFault(source: string, catalog: CatalogFields): string | undefined {
  const root = parseRule(source);
  // With no products there is nothing that a rule could be wrong about.
  if (root === undefined || catalog.products === 0) return undefined;
  const fields = new Map([...given, ...catalog.fields].map((field) => [field.name, field]));
  if (isConstant(root)) {
    const value = valueOfConstant(root);
    const always = value === true ? "true for every product" : "never true";
    return `“${sourceOf(root)}” reads no field of a product: it is ${always}.`;
  }
  return impossible(root, fields) ?? contradiction(root);
}

type Fields = ReadonlyMap<string, CatalogField>;

function impossible(node: RuleNode, fields: Fields): string | undefined {
  const [first, second] = childrenOf(node);
  if (node.op === "&&") return impossible(first!, fields) ?? impossible(second!, fields);
  if (node.op === "||") {
    const [a, b] = [impossible(first!, fields), impossible(second!, fields)];
    return a === undefined || b === undefined ? undefined : a === b ? a : `${a} ${b}`;
  }
  if (node.op === "?:") {
    const [, yes, no] = childrenOf(node);
    return unreadable(first!, fields) ?? (impossible(yes!, fields) && impossible(no!, fields));
  }
  const missing = unreadable(node, fields);
  if (missing !== undefined) return missing;
  if (isConstant(node)) {
    const value = valueOfConstant(node);
    return value === true ? undefined : `“${sourceOf(node)}” is never true.`;
  }
  if (comparing.has(node.op)) return unlike(node, first!, second!, fields);
  if (node.op === "in") return notIn(first!, second!, fields);
  if (node.op === "rcall") return notOfTexts(node, fields);
  if (arithmetic.has(node.op)) return `“${sourceOf(node)}” gives a number, neither yes nor no.`;
  const path = pathOf(node);
  const field = path === undefined ? undefined : fields.get(path);
  if (field !== undefined && has(field, "yes-no") === false)
    return `“${path}” is ${typesOf(field)}, neither yes nor no: compare it with a value.`;
  return undefined;
}

/** Why a part gives nothing for any product: it reads a field that none has. */
function unreadable(node: RuleNode, fields: Fields): string | undefined {
  if (node.op === "&&" || node.op === "||" || node.op === "?:") return undefined;
  const path = pathOf(node);
  if (path !== undefined) return missingField(path, fields);
  // What a loop or a question for a field names is its own.
  if (node.op === "call" || node.op === "comprehension") return undefined;
  const inside = node.op === "rcall" ? childrenOf(node).slice(0, 1) : childrenOf(node);
  for (const child of inside) {
    const reason = unreadable(child, fields);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function missingField(path: string, fields: Fields): string | undefined {
  if (fields.has(path)) return undefined;
  // Deeper parts of an object are not listed.
  const parents = path.split(".").map((_part, at, parts) => parts.slice(0, at).join("."));
  if (parents.some((parent) => parent !== "attributes" && has(fields.get(parent), "object"))) return undefined;
  const near = nearestName(path, [...fields.keys()]);
  return `No product has the field “${path}”${near === undefined ? "." : `; there is “${near}”.`}`;
}

const has = (field: CatalogField | undefined, type: CatalogType): boolean => (field?.types[type] ?? 0) > 0;
const typesOf = ({ types }: CatalogField): string =>
  (Object.keys(typeNames) as CatalogType[])
    .filter((type) => (types[type] ?? 0) > 0)
    .map((type) => typeNames[type])
    .join(" or ");

const valueNames: { readonly [Type in ValueType]: string } = {
  ...typeNames,
  null: "nothing",
  time: "a time",
};

/** A comparison of a field with a value of a type that it never has. */
function unlike(node: RuleNode, left: RuleNode, right: RuleNode, fields: Fields): string | undefined {
  const [path, value] = pathOf(left) === undefined ? [pathOf(right), left] : [pathOf(left), right];
  const field = path === undefined ? undefined : fields.get(path);
  const literal = literalOf(value);
  if (field === undefined || literal === undefined) return undefined;
  const { type } = literal;
  if (type === "null") return undefined;
  if (type === "time") {
    if (!has(field, "text")) return `“${path}” is ${typesOf(field)}, and is compared with a time.`;
    return `“${path}” is a text: write timestamp(${path}) to compare it with a time.`;
  }
  if (has(field, type)) {
    const orders = ordering.has(node.op) && type === "yes-no";
    return orders ? `“${sourceOf(node)}” puts yes and no in an order.` : undefined;
  }
  return `“${path}” is ${typesOf(field)}, and is compared with ${valueNames[type]}: ${sourceOf(value)}.`;
}

function notIn(item: RuleNode, list: RuleNode, fields: Fields): string | undefined {
  const listed = pathOf(list);
  const field = listed === undefined ? undefined : fields.get(listed);
  if (field !== undefined && !has(field, "list") && !has(field, "object")) {
    const instead = has(field, "text") ? `: ${listed}.contains(${sourceOf(item)}) looks into a text` : "";
    return `“${listed}” is ${typesOf(field)}, no list${instead}.`;
  }
  const path = pathOf(item);
  const read = path === undefined ? undefined : fields.get(path);
  if (read === undefined || list.op !== "list") return undefined;
  const values = childrenOf(list).map(literalOf);
  if (values.length === 0) return `“${sourceOf(list)}” is an empty list.`;
  const fits = values.some(
    (value) => value === undefined || (value.type !== "time" && value.type !== "null" && has(read, value.type)),
  );
  return fits ? undefined : `“${path}” is ${typesOf(read)}, and none of ${sourceOf(list)} is.`;
}

function notOfTexts(node: RuleNode, fields: Fields): string | undefined {
  const [name] = node.args as readonly [string];
  const path = pathOf(childrenOf(node)[0]!);
  const field = path === undefined ? undefined : fields.get(path);
  if (field === undefined || !ofTexts.has(name) || has(field, "text")) return undefined;
  return `“${path}” is ${typesOf(field)}: ${name} reads texts.`;
}
