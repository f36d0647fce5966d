import { Button, FileButton, Progress, SegmentedControl, Select } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import type { FileInspection } from "../api/outputs.ts";
import { client, trpc } from "../api/trpc.ts";
import { JobDetails } from "../jobs/job-details.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import ui from "../ui/ui.module.css";
import style from "./catalogue.module.css";
import { DemoShopQuestion } from "./demo-shop-question.tsx";
import { ImportSettings } from "./import-settings.tsx";
import { lacksCurrency, likelyCurrency } from "./missing-currency.ts";
import { headOf, uploadFile } from "./upload-file.ts";

type Kind = "catalog" | "events" | "stock";
interface Chosen {
  readonly file: File;
  readonly inspection: FileInspection;
}

const megabytes = (bytes: number) =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Importing a file: choose it, check which column is which, send it, watch the job. */
export function ImportCard() {
  const [kind, setKind] = useState<Kind>("catalog");
  const [chosen, setChosen] = useState<Chosen>();
  const [map, setMap] = useState<{ readonly [field: string]: string }>({});
  const [aside, setAside] = useState(false);
  const [sent, setSent] = useState<number>();
  const [jobId, setJobId] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [over, setOver] = useState(false);
  const currencies = useQuery(trpc.catalogue.summary.queryOptions()).data?.currencies ?? [];
  const stop = useRef<AbortController>(undefined);

  const choose = async (file: File | null) => {
    if (file === null) return;
    setError(undefined);
    setJobId(undefined);
    try {
      const inspection = await client.catalogue.inspect.mutate({ kind, fileName: file.name, head: await headOf(file) });
      setChosen({ file, inspection });
      const found: { readonly [field: string]: string } = Object.fromEntries(
        inspection.fields.flatMap((field) => (field.column === null ? [] : [[field.field, field.column]])),
      );
      const currency = lacksCurrency(kind, found) ? likelyCurrency(inspection, found, currencies) : undefined;
      setMap(currency === undefined ? found : { ...found, "--currency": currency });
    } catch (reason) {
      setChosen(undefined);
      setError(reason);
    }
  };
  const send = async () => {
    if (chosen === undefined) return;
    stop.current = new AbortController();
    setError(undefined);
    setSent(0);
    try {
      const importSettings = kind === "catalog" && aside ? { ...map, "--demo-shop": "aside" } : map;
      setJobId(
        await uploadFile({
          kind,
          file: chosen.file,
          map: importSettings,
          onProgress: setSent,
          signal: stop.current.signal,
        }),
      );
      setChosen(undefined);
    } catch (reason) {
      setError(reason);
    } finally {
      setSent(undefined);
    }
  };
  const missing = chosen?.inspection.fields.filter((field) => field.required && map[field.field] === undefined) ?? [];
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void choose(event.dataTransfer.files[0] ?? null);
  };

  return (
    <>
      <Card
        title="Import"
        aside={
          <SegmentedControl
            aria-label="What the file holds"
            value={kind}
            onChange={(value) => {
              setKind(value as Kind);
              setChosen(undefined);
            }}
            data={[
              { value: "catalog", label: "Products" },
              { value: "events", label: "Events" },
              { value: "stock", label: "Stock and prices" },
            ]}
          />
        }
      >
        {chosen === undefined ? (
          <fieldset
            className={`${style.drop} ${over ? style.over : ""}`}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
            aria-label="Drop a file here"
          >
            <FileButton onChange={(file) => void choose(file)} accept=".csv,.jsonl,.ndjson,.gz,.tsv,.json">
              {(props) => (
                <Button {...props} variant="filled" leftSection={<IconUpload size={16} stroke={1.75} />}>
                  Choose a file
                </Button>
              )}
            </FileButton>
            <p className="muted small">or drop it here. CSV or JSONL in UTF-8, plain or .gz, of any size.</p>
          </fieldset>
        ) : (
          <>
            <Mapping chosen={chosen} map={map} onMap={setMap} />
            <ImportSettings kind={kind} values={map} currencies={currencies} onChange={setMap} />
            {kind === "catalog" && <DemoShopQuestion aside={aside} onChange={setAside} />}
          </>
        )}
        {chosen !== undefined && (
          <div className="row" style={{ marginTop: 16 }}>
            <Button
              variant="filled"
              loading={sent !== undefined}
              disabled={missing.length > 0}
              onClick={() => void send()}
            >
              Import {chosen.file.name}
            </Button>
            <Button onClick={() => (sent === undefined ? setChosen(undefined) : stop.current?.abort())}>
              {sent === undefined ? "Choose another" : "Stop"}
            </Button>
            {missing.length > 0 && (
              <span className="small" role="status">
                Choose the column of {missing.map(({ title }) => title).join(" and of ")} first.
              </span>
            )}
            {sent !== undefined && (
              <div className="grow" style={{ maxWidth: 320 }}>
                <Progress value={(sent / Math.max(1, chosen.file.size)) * 100} aria-label="Sending the file" />
                <span className="small muted num">
                  {megabytes(sent)} of {megabytes(chosen.file.size)} sent
                </span>
              </div>
            )}
          </div>
        )}
        {error !== undefined && (
          <div style={{ marginTop: 12 }}>
            <ErrorNote error={error} />
          </div>
        )}
      </Card>
      {jobId !== undefined && <JobDetails jobId={jobId} />}
    </>
  );
}

function Mapping({
  chosen,
  map,
  onMap,
}: {
  readonly chosen: Chosen;
  readonly map: { readonly [field: string]: string };
  readonly onMap: (map: { readonly [field: string]: string }) => void;
}) {
  const { inspection } = chosen;
  const columns = inspection.columns.slice(0, 12);
  return (
    <>
      <p className="small muted" style={{ marginBottom: 12 }}>
        {chosen.file.name}, {inspection.format}, {megabytes(chosen.file.size)}. Which column is which?
      </p>
      <div className={style.map}>
        {inspection.fields.map((field) => (
          <Select
            key={field.field}
            label={field.title}
            required={field.required}
            clearable={!field.required}
            searchable
            placeholder="none"
            data={[...inspection.columns]}
            value={map[field.field] ?? null}
            onChange={(column) => {
              const { [field.field]: _old, ...rest } = map;
              onMap(column === null ? rest : { ...rest, [field.field]: column });
            }}
          />
        ))}
      </div>
      <div className={ui.scroll} style={{ marginTop: 16 }}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column}>{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inspection.rows.slice(0, 3).map((row) => (
              <tr key={row.join("|")}>
                {columns.map((column, at) => (
                  <td key={column} className="clip" style={{ maxWidth: 220 }} title={row[at]}>
                    {row[at]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
