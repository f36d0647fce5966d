import type { EndpointDetail } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { count, milliseconds, percent } from "../ui/format.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import style from "./endpoints.module.css";

/** The live version and how it has done in the last hour. */
export function LiveCard({ detail }: { readonly detail: EndpointDetail }) {
  const live = detail.versions.find((version) => version.live);
  return (
    <Card
      title={`v${detail.version.number} answers all requests`}
      aside={
        <span className="small muted">
          <RelativeTime at={detail.since} />
        </span>
      }
    >
      <dl className={style.facts}>
        <dt>Name</dt>
        <dd>{live === undefined || live.name === "" ? "–" : live.name}</dd>
        <dt>Published by</dt>
        <dd>{live?.publishedBy?.name ?? "–"}</dd>
        <dt>Requests, last hour</dt>
        <dd className="num">{count(detail.requests)}</dd>
        {detail.p99Ms !== null && (
          <>
            <dt>Time p99</dt>
            <dd className="num">
              {milliseconds(detail.p99Ms)} ms{" "}
              {detail.p99Ms <= 100 ? <Chip tone="ok">within 100 ms</Chip> : <Chip tone="warn">over 100 ms</Chip>}
            </dd>
          </>
        )}
        {detail.errorShare !== null && (
          <>
            <dt>Errors</dt>
            <dd className="num">{percent(detail.errorShare)}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}
