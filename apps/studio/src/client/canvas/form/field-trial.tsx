import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { FieldTrial } from "../../api/outputs.ts";
import { trpc } from "../../api/trpc.ts";
import { count, counted } from "../../ui/format.ts";
import style from "./form.module.css";

/** Where a form's fields are tried out: on the products that came into this node in this run. */
export interface TrialPlace {
  readonly pipelineId: string;
  readonly node: string;
  readonly runId: string | undefined;
}

const Place = createContext<TrialPlace | undefined>(undefined);
export const TrialPlaceProvider = Place.Provider;

const restMs = 250;
const maxTextLength = 2000;

/** What the text of a field gives as it is typed; `undefined` outside of a node's form and until it is known. */
export function useFieldTrial(path: readonly (string | number)[], text: string): FieldTrial | undefined {
  const place = useContext(Place);
  const [rested] = useDebouncedValue(text, restMs);
  const { pipelineId = "", node = "", runId } = place ?? {};
  const query = useQuery(
    trpc.runData.tryField.queryOptions(
      { pipelineId, node, path: [...path], text: rested, ...(runId === undefined ? {} : { runId }) },
      {
        enabled: place !== undefined && rested !== "" && rested.length <= maxTextLength,
        placeholderData: keepPreviousData,
        staleTime: 10_000,
        retry: false,
      },
    ),
  );
  return text === "" || query.isError ? undefined : query.data;
}

/** The result below the field: how many products answer yes, or what the first ones give. */
export function TrialResult({ trial }: { readonly trial: FieldTrial | undefined }) {
  if (trial === undefined || trial.kind === "wrong") return null;
  if (trial.kind === "untried") return <p className={style.trial}>{trial.message}</p>;
  const items = trial.items.map((item, at) => ({ ...item, key: `${at}-${item.id}` }));
  return (
    <div className={style.trial} role="status" aria-label="What this gives on the last run">
      <p>{describeTrial(trial)}</p>
      <ul>
        {items.map(({ key, title, value }) => (
          <li key={key}>
            <span className="clip" title={title}>
              {title}
            </span>
            <span className="num">{describeValue(value)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How many products of the catalog a rule is true of, with a warning where it can be true of none. */
export function CatalogReach({ trial }: { readonly trial: FieldTrial | undefined }) {
  const catalog = trial === undefined || trial.kind === "wrong" ? undefined : trial.catalog;
  if (catalog === undefined || catalog.checked === 0) return null;
  const { yes, checked, products, unknown, fault } = catalog;
  const of =
    checked < products
      ? `the ${count(checked)} products looked at, of ${count(products)}`
      : counted(products, "product");
  return (
    <div className={`${style.trial} ${fault === null ? "" : style.fault}`} role="status" aria-label="In the catalog">
      {fault !== null && (
        <p className={style.faultLine}>
          <IconAlertTriangle size={14} stroke={1.5} role="img" aria-label="Warning:" />
          <span>{fault}</span>
        </p>
      )}
      <p>
        In the catalog: true for {count(yes)} of {of}
        {unknown === 0 ? "" : `; ${count(unknown)} lack a field that it reads`}.
      </p>
    </div>
  );
}

function describeTrial(trial: Extract<FieldTrial, { kind: "answers" | "values" }>): string {
  if (trial.kind === "answers") {
    const lead =
      trial.says === null ? `True for ${trial.yes} of ${trial.total}` : `${trial.says} ${trial.yes} of ${trial.total}`;
    return trial.unknown === 0 ? lead : `${lead}; ${trial.unknown} lack a field that it reads`;
  }
  const lead = `${trial.distinct} different among ${trial.total} products`;
  return trial.missing === 0 ? lead : `${lead}; ${trial.missing} have none`;
}

function describeValue(value: unknown): string {
  if (value === null) return "not known";
  if (typeof value === "number") return value.toLocaleString("en", { maximumSignificantDigits: 6 });
  if (typeof value === "object") return JSON.stringify(value).slice(0, 40);
  return String(value);
}
