import type { AskedEndpoint } from "./visit.ts";

/** What an endpoint says of its requests. */
export interface DescribedEndpoint {
  readonly slug: string;
  readonly requestRoles: { readonly shopper: string; readonly text: string; readonly products: string };
  readonly requestSchema: {
    readonly required?: readonly string[];
    readonly properties?: object;
    readonly additionalProperties?: unknown;
  };
}

/**
 * How a visit asks an endpoint; undefined where it requires a field that no visit knows before its first click. What a session is like
 * goes into fields of these names where the schema names them or lets others in.
 */
export function askedEndpoint({ slug, requestRoles, requestSchema }: DescribedEndpoint): AskedEndpoint | undefined {
  const { required = [], properties = {}, additionalProperties = true } = requestSchema;
  const names = new Set(Object.keys(properties));
  const known = (field: string) => (names.has(field) ? field : "");
  const shopper = known(requestRoles.shopper);
  // Where the shopper's id stands in one of these fields it is not written over.
  const ofSession = (field: string) =>
    field !== shopper && (names.has(field) || additionalProperties === true) ? field : "";
  const given = {
    shopper,
    text: known(requestRoles.text),
    session: ofSession("sessionId"),
    anonymous: ofSession("anonymousId"),
    device: ofSession("device"),
    visitor: ofSession("visitor"),
  };
  if (!required.every((field) => Object.values(given).includes(field))) return undefined;
  return { slug, fields: { ...given, products: known(requestRoles.products) } };
}
