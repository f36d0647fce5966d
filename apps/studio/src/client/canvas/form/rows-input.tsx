import type { Json, JsonObject } from "@aisle/runtime/json";
import { ActionIcon, Button, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { Fragment, type ReactNode } from "react";
import type { FieldPlan } from "./field-kind.ts";
import style from "./form.module.css";

function emptyRow(fields: readonly FieldPlan[]): JsonObject {
  const blank = (field: FieldPlan): Json => {
    if (field.fallback !== undefined) return field.fallback;
    switch (field.kind.is) {
      case "number":
        return field.kind.min ?? 0;
      case "yes-no":
        return false;
      case "choice":
        return field.kind.options[0] ?? "";
      case "products":
        return field.kind.isList ? [] : "";
      case "words":
      case "numbers":
      case "rows":
        return [];
      case "group":
      case "json":
        return {};
      default:
        return "";
    }
  };
  return Object.fromEntries(fields.map((field) => [field.name, blank(field)]));
}

/** A list of small objects, such as pins or boosts: one box for each, with its fields. */
export function RowsInput({
  plan,
  value,
  path,
  error,
  onSet,
  renderField,
  fields,
  maxItems,
}: {
  readonly plan: FieldPlan;
  readonly value: Json | undefined;
  readonly path: readonly (string | number)[];
  readonly error: string | undefined;
  readonly onSet: (path: readonly (string | number)[], value: Json | undefined) => void;
  readonly renderField: (plan: FieldPlan, value: Json | undefined, path: readonly (string | number)[]) => ReactNode;
  readonly fields: readonly FieldPlan[];
  readonly maxItems: number;
}) {
  const rows = Array.isArray(value) ? (value as readonly Json[]) : [];
  // Rows have no ids of their own; their place is what identifies them.
  const placed = rows.map((row, at) => ({ row, at, key: `${plan.name}-${at}-${rows.length}` }));
  const noun = plan.title.replace(/ies$/, "y").replace(/s$/, "").toLowerCase();
  return (
    <div className={style.rows}>
      <div className={style.rowsHead}>
        <span className="grow">{plan.title}</span>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={12} />}
          disabled={rows.length >= maxItems}
          onClick={() => onSet(path, [...rows, emptyRow(fields)])}
        >
          Add {noun}
        </Button>
      </div>
      {plan.help !== undefined && <p className="muted small">{plan.help}</p>}
      {placed.map(({ row, at, key }) => (
        <div className={style.line} key={key}>
          <div className={style.lineHead}>
            <span>
              {noun.charAt(0).toUpperCase() + noun.slice(1)} {at + 1}
            </span>
            <ActionIcon
              size="xs"
              aria-label={`Remove ${noun} ${at + 1}`}
              onClick={() => onSet(path, rows.toSpliced(at, 1))}
            >
              <IconTrash size={14} stroke={1.5} />
            </ActionIcon>
          </div>
          {fields.map((field) => (
            <Fragment key={field.name}>
              {renderField(field, (row as JsonObject)[field.name] ?? field.fallback, [...path, at, field.name])}
            </Fragment>
          ))}
        </div>
      ))}
      {error !== undefined && (
        <Text c="red" size="sm">
          {error}
        </Text>
      )}
    </div>
  );
}
