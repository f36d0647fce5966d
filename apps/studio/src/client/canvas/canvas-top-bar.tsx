import { Button, Menu } from "@mantine/core";
import {
  IconArrowRight,
  IconDots,
  IconDownload,
  IconFlask,
  IconHeartRateMonitor,
  IconHistory,
  IconPlayerPlay,
  IconPlug,
  IconUpload,
} from "@tabler/icons-react";
import { useLocation } from "wouter";
import { useMay } from "../access/use-may.ts";
import type { Draft } from "../api/outputs.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { downloadGraph } from "../pipelines/download-graph.ts";
import { Chip } from "../ui/chip.tsx";
import { counted, milliseconds } from "../ui/format.ts";
import { Keys } from "../ui/keys.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import style from "./canvas-top-bar.module.css";
import { ProblemList } from "./panels/problem-list.tsx";
import { SaveState } from "./panels/save-state.tsx";
import { PresenceRow } from "./people/presence-row.tsx";
import { useLiveVersion } from "./publish/use-live-version.ts";
import { useCanvas, useView } from "./session/use-canvas.ts";

/** How long the runs of this visit took; says so, since the live times stand on the endpoint's page. */
function RunTimes() {
  const times = useView(
    // A run that took values over says nothing of how long the whole takes.
    ({ runs, earlierRun }) =>
      runs
        .filter((run) => run.runId !== earlierRun && run.steps.every((step) => !step.source))
        .map((run) => run.totalMs),
    (a, b) => a.join() === b.join(),
  );
  if (times.length < 3) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
  return (
    <span
      className={`${style.times} small muted num`}
      title="Runs in place since the canvas was opened, not live traffic"
    >
      p95 <b>{milliseconds(p95)} ms</b> of {times.length} runs here
    </span>
  );
}

const RunIcon = () => <IconPlayerPlay size={12} stroke={1.75} aria-hidden />;

/** The bar above the canvas: where one is, what is stored, what is wrong, run and publish. */
export function CanvasTopBar({
  draft,
  onRun,
  onPublish,
  onVersions,
  onArms,
  onImport,
  onMove,
  onGo,
}: {
  readonly draft: Draft;
  readonly onRun: () => void;
  readonly onPublish: () => void;
  readonly onVersions: () => void;
  readonly onArms: () => void;
  readonly onImport: () => void;
  readonly onMove: () => void;
  readonly onGo: (node: string) => void;
}) {
  const model = useCanvas();
  const [, navigate] = useLocation();
  const running = useView((view) => view.running);
  const isHealthShown = useView((view) => view.health);
  const narrow = useNarrow();
  const mayPublish = useMay("publish");
  const live = useLiveVersion() ?? { number: draft.live?.number ?? null, changes: draft.changesSinceLive };
  return (
    <TopBar
      heading
      crumbs={[{ title: "Pipelines", href: "/pipelines" }, { title: draft.name }]}
      beside={
        <>
          <span className={style.wide}>
            <Chip>{live.number === null ? "Draft" : `Draft, v${live.number} is live`}</Chip>
          </span>
          {model.canEdit ? <SaveState /> : <Chip title="Your role lets you look and run, not change.">View only</Chip>}
        </>
      }
    >
      <RunTimes />
      <span className={style.wide}>
        <PresenceRow />
      </span>
      <ProblemList onGo={onGo} />
      <Button
        onClick={onRun}
        loading={running}
        {...(narrow ? { px: 12, "aria-label": "Run" } : { leftSection: <RunIcon />, rightSection: <Keys>⌘↵</Keys> })}
      >
        {narrow ? <RunIcon /> : "Run"}
      </Button>
      {mayPublish && (
        <Button
          variant="filled"
          onClick={onPublish}
          rightSection={
            live.number !== null && live.changes > 0 ? (
              <span className={`${style.badge} ${style.wide}`}>{counted(live.changes, "change")}</span>
            ) : undefined
          }
        >
          Publish
        </Button>
      )}
      <Menu>
        <Menu.Target>
          <Button px={8} variant="subtle" color="gray" aria-label="More">
            <IconDots size={16} stroke={1.5} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconHistory size={14} />} onClick={onVersions}>
            Versions
          </Menu.Item>
          <Menu.Item leftSection={<IconFlask size={14} />} onClick={onArms}>
            Experiments and their arms
          </Menu.Item>
          {live.number !== null && (
            <Menu.Item
              leftSection={<IconHeartRateMonitor size={14} />}
              onClick={() => model.view.set({ health: !isHealthShown })}
            >
              {isHealthShown ? "Hide live health" : "Show live health"}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconDownload size={14} />}
            onClick={() => downloadGraph(draft.name, model.session.get().graph)}
          >
            Export as JSON
          </Menu.Item>
          {model.canEdit && (
            <Menu.Item leftSection={<IconUpload size={14} />} onClick={onImport}>
              Import a file into this draft
            </Menu.Item>
          )}
          {draft.slug !== null && live.number !== null && (
            <Menu.Item leftSection={<IconPlug size={14} />} onClick={() => navigate(`/endpoints/${draft.slug}`)}>
              Open /v1/{draft.slug}
            </Menu.Item>
          )}
          {mayPublish && draft.slug !== null && live.number !== null && (
            <Menu.Item leftSection={<IconArrowRight size={14} />} onClick={onMove}>
              Move address
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </TopBar>
  );
}
