import type { Json } from "@aisle/runtime/json";
import { Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import style from "./form.module.css";

/** A value edited as JSON text; it is handed on when it reads well. */
export function JsonInput({
  shared,
  value,
  set,
  minRows = 3,
}: {
  readonly shared: { readonly label: string; readonly error: string | undefined };
  readonly value: Json | undefined;
  readonly set: (value: Json) => void;
  readonly minRows?: number;
}) {
  const written = JSON.stringify(value ?? null, null, 2);
  const [text, setText] = useState(written);
  const [wrong, setWrong] = useState<string>();
  useEffect(() => {
    setText((current) => (sameJson(current, written) ? current : written));
  }, [written]);
  return (
    <Textarea
      {...shared}
      error={wrong ?? shared.error}
      autosize
      minRows={minRows}
      maxRows={16}
      spellCheck={false}
      classNames={{ input: style.mono! }}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        try {
          set(JSON.parse(next) as Json);
          setWrong(undefined);
        } catch (error) {
          setWrong(error instanceof Error ? `Not JSON yet: ${error.message}` : "Not JSON yet.");
        }
      }}
    />
  );
}

function sameJson(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    // Half-typed text stays until it reads well.
    return true;
  }
}
