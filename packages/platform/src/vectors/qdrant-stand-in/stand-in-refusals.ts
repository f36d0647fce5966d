import type { Wire } from "./stand-in-filter.ts";

/** What the engine refuses, with its status. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
}

const uuid = /^(urn:uuid:)?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const maxSize = 65_536;

const refuse = (status: number, error: string): Refusal => ({ status, error });

/** What the engine says of a new collection's name and vectors, if it refuses them. */
export function collectionRefusal(name: string, body: Wire): Refusal | undefined {
  if (name.length > 255) return refuse(422, "collection_name: value length must be at most 255");
  if (name.includes("/")) return refuse(422, 'collection name cannot contain "/" char');
  const { size } = (body.vectors ?? {}) as { size?: unknown };
  if (typeof size !== "number" || size < 1 || size > maxSize)
    return refuse(422, `Validation error: vectors.size: value ${size} invalid, must be from 1 to ${maxSize}`);
  return undefined;
}

/** What the engine says of a request to a collection's points, if it refuses it; `size` is the length of its vectors. */
export function pointsRefusal(what: string, body: Wire, size: number): Refusal | undefined {
  switch (what) {
    case "PUT points":
      return upsertRefusal(body.points, size);
    case "POST points/delete":
      return idsRefusal(body.points) ?? (emptyList(body.points) ? refuse(400, "Empty update request") : undefined);
    case "POST points":
      return idsRefusal(body.ids);
    case "POST points/query":
      return queryRefusal(body, size);
    case "POST points/scroll":
      return limitRefusal(body.limit) ?? filterRefusal(body.filter);
    case "POST points/count":
      return filterRefusal(body.filter);
    default:
      return undefined;
  }
}

function upsertRefusal(points: unknown, size: number): Refusal | undefined {
  if (!Array.isArray(points) || points.length === 0) return refuse(400, "Empty update request");
  for (const { id, vector } of points as { id: unknown; vector?: unknown }[]) {
    if (!isPointId(id))
      return refuse(400, `Format error in JSON body: value ${JSON.stringify(id)} is not a valid point ID`);
    if (!Array.isArray(vector)) return refuse(400, "Format error in JSON body: missing field `vector`");
    if (vector.length === 0) return refuse(422, "Validation error in JSON body: vector must not be empty");
    if (!vector.every((value) => typeof value === "number"))
      return refuse(400, "Format error in JSON body: data did not match any variant of untagged enum");
    if (vector.length !== size) return refuse(400, dimensionError(size, vector.length));
  }
  return undefined;
}

function idsRefusal(ids: unknown): Refusal | undefined {
  const wrong = Array.isArray(ids) ? ids.find((id) => !isPointId(id)) : undefined;
  return wrong === undefined ? undefined : refuse(400, `value ${JSON.stringify(wrong)} is not a valid point ID`);
}

function queryRefusal({ query, limit, filter }: Wire, size: number): Refusal | undefined {
  if (!Array.isArray(query) || query.length === 0) return refuse(422, "Validation error: vector must not be empty");
  if (query.length !== size) return refuse(400, dimensionError(size, query.length));
  return limitRefusal(limit) ?? filterRefusal(filter);
}

function limitRefusal(limit: unknown): Refusal | undefined {
  if (limit === undefined) return undefined;
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 0) return refuse(400, `invalid limit ${limit}`);
  return limit === 0 ? refuse(422, "limit: value 0 invalid, must be 1 or larger") : undefined;
}

/** A condition on a key must say what of it. */
function filterRefusal(filter: unknown): Refusal | undefined {
  if (typeof filter !== "object" || filter === null) return undefined;
  for (const conditions of Object.values(filter))
    for (const condition of [conditions].flat() as Wire[]) {
      if ("key" in condition) {
        if (Object.keys(condition).length === 1) return refuse(422, "At least one field condition must be specified");
      } else {
        const inner = filterRefusal(condition);
        if (inner !== undefined) return inner;
      }
    }
  return undefined;
}

const emptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

function isPointId(id: unknown): boolean {
  return typeof id === "string" ? uuid.test(id) : typeof id === "number" && Number.isInteger(id) && id >= 0;
}

function dimensionError(expected: number, found: number): string {
  return `Wrong input: Vector dimension error: expected dim: ${expected}, got ${found}`;
}
