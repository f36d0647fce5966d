import { ActionIcon, Button, SegmentedControl, Select } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import {
  fieldLabel,
  firstValue,
  operatorLabels,
  operatorsOf,
  sortOf,
  useCatalogFields,
  valueForField,
} from "./catalog-fields.ts";
import style from "./condition.module.css";
import type { Condition, ConditionOperator, Conditions } from "./condition-text.ts";
import { ConditionValueInput } from "./condition-value-input.tsx";

const always = ["price", "stock", "brand", "category", "title", "id", "score"];

/** Conditions as rows of field, operator and value, joined by “and” or by “or”. */
export function ConditionForm({
  label,
  conditions,
  onChange,
}: {
  readonly label: string;
  readonly conditions: Conditions;
  readonly onChange: (conditions: Conditions) => void;
}) {
  const catalog = useCatalogFields();
  const fields = new Map(catalog?.fields.map((field) => [field.name, field]));
  const { join, parts } = conditions;
  const names = [...new Set([...always, ...fields.keys(), ...parts.map(({ field }) => field)])];
  const set = (at: number, part: Condition) => onChange({ join, parts: parts.with(at, part) });
  // Rows have no ids of their own; their place is what identifies them.
  const rows = parts.map((part, at) => ({ part, at, key: `${at}-${part.field}` }));
  return (
    <fieldset className={style.conditions} aria-label={`${label}: conditions`}>
      {rows.map(({ part, at, key }) => {
        const field = fields.get(part.field);
        const sort = sortOf(part.field, field);
        const operators = operatorsOf[sort];
        const shown = operators.includes(part.operator) ? operators : [...operators, part.operator];
        return (
          <div key={key} className={style.row}>
            {at > 0 && <span className={style.joined}>{join}</span>}
            <div className={style.line}>
              <Select
                aria-label={`Field ${at + 1}`}
                className={style.grow!}
                searchable
                allowDeselect={false}
                data={names.map((one) => ({ value: one, label: fieldLabel(one) }))}
                value={part.field}
                onChange={(next) => {
                  if (next === null || next === part.field) return;
                  const to = fields.get(next);
                  const [operator = "=="] = operatorsOf[sortOf(next, to)];
                  set(at, { field: next, operator, value: firstValue(sortOf(next, to), operator, to) });
                }}
              />
              <Select
                aria-label={`Comparison ${at + 1}`}
                w={112}
                allowDeselect={false}
                data={shown.map((one) => ({ value: one, label: operatorLabels[one] }))}
                value={part.operator}
                onChange={(next) => {
                  const operator = next as ConditionOperator | null;
                  if (operator !== null)
                    set(at, { ...part, operator, value: valueForField(part.value, sort, operator, field) });
                }}
              />
              <ActionIcon
                size="xs"
                aria-label={`Remove condition ${at + 1}`}
                onClick={() => onChange({ join, parts: parts.toSpliced(at, 1) })}
              >
                <IconTrash size={14} stroke={1.5} />
              </ActionIcon>
            </div>
            <ConditionValueInput
              label={`Value ${at + 1}`}
              sort={sort}
              condition={part}
              field={field}
              currency={catalog?.currency ?? null}
              onChange={(value) => set(at, { ...part, value })}
            />
          </div>
        );
      })}
      <div className={style.line}>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={12} aria-hidden />}
          onClick={() => onChange({ join, parts: [...parts, { field: "price", operator: "<", value: 0 }] })}
        >
          Add condition
        </Button>
        <span className={style.grow} />
        {parts.length > 1 && (
          <SegmentedControl
            aria-label="How the conditions are joined"
            data={[
              { value: "and", label: "all" },
              { value: "or", label: "any" },
            ]}
            value={join}
            onChange={(next) => onChange({ join: next as Conditions["join"], parts })}
          />
        )}
      </div>
    </fieldset>
  );
}
