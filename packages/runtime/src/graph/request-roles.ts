import type { JsonObject } from "../json.ts";

/** Which fields of a request its trigger reads as what, by name; "" for a role that no field has. */
export interface RequestRoles {
  readonly shopper: string;
  readonly text: string;
  readonly category: string;
  readonly products: string;
}

/** The roles that a trigger's settings give to fields of the request. */
export function requestRoles(config: JsonObject): RequestRoles {
  const field = (name: string) => (typeof config[name] === "string" ? config[name] : "");
  return {
    shopper: field("shopperField"),
    text: field("textField"),
    category: field("categoryField"),
    products: field("viewedField"),
  };
}
