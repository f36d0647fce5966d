import type { Json } from "@aisle/runtime/json";
import {
  Autocomplete,
  InputWrapper,
  NumberInput,
  SegmentedControl,
  Select,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { ReactNode } from "react";
import { ProductIdsInput } from "../../products/product-ids-input.tsx";
import { useDraftValue } from "./draft-value.ts";
import { type FieldPlan, humanName } from "./field-kind.ts";
import { JsonInput } from "./json-input.tsx";
import { NumbersInput } from "./numbers-input.tsx";
import { RowsInput } from "./rows-input.tsx";
import { ExpressionField, ProductFieldField } from "./tried-fields.tsx";

export interface FieldInputProps {
  readonly plan: FieldPlan;
  readonly value: Json | undefined;
  readonly path: readonly (string | number)[];
  readonly error: string | undefined;
  readonly options: readonly string[] | undefined;
  /** Titles of the lists that come in, in wire order: what the numbers of a list of weights stand for. */
  readonly listTitles: readonly string[];
  readonly onSet: (path: readonly (string | number)[], value: Json | undefined) => void;
  /** In a narrow row: help goes to the placeholder's place. */
  readonly bare: boolean;
  /** Draws a field of a row; handed down, since rows hold fields and fields hold rows. */
  readonly renderField: (plan: FieldPlan, value: Json | undefined, path: readonly (string | number)[]) => ReactNode;
}

function range(kind: { readonly min?: number; readonly max?: number }): string {
  if (kind.min !== undefined && kind.max !== undefined) return `${kind.min} to ${kind.max.toLocaleString("en")}`;
  if (kind.min !== undefined) return `from ${kind.min}`;
  return kind.max === undefined ? "" : `up to ${kind.max.toLocaleString("en")}`;
}

/** The control that fits a field's kind. */
export function FieldInput(props: FieldInputProps) {
  const { plan, value, path, error, bare, onSet } = props;
  const set = (next: Json | undefined) => onSet(path, next);
  // In a row of a list the description is the label: "Product", "Place".
  const label = bare ? (plan.help ?? plan.title) : plan.title;
  const shared = { label, ...(bare || plan.help === undefined ? {} : { description: plan.help }), error };

  const { kind } = plan;
  switch (kind.is) {
    case "number":
      return <NumberField {...props} kind={kind} shared={shared} set={set} hint={range(kind)} />;
    case "yes-no":
      return (
        <Switch
          {...shared}
          checked={value === true}
          onChange={(event) => set(event.currentTarget.checked)}
          labelPosition="left"
          styles={{ body: { justifyContent: "space-between" }, label: { fontWeight: 500, fontSize: 13 } }}
        />
      );
    case "choice":
      return kind.options.length <= 4 && kind.options.join("").length < 30 ? (
        <InputWrapper {...shared}>
          <SegmentedControl
            fullWidth
            aria-label={label}
            data={kind.options.map((option) => ({ value: option, label: humanName(option.replace(/-/g, " ")) }))}
            value={typeof value === "string" ? value : ""}
            onChange={set}
          />
        </InputWrapper>
      ) : (
        <Select
          {...shared}
          data={kind.options.map((option) => ({ value: option, label: humanName(option.replace(/-/g, " ")) }))}
          value={typeof value === "string" ? value : null}
          allowDeselect={false}
          onChange={(next) => set(next ?? undefined)}
        />
      );
    case "words":
      return (
        <TagsInput {...shared} value={Array.isArray(value) ? value.map(String) : []} onChange={(next) => set(next)} />
      );
    case "numbers":
      return (
        <NumbersInput
          shared={shared}
          value={value}
          labels={props.listTitles}
          min={kind.min}
          max={kind.max}
          maxItems={kind.maxItems}
          set={set}
        />
      );
    case "rows":
      return <RowsInput {...props} fields={kind.fields} maxItems={kind.maxItems} />;
    case "expression":
      return <ExpressionField shared={shared} path={path} value={value} set={set} />;
    case "product-field":
      return <ProductFieldField shared={shared} path={path} value={value} set={set} />;
    case "products": {
      const ids = (Array.isArray(value) ? value : [value]).filter((id): id is string => typeof id === "string");
      return (
        <ProductIdsInput
          {...shared}
          value={ids.filter((id) => id !== "")}
          maxItems={kind.maxItems}
          onChange={(next) => set(kind.isList ? [...next] : (next[0] ?? ""))}
        />
      );
    }
    case "text":
      return <TextField shared={shared} value={value} set={set} />;
    case "line":
      return props.options === undefined ? (
        <LineField shared={shared} value={value} set={set} />
      ) : (
        <Autocomplete
          {...shared}
          data={[...props.options]}
          value={typeof value === "string" ? value : ""}
          onChange={(next) => set(next)}
        />
      );
    case "group":
    case "json":
      return <JsonInput shared={shared} value={value} set={set} />;
  }
}

interface Shared {
  readonly label: string;
  readonly description?: string;
  readonly error: string | undefined;
}

interface Plain {
  readonly shared: Shared;
  readonly value: Json | undefined;
  readonly set: (value: Json | undefined) => void;
}

function NumberField({
  kind,
  shared,
  value,
  set,
  hint,
}: Pick<FieldInputProps, "value"> & {
  readonly kind: { readonly whole: boolean; readonly min?: number; readonly max?: number };
  readonly shared: Shared;
  readonly set: (value: Json | undefined) => void;
  readonly hint: string;
}) {
  return (
    <NumberInput
      {...shared}
      value={typeof value === "number" ? value : ""}
      onChange={(next) => {
        if (typeof next === "number") set(next);
      }}
      allowDecimal={!kind.whole}
      step={kind.whole ? 1 : 0.05}
      thousandSeparator=","
      {...(kind.min === undefined ? {} : { min: kind.min })}
      {...(kind.max === undefined ? {} : { max: kind.max })}
      clampBehavior="blur"
      {...(hint === ""
        ? {}
        : { description: shared.description === undefined ? hint : `${shared.description} ${hint}.` })}
    />
  );
}

function LineField({ shared, value, set }: Plain) {
  const [text, setText] = useDraftValue(typeof value === "string" ? value : "", set);
  return <TextInput {...shared} value={text} onChange={(event) => setText(event.currentTarget.value)} />;
}

function TextField({ shared, value, set }: Plain) {
  const [text, setText] = useDraftValue(typeof value === "string" ? value : "", set);
  return (
    <Textarea
      {...shared}
      autosize
      minRows={2}
      maxRows={10}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
