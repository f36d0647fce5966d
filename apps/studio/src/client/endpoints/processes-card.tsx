import { IconCheck, IconClock, IconX } from "@tabler/icons-react";
import type { EndpointDetail } from "../api/outputs.ts";
import { Card } from "../ui/card.tsx";
import { milliseconds } from "../ui/format.ts";
import { Meter } from "../ui/meter.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import ui from "../ui/ui.module.css";

type Process = EndpointDetail["processes"][number];

function Mark({ process, versionId }: { readonly process: Process; readonly versionId: string }) {
  if (!process.alive) return <IconX size={14} stroke={2} className="bad" aria-label="Gone" />;
  const state = process.versions.find((version) => version.versionId === versionId)?.state;
  if (state === "ready") return <IconCheck size={14} stroke={2} className="ok" aria-label="Serves the live version" />;
  if (state === "failed")
    return <IconX size={14} stroke={2} className="bad" aria-label="Could not load the live version" />;
  return <IconClock size={14} stroke={1.75} className="warn" aria-label="Prepares the live version" />;
}

/** Which process serves which version, as the processes report it. */
export function ProcessesCard({ detail }: { readonly detail: EndpointDetail }) {
  return (
    <Card title="Serving processes" flush>
      {detail.processes.length === 0 ? (
        <p className="muted small" style={{ padding: 16 }}>
          No serving process has reported. Requests are answered as soon as one runs.
        </p>
      ) : (
        <div className={ui.scroll} style={{ padding: "4px 8px 8px" }}>
          <table>
            <thead>
              <tr>
                <th>Process</th>
                <th>Plans ready</th>
                <th className="right">Load</th>
                <th>CPU</th>
                <th className="right">Loop delay</th>
              </tr>
            </thead>
            <tbody>
              {detail.processes.map((process) => (
                <tr key={process.id} title={`${process.host}, pid ${process.pid}`}>
                  <td>
                    <span className="row" style={{ gap: 6 }}>
                      <Mark process={process} versionId={detail.version.id} />
                      {process.host}:{process.pid}
                    </span>
                  </td>
                  <td>
                    {process.alive ? (
                      process.versions
                        .map((version) =>
                          version.state === "ready" ? `v${version.number}` : `v${version.number} ${version.state}`,
                        )
                        .join(", ") || "none"
                    ) : (
                      <span className="muted">
                        last seen <RelativeTime at={process.seenAt} />
                      </span>
                    )}
                  </td>
                  <td className="right">
                    {process.requestsPerSecond === null ? "–" : `${milliseconds(process.requestsPerSecond)} req/s`}
                  </td>
                  <td>
                    {process.cpuShare === null ? (
                      "–"
                    ) : (
                      <span title={`${Math.round(process.cpuShare * 100)} % of a core`}>
                        <Meter share={process.cpuShare} />
                      </span>
                    )}
                  </td>
                  <td className="right">
                    {process.loopDelayMs === null ? "–" : `${milliseconds(process.loopDelayMs)} ms`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
