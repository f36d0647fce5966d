import type { Json } from "@aisle/runtime/json";
import { InputWrapper, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import condition from "./condition/condition.module.css";
import { ConditionForm } from "./condition/condition-form.tsx";
import { readConditions, writeConditions } from "./condition/condition-text.ts";
import { useDraftValue } from "./draft-value.ts";
import { CatalogReach, TrialResult, useFieldTrial } from "./field-trial.tsx";
import style from "./form.module.css";

interface TriedFieldProps {
  readonly shared: { readonly label: string; readonly description?: string; readonly error: string | undefined };
  readonly path: readonly (string | number)[];
  readonly value: Json | undefined;
  readonly set: (value: Json | undefined) => void;
}

/** An expression, as a form of conditions or as its text, with what it gives on the last run's products as one types, or what is wrong with it. */
export function ExpressionField({ shared, path, value, set }: TriedFieldProps) {
  const [text, setText] = useDraftValue(typeof value === "string" ? value : "", set);
  const trial = useFieldTrial(path, text);
  // What was tried is newer than what was stored and checked.
  const error = trial === undefined ? shared.error : trial.kind === "wrong" ? trial.message : undefined;
  const conditions = readConditions(text);
  // The text is what is stored: a form is offered for as long as it says the same.
  const [asText, setAsText] = useState(conditions === undefined);
  const isForm = !asText && conditions !== undefined;
  return (
    <>
      <div className={condition.head}>
        <span className={condition.label}>{shared.label}</span>
        <SegmentedControl
          size="xs"
          aria-label={`${shared.label} as`}
          data={[
            { value: "form", label: "Form", disabled: conditions === undefined },
            { value: "text", label: "Text" },
          ]}
          value={isForm ? "form" : "text"}
          onChange={(next) => setAsText(next === "text")}
        />
      </div>
      {isForm ? (
        <InputWrapper error={error} description={conditions.parts.length === 0 ? "No condition yet." : undefined}>
          <ConditionForm
            label={shared.label}
            conditions={conditions}
            onChange={(next) => setText(writeConditions(next))}
          />
        </InputWrapper>
      ) : (
        <Textarea
          aria-label={shared.label}
          description={shared.description}
          error={error}
          autosize
          minRows={1}
          maxRows={8}
          spellCheck={false}
          classNames={{ input: style.mono! }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {conditions === undefined && trial?.kind !== "wrong" && (
        <p className={condition.asText}>This text says more than a form can show: it stays a text.</p>
      )}
      <TrialResult trial={trial} />
      <CatalogReach trial={trial} />
    </>
  );
}

/** The name of a product's field, with its values on the last run's products as one types. */
export function ProductFieldField({ shared, path, value, set }: TriedFieldProps) {
  const [text, setText] = useDraftValue(typeof value === "string" ? value : "", set);
  const trial = useFieldTrial(path, text);
  return (
    <>
      <TextInput {...shared} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <TrialResult trial={trial} />
    </>
  );
}
