import type { Json } from "@aisle/runtime/json";
import { InputWrapper, NumberInput, SegmentedControl, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { JsonInput } from "../canvas/form/json-input.tsx";
import type { RequestField } from "./request-fields.ts";

/** A field of a request by the control of its kind; what is left empty is not sent. */
export function PlainField({
  field,
  value,
  onSet,
}: {
  readonly field: RequestField;
  readonly value: Json | undefined;
  readonly onSet: (value: Json | undefined) => void;
}) {
  const { kind } = field;
  const shared = {
    label: field.title,
    ...(field.help === undefined ? {} : { description: field.help }),
    withAsterisk: field.required,
  };
  const text = (typed: string) => onSet(typed === "" ? undefined : typed);
  const isNothing = value === undefined;
  switch (kind.is) {
    case "number":
      if (!isNothing && typeof value !== "number") break;
      return (
        <NumberInput
          {...shared}
          value={value ?? ""}
          allowDecimal={!kind.whole}
          {...(kind.min === undefined ? {} : { min: kind.min })}
          {...(kind.max === undefined ? {} : { max: kind.max })}
          clampBehavior="none"
          error={outOfRange(kind, value)}
          onChange={(next) => onSet(typeof next === "number" ? next : undefined)}
        />
      );
    case "yes-no":
      if (!isNothing && typeof value !== "boolean") break;
      return (
        <InputWrapper {...shared}>
          <SegmentedControl
            fullWidth
            aria-label={field.title}
            data={[
              { value: "", label: "Not sent" },
              { value: "yes", label: "Yes" },
              { value: "no", label: "No" },
            ]}
            value={isNothing ? "" : value ? "yes" : "no"}
            onChange={(next) => onSet(next === "" ? undefined : next === "yes")}
          />
        </InputWrapper>
      );
    case "choice":
      return (
        <Select
          {...shared}
          clearable
          placeholder="Not sent"
          data={[...kind.options]}
          value={isNothing ? null : String(value)}
          onChange={(next) => onSet(next ?? undefined)}
        />
      );
    case "words":
      if (!isNothing && !(Array.isArray(value) && value.every((one) => typeof one === "string"))) break;
      return (
        <TagsInput
          {...shared}
          placeholder={isNothing ? "Type, Enter adds it" : ""}
          value={(value as readonly string[] | undefined)?.slice() ?? []}
          onChange={(next) => onSet(next.length === 0 ? undefined : next)}
        />
      );
    case "text":
      if (!isNothing && typeof value !== "string") break;
      return (
        <Textarea
          {...shared}
          autosize
          minRows={2}
          maxRows={8}
          value={value ?? ""}
          onChange={(event) => text(event.currentTarget.value)}
        />
      );
    case "line":
      if (!isNothing && typeof value !== "string") break;
      return <TextInput {...shared} value={value ?? ""} onChange={(event) => text(event.currentTarget.value)} />;
    default:
      break;
  }
  return <JsonInput shared={{ ...shared, error: undefined }} value={value} set={onSet} />;
}

function outOfRange(kind: { readonly min?: number; readonly max?: number }, value: Json | undefined) {
  if (typeof value !== "number") return undefined;
  if (kind.min !== undefined && value < kind.min) return `At least ${kind.min}.`;
  return kind.max !== undefined && value > kind.max ? `At most ${kind.max}.` : undefined;
}
