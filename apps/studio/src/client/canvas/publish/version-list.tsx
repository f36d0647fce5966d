import { IconAlertTriangle, IconBroadcast, IconCheck, IconClock } from "@tabler/icons-react";
import type { VersionRow } from "../../api/outputs.ts";
import { Chip } from "../../ui/chip.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import style from "./publish.module.css";

/** A version's state as a mark: live, ready, being checked, or failed. */
export function VersionMark({ version }: { readonly version: Pick<VersionRow, "live" | "status"> }) {
  if (version.live) {
    return (
      <Chip tone="ok">
        <IconBroadcast size={12} stroke={1.75} aria-hidden />
        Live
      </Chip>
    );
  }
  if (version.status === "failed") {
    return (
      <Chip tone="bad">
        <IconAlertTriangle size={12} stroke={1.75} aria-hidden />
        Failed its checks
      </Chip>
    );
  }
  if (version.status === "ready") {
    return (
      <Chip>
        <IconCheck size={12} stroke={1.75} aria-hidden />
        Ready
      </Chip>
    );
  }
  return (
    <Chip>
      <IconClock size={12} stroke={1.75} aria-hidden />
      {version.status === "queued" ? "Waiting" : "Being checked"}
    </Chip>
  );
}

/** A pipeline's versions, newest first, one of them chosen. */
export function VersionList({
  versions,
  chosen,
  onChoose,
}: {
  readonly versions: readonly VersionRow[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <ul className={style.list} aria-label="Versions, newest first">
      {versions.map((version) => (
        <li key={version.id}>
          <button
            type="button"
            className={style.version}
            aria-current={version.id === chosen}
            onClick={() => onChoose(version.id)}
          >
            <span className={style.versionHead}>
              <b>v{version.number}</b>
              <span className="grow clip">{version.name}</span>
              <VersionMark version={version} />
            </span>
            <span className="small muted clip">
              {version.publishedBy === null ? "" : `${version.publishedBy.name}, `}
              <RelativeTime at={version.createdAt} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
