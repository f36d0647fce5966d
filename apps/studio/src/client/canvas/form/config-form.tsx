import type { Json, JsonObject } from "@aisle/runtime/json";
import { ActionIcon } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import type { FieldErrors } from "./field-errors.ts";
import { FieldInput } from "./field-input.tsx";
import { type FieldPlan, fieldPlans } from "./field-kind.ts";
import style from "./form.module.css";

/** A form made of a config's JSON Schema: every field with its help, default, range and error. */
export function ConfigForm({
  schema,
  config,
  errors,
  choices,
  listTitles,
  onSet,
  onTest,
}: {
  readonly schema: JsonObject;
  readonly config: JsonObject;
  readonly errors: FieldErrors;
  /** Known values for a field, for example the collections there are. */
  readonly choices: (field: string) => readonly string[] | undefined;
  readonly listTitles: readonly string[];
  readonly onSet: (path: readonly (string | number)[], value: Json | undefined) => void;
  /** Begins an experiment on a field; absent where nobody here may. */
  readonly onTest?: ((field: string) => void) | undefined;
}) {
  const plans = fieldPlans(schema);
  if (plans.length === 0) return <p className="muted small">This node needs no settings.</p>;
  return (
    <div className={style.form}>
      {plans.map((plan) => (
        <Field
          key={plan.name}
          onTest={onTest}
          plan={plan}
          value={config[plan.name] ?? plan.fallback}
          path={[plan.name]}
          errors={errors}
          choices={choices}
          listTitles={listTitles}
          onSet={onSet}
        />
      ))}
    </div>
  );
}

/** One field with its label, help and error. */
function Field({
  plan,
  value,
  path,
  errors,
  choices,
  listTitles,
  onSet,
  onTest,
  bare = false,
}: {
  readonly plan: FieldPlan;
  readonly value: Json | undefined;
  readonly path: readonly (string | number)[];
  readonly errors: FieldErrors;
  readonly choices: (field: string) => readonly string[] | undefined;
  readonly listTitles: readonly string[];
  readonly onSet: (path: readonly (string | number)[], value: Json | undefined) => void;
  readonly onTest?: ((field: string) => void) | undefined;
  readonly bare?: boolean;
}) {
  return (
    <div className={style.field} data-field={path.join(".")}>
      {onTest !== undefined && plan.kind.is !== "yes-no" && (
        <ActionIcon
          className={style.test!}
          size="xs"
          variant="subtle"
          color="gray"
          aria-label={`Test ${plan.title} on real traffic`}
          title="Test this on real traffic"
          onClick={() => onTest(plan.name)}
        >
          <IconFlask size={14} stroke={1.5} />
        </ActionIcon>
      )}
      <FieldInput
        plan={plan}
        value={value}
        path={path}
        error={errors.get(path.join("."))}
        options={choices(plan.name)}
        listTitles={listTitles}
        onSet={onSet}
        bare={bare}
        renderField={(inner, innerValue, innerPath) => (
          <Field
            plan={inner}
            value={innerValue}
            path={innerPath}
            errors={errors}
            choices={choices}
            listTitles={listTitles}
            onSet={onSet}
            bare
          />
        )}
      />
    </div>
  );
}
