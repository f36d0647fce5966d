import type { RequestRoles } from "@aisle/runtime/graph/request-roles";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { Button, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconSearch } from "@tabler/icons-react";
import { ProductIdsInput } from "../products/product-ids-input.tsx";
import { CategoryField } from "./category-field.tsx";
import { PlainField } from "./plain-field.tsx";
import style from "./request.module.css";
import { type RequestField, requestFields, unknownFields, withField } from "./request-fields.ts";
import { ShopperField } from "./shopper-field.tsx";

/** A request as a form made of its schema: a search box, pickers for shopper and products, a control of its kind for the rest. */
export function RequestForm({
  schema,
  roles,
  request,
  onChange,
}: {
  /** JSON Schema of the request, from its trigger. */
  readonly schema: JsonObject;
  readonly roles: RequestRoles;
  readonly request: JsonObject;
  readonly onChange: (request: JsonObject) => void;
}) {
  const fields = requestFields(schema, roles);
  return (
    <div className={style.form}>
      {fields.length === 0 && (
        <p className="muted small">This request has no fields in its schema; JSON sends any object.</p>
      )}
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={request[field.name]}
          onSet={(value) => onChange(withField(request, field.name, value))}
        />
      ))}
      <UnknownFields schema={schema} request={request} onChange={onChange} />
    </div>
  );
}

/** Text of a field as it is sent: an empty one is left out. */
const sent = (text: string): string | undefined => (text === "" ? undefined : text);

function Field({
  field,
  value,
  onSet,
}: {
  readonly field: RequestField;
  readonly value: Json | undefined;
  readonly onSet: (value: Json | undefined) => void;
}) {
  const shared = {
    label: field.title,
    ...(field.help === undefined ? {} : { description: field.help }),
    // Not the browser's own: what is missing is said by the endpoint's answer, in its words.
    withAsterisk: field.required,
  };
  const text = typeof value === "string" ? value : "";
  // A value of another kind than the schema's has to be seen as it is.
  if (value !== undefined && !fits(field, value)) return <PlainField field={field} value={value} onSet={onSet} />;
  switch (field.asks) {
    case "search":
      return (
        <TextInput
          {...shared}
          type="search"
          placeholder="What the shopper types"
          leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
          value={text}
          onChange={(event) => onSet(sent(event.currentTarget.value))}
        />
      );
    case "shopper":
      return <ShopperField {...shared} value={text} onChange={(next) => onSet(sent(next))} />;
    case "category":
      return <CategoryField {...shared} value={text} onChange={(next) => onSet(sent(next))} />;
    case "product":
      return (
        <ProductIdsInput
          label={shared.label}
          description={field.help}
          value={text === "" ? [] : [text]}
          maxItems={1}
          onChange={([id]) => onSet(id)}
        />
      );
    case "products":
      return (
        <ProductIdsInput
          label={shared.label}
          description={field.help}
          value={Array.isArray(value) ? value.map(String) : []}
          maxItems={field.maxItems}
          onChange={(ids) => onSet(ids.length === 0 ? undefined : [...ids])}
        />
      );
    case "plain":
      return <PlainField field={field} value={value} onSet={onSet} />;
  }
}

function fits({ asks }: RequestField, value: Json): boolean {
  if (asks === "plain") return true;
  return asks === "products"
    ? Array.isArray(value) && value.every((id) => typeof id === "string")
    : typeof value === "string";
}

/** What the schema does not name, with the nearest field that may be meant: a slip sends nothing and says nothing. */
function UnknownFields({
  schema,
  request,
  onChange,
}: {
  readonly schema: JsonObject;
  readonly request: JsonObject;
  readonly onChange: (request: JsonObject) => void;
}) {
  return unknownFields(schema, request).map(({ name, value, nearest, refused }) => (
    <div key={name} className={style.unknown} role="status">
      <IconAlertTriangle size={14} stroke={1.5} className="warn" aria-hidden />
      <div className="grow">
        <p>
          The schema has no field “{name}”{nearest === undefined ? "" : `; the nearest is “${nearest}”`}.{" "}
          {refused ? "The request is refused with it." : "It is sent, and no node reads it unless it is set to."}
        </p>
        <div className="row" style={{ gap: 4, marginTop: 4 }}>
          {nearest !== undefined && (
            <Button size="xs" onClick={() => onChange(withField(withField(request, name, undefined), nearest, value))}>
              Rename to {nearest}
            </Button>
          )}
          <Button size="xs" variant="subtle" onClick={() => onChange(withField(request, name, undefined))}>
            Leave out {name}
          </Button>
        </div>
      </div>
    </div>
  ));
}
