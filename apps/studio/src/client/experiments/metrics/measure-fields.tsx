import { Autocomplete, Select, TextInput } from "@mantine/core";
import type { Measure } from "../../../server/experiment-types.ts";
import style from "../planning/planning.module.css";
import { FollowFields } from "./follow-fields.tsx";
import { withSource, withValue } from "./metric-draft.ts";
import { shopEvents } from "./shop-events.ts";

/** The rows that a measure adds up, and what each adds. */
export function MeasureFields({
  title,
  measure,
  countOnly,
  numberOnly,
  onChange,
}: {
  readonly title: string;
  readonly measure: Measure;
  /** A share of units counts rows and adds nothing up. */
  readonly countOnly?: boolean;
  /** A quantile needs a number of each row. */
  readonly numberOnly?: boolean;
  readonly onChange: (measure: Measure) => void;
}) {
  const { source, value } = measure;
  const ofEvents = source.from === "events";
  const setWhere = (text: string) => {
    const { where: _before, ...rest } = source;
    onChange({ ...measure, source: text.trim() === "" ? rest : { ...rest, where: text } });
  };
  const values = [
    ...(numberOnly === true ? [] : [{ value: "count", label: "1 for each row" }]),
    { value: "field", label: ofEvents ? "A number of the event" : "A number of the decision" },
    ...(ofEvents
      ? [
          { value: "value", label: "Money of its product lines" },
          { value: "margin", label: "Margin of its product lines" },
        ]
      : []),
  ];
  return (
    <fieldset className={style.measure}>
      <legend className={style.label}>{title}</legend>
      <Select
        label="Rows"
        allowDeselect={false}
        data={[
          { value: "events", label: "Events of the shop" },
          { value: "decisions", label: "Decisions of the endpoint" },
        ]}
        value={source.from}
        onChange={(from) => onChange(withSource(measure, (from ?? "events") as "events" | "decisions"))}
      />
      {ofEvents && (
        <Autocomplete
          label="Event"
          data={shopEvents}
          maxLength={255}
          value={source.name}
          onChange={(name) => onChange({ ...measure, source: { ...source, name } })}
        />
      )}
      <TextInput
        label="Only where"
        placeholder={ofEvents ? 'properties.category == "Tents"' : 'decision.outcome == "answered"'}
        description={`A CEL expression over ${ofEvents ? "properties" : "decision"}; empty for all.`}
        maxLength={1000}
        value={source.where ?? ""}
        onChange={(event) => setWhere(event.currentTarget.value)}
      />
      {ofEvents && value.add === "count" && (
        <FollowFields source={source} onChange={(next) => onChange({ ...measure, source: next })} />
      )}
      {countOnly !== true && (
        <Select
          label="Each adds"
          allowDeselect={false}
          data={values}
          value={value.add}
          onChange={(add) =>
            onChange(
              withValue(
                measure,
                add === "field"
                  ? { add, path: ofEvents ? "value" : "totalMs" }
                  : { add: (add ?? "count") as "count" | "value" | "margin" },
              ),
            )
          }
        />
      )}
      {value.add === "field" && (
        <TextInput
          label={ofEvents ? "Path in the event's properties" : "Path in the decision's facts"}
          maxLength={200}
          value={value.path}
          onChange={(event) => onChange({ ...measure, value: { add: "field", path: event.currentTarget.value } })}
        />
      )}
    </fieldset>
  );
}
