import type { Json } from "@aisle/runtime/json";
import { ActionIcon, InputWrapper, NumberInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import style from "./form.module.css";

/** A list of numbers, one field each, such as the weights of lists; `labels` name those that belong to something. */
export function NumbersInput({
  shared,
  value,
  labels,
  min,
  max,
  maxItems,
  set,
}: {
  readonly shared: { readonly label: string; readonly description?: string; readonly error: string | undefined };
  readonly value: Json | undefined;
  readonly labels: readonly string[];
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly maxItems: number;
  readonly set: (value: Json) => void;
}) {
  const numbers = Array.isArray(value) ? value.map(Number) : [];
  const length = Math.max(numbers.length, Math.min(labels.length, maxItems));
  const noun = shared.label.replace(/s$/, "");
  const lines = Array.from({ length }, (_, at) => ({
    at,
    number: numbers[at],
    title: labels[at] ?? `${noun} ${at + 1}`,
  }));
  const change = (at: number, next: number) =>
    set(
      Array.from({ length: Math.max(numbers.length, at + 1) }, (_, place) =>
        place === at ? next : (numbers[place] ?? 1),
      ),
    );
  return (
    <InputWrapper {...shared}>
      <div className={style.numbers}>
        {lines.map(({ at, number, title }) => (
          <div key={`${title}-${String(at)}`} className="row">
            <span className="grow clip small" title={title}>
              {title}
            </span>
            <NumberInput
              w={96}
              aria-label={`${shared.label}: ${title}`}
              placeholder="1"
              value={number ?? ""}
              step={0.1}
              {...(min === undefined ? {} : { min })}
              {...(max === undefined ? {} : { max })}
              onChange={(next) => {
                if (typeof next === "number") change(at, next);
              }}
            />
            {at >= labels.length && (
              <ActionIcon size="xs" aria-label={`Remove ${title}`} onClick={() => set(numbers.toSpliced(at, 1))}>
                <IconTrash size={14} stroke={1.5} />
              </ActionIcon>
            )}
          </div>
        ))}
        {labels.length === 0 && length < maxItems && (
          <ActionIcon size="xs" aria-label={`Add to ${shared.label}`} onClick={() => set([...numbers, 1])}>
            <IconPlus size={14} stroke={1.5} />
          </ActionIcon>
        )}
      </div>
    </InputWrapper>
  );
}
