import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { saveFile } from "../ui/save-file.ts";
import style from "./endpoints.module.css";

/** The endpoint's OpenAPI document, to look at or to take along. */
export function OpenApiCard({ slug }: { readonly slug: string }) {
  const [shown, setShown] = useState(false);
  const document = useQuery(trpc.endpoints.openApi.queryOptions({ slug }, { staleTime: 30_000 }));
  const text = document.data === undefined ? undefined : JSON.stringify(document.data, null, 2);
  return (
    <Card title="OpenAPI">
      <p className="small muted">
        Request, answer and errors as a document that clients, gateways and code generators read.
      </p>
      {document.isError && <ErrorNote error={document.error} onRetry={() => void document.refetch()} />}
      <div className="row" style={{ marginTop: 8 }}>
        <Button disabled={text === undefined} aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? "Hide the document" : "Show the document"}
        </Button>
        <Button
          disabled={text === undefined}
          leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
          onClick={() => saveFile(`${slug}.openapi.json`, text ?? "", "application/json")}
        >
          Download
        </Button>
      </div>
      {shown && text !== undefined && (
        <pre className={style.code} style={{ marginTop: 8 }}>
          {text}
        </pre>
      )}
    </Card>
  );
}
