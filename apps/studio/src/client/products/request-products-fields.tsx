import type { JsonObject } from "@aisle/runtime/json";
import type { ShelfItem } from "../api/outputs.ts";
import { humanName } from "../canvas/form/field-kind.ts";
import { ProductIdsInput } from "./product-ids-input.tsx";
import { idsInField, productIdsFields, withIds } from "./request-products.ts";

/** Pickers for the fields of a request that hold products, beside its text. */
export function RequestProductsFields({
  schema,
  request,
  near,
  onChange,
}: {
  /** JSON Schema of the request. */
  readonly schema: JsonObject;
  readonly request: JsonObject;
  readonly near?: readonly ShelfItem[];
  readonly onChange: (request: JsonObject) => void;
}) {
  return productIdsFields(schema).map((field) => (
    <ProductIdsInput
      key={field.name}
      label={field.title === field.name ? humanName(field.name) : field.title}
      description={field.help}
      value={idsInField(request, field)}
      most={field.most}
      {...(near === undefined ? {} : { near })}
      onChange={(ids) => onChange(withIds(request, field, ids))}
    />
  ));
}
