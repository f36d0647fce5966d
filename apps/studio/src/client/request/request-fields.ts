import { nearestName } from "@aisle/runtime/edit-distance";
import type { RequestRoles } from "@aisle/runtime/graph/request-roles";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { type FieldPlan, fieldPlans } from "../canvas/form/field-kind.ts";
import { type ProductIdsField, productIdsFields } from "../products/request-products.ts";

/** What a field of a request is asked for by: a control of its kind, or a picker of what it stands for. */
export type RequestFieldKind = "search" | "shopper" | "product" | "products" | "category" | "plain";

export interface RequestField extends FieldPlan {
  readonly asks: RequestFieldKind;
  readonly required: boolean;
  /** How many values a list may have. */
  readonly maxItems: number;
}

/** The fields of a request by its schema: what is typed into a search box first, the others in the schema's order. */
export function requestFields(schema: JsonObject, roles: RequestRoles): readonly RequestField[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const products = productIdsFields(schema);
  const properties = (schema.properties ?? {}) as { readonly [name: string]: JsonObject };
  const fields = fieldPlans(schema).map((plan): RequestField => {
    const { maxItems } = properties[plan.name] ?? {};
    return {
      ...plan,
      asks: asksFor(plan, roles, products),
      required: required.includes(plan.name),
      maxItems: typeof maxItems === "number" ? maxItems : 100,
    };
  });
  return fields.toSorted((a, b) => Number(b.asks === "search") - Number(a.asks === "search"));
}

function asksFor(
  { name, kind }: FieldPlan,
  roles: RequestRoles,
  products: readonly ProductIdsField[],
): RequestFieldKind {
  const isText = kind.is === "line" || kind.is === "text";
  if (name === roles.text && isText) return "search";
  if (name === roles.shopper && isText) return "shopper";
  if (name === roles.category && isText) return "category";
  const ids = products.find((field) => field.name === name);
  if (ids !== undefined) return ids.isList ? "products" : "product";
  return name === roles.products && kind.is === "words" ? "products" : "plain";
}

/** A field of a request that its schema does not have. */
export interface UnknownField {
  readonly name: string;
  readonly value: Json;
  /** The field that may be meant: the nearest in name that the request does not have yet. */
  readonly nearest: string | undefined;
  /** True when the endpoint refuses requests with it. */
  readonly refused: boolean;
}

/** What a request holds that its schema does not name. */
export function unknownFields(schema: JsonObject, request: JsonObject): readonly UnknownField[] {
  const known = fieldPlans(schema).map(({ name }) => name);
  const free = known.filter((name) => request[name] === undefined);
  return Object.entries(request)
    .filter(([name]) => !known.includes(name))
    .map(([name, value]) => ({
      name,
      value,
      nearest: nearestName(name, free),
      refused: schema.additionalProperties === false,
    }));
}

/** The request with a field set, or without it; the others keep their order. */
export function withField(request: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...request, [name]: value };
  const { [name]: _gone, ...rest } = request;
  return rest;
}
