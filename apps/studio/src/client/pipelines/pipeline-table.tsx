import { ActionIcon, Menu, Skeleton } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCheck,
  IconCopy,
  IconDots,
  IconDownload,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "wouter";
import { Allowed } from "../access/allowed.tsx";
import type { PipelineRow } from "../api/outputs.ts";
import style from "../start/start.module.css";
import { Chip } from "../ui/chip.tsx";
import { count, counted } from "../ui/format.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import ui from "../ui/ui.module.css";
import { Spark } from "./spark.tsx";

export interface PipelineActions {
  readonly rename: (pipeline: PipelineRow) => void;
  readonly duplicate: (pipeline: PipelineRow) => void;
  readonly save: (pipeline: PipelineRow) => void;
  readonly remove: (pipeline: PipelineRow) => void;
}

function State({ pipeline }: { readonly pipeline: PipelineRow }) {
  if (pipeline.problemCount > 0) {
    return (
      <>
        <Chip tone="bad">
          <IconAlertTriangle size={12} stroke={1.75} aria-hidden />
          To fix
        </Chip>
        <span>
          {pipeline.live === null ? "" : `v${pipeline.live.number} is live, `}draft has{" "}
          {counted(pipeline.problemCount, "problem")}
        </span>
      </>
    );
  }
  if (pipeline.live === null) return <Chip>Draft</Chip>;
  return (
    <>
      <Chip tone="ok">
        <IconCheck size={12} stroke={2} aria-hidden />
        Live
      </Chip>
      <span>
        v{pipeline.live.number}
        {pipeline.changesSinceLive > 0 && `, draft has ${counted(pipeline.changesSinceLive, "change")}`}
      </span>
    </>
  );
}

/** Pipelines as rows: name, state, last change, traffic. */
export function PipelineTable({
  pipelines,
  actions,
  brief = false,
}: {
  readonly pipelines: readonly PipelineRow[] | undefined;
  readonly actions?: PipelineActions;
  readonly brief?: boolean;
}) {
  if (pipelines === undefined) {
    return (
      <div style={{ display: "grid", gap: 8, padding: 8 }}>
        {[..."1234"].map((key) => (
          <Skeleton key={key} height={24} />
        ))}
      </div>
    );
  }
  return (
    <div className={ui.scroll}>
      <table className={style.rows}>
        {!brief && (
          <thead>
            <tr>
              <th>Pipeline</th>
              <th>State</th>
              <th>Changed</th>
              <th className="right">Requests, 24 h</th>
              <th>
                <span className="unseen">Actions</span>
              </th>
            </tr>
          </thead>
        )}
        <tbody>
          {pipelines.map((pipeline) => {
            const today = pipeline.requestsByHour.reduce((sum, value) => sum + value, 0);
            return (
              <tr key={pipeline.id}>
                <td>
                  <Link href={`/pipelines/${pipeline.id}`}>{pipeline.name}</Link>
                </td>
                <td className="soft">
                  <span className="row" style={{ gap: 6 }}>
                    <State pipeline={pipeline} />
                  </span>
                </td>
                <td className="muted">
                  {pipeline.updatedBy === null ? "" : `${pipeline.updatedBy.name}, `}
                  <RelativeTime at={pipeline.updatedAt} />
                </td>
                <td>
                  <span className="row" style={{ justifyContent: "flex-end" }}>
                    <Spark values={pipeline.requestsByHour} />
                    {pipeline.live === null ? <span className="muted">–</span> : count(today)}
                  </span>
                </td>
                {actions !== undefined && (
                  <td className="right" style={{ width: 40 }}>
                    <RowMenu pipeline={pipeline} actions={actions} />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function RowMenu({ pipeline, actions }: { readonly pipeline: PipelineRow; readonly actions: PipelineActions }) {
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="xs" aria-label={`${pipeline.name}: more`}>
          <IconDots size={16} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Allowed to="edit">
          <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => actions.rename(pipeline)}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => actions.duplicate(pipeline)}>
            Duplicate
          </Menu.Item>
        </Allowed>
        <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => actions.save(pipeline)}>
          Export as JSON
        </Menu.Item>
        <Allowed to="edit">
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => actions.remove(pipeline)}>
            Delete
          </Menu.Item>
        </Allowed>
      </Menu.Dropdown>
    </Menu>
  );
}
