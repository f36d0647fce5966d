import type { Json } from "@aisle/runtime/json";
import { Textarea, TextInput } from "@mantine/core";
import { useDraftValue } from "./draft-value.ts";
import { TrialResult, useFieldTrial } from "./field-trial.tsx";
import style from "./form.module.css";

interface TriedFieldProps {
  readonly shared: { readonly label: string; readonly description?: string; readonly error: string | undefined };
  readonly path: readonly (string | number)[];
  readonly value: Json | undefined;
  readonly set: (value: Json | undefined) => void;
}

/** An expression, with what it gives on the last run's products as one types, or what is wrong with it. */
export function ExpressionField({ shared, path, value, set }: TriedFieldProps) {
  const [text, setText] = useDraftValue(typeof value === "string" ? value : "", set);
  const trial = useFieldTrial(path, text);
  // What was tried is newer than what was stored and checked.
  const error = trial === undefined ? shared.error : trial.kind === "wrong" ? trial.message : undefined;
  return (
    <>
      <Textarea
        {...shared}
        error={error}
        autosize
        minRows={1}
        maxRows={8}
        spellCheck={false}
        classNames={{ input: style.mono! }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TrialResult trial={trial} />
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
