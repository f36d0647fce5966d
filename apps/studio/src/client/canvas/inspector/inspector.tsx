import { ActionIcon, Tabs } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { ProductsOfNode } from "../../products/drawn-product.tsx";
import type { DataActions } from "../data-actions.ts";
import { NodeIcon } from "../node/node-icon.tsx";
import { useCanvas, useNode, useView } from "../session/use-canvas.ts";
import { DataTab } from "./data-tab.tsx";
import { HelpTab } from "./help-tab.tsx";
import style from "./inspector.module.css";
import { NodeMenu } from "./node-menu.tsx";
import { RunsTab } from "./runs-tab.tsx";
import { BrokenSetUp, SetUpTab } from "./set-up-tab.tsx";
import { TitleField } from "./title-field.tsx";
import { WhyCard } from "./why-card.tsx";

// Charts are loaded by those who look at them.
const OverTimeTab = lazy(() => import("./over-time-tab.tsx").then((m) => ({ default: m.OverTimeTab })));

/** The panel on the right: settings, data, runs and help of the selected node. */
export function Inspector({
  actions,
  onGo,
  onClose,
}: {
  readonly actions: DataActions;
  readonly onGo: (node: string) => void;
  readonly onClose: () => void;
}) {
  const model = useCanvas();
  const id = useView((view) => (view.selected.size === 1 ? [...view.selected][0] : undefined));
  const why = useView((view) => view.why);
  const { node, manifest } = useNode(id ?? "");
  if (id === undefined || node === undefined) return null;
  const tab = { fontSize: 13, padding: "6px 0", marginRight: 16 };
  return (
    <ProductsOfNode value={id}>
      <aside className={style.panel} aria-label="Settings of the node" id="inspector">
        <header className={style.head}>
          <NodeIcon name={manifest?.icon} icons={model.icons} />
          <div className="grow">
            <fieldset className={style.fields} disabled={!model.canEdit} aria-label="Title">
              <TitleField key={id} node={node} fallback={manifest?.title ?? node.type} />
            </fieldset>
            <p>{manifest?.summary ?? "This node's package is not installed."}</p>
          </div>
          <NodeMenu id={id} actions={actions} />
          <ActionIcon size="xs" aria-label="Close the settings" onClick={onClose}>
            <IconX size={16} stroke={1.5} />
          </ActionIcon>
        </header>
        <Tabs
          defaultValue="setup"
          className={style.tabs!}
          variant="default"
          styles={{ list: { padding: "0 16px" }, tab }}
          keepMounted={false}
        >
          <Tabs.List>
            <Tabs.Tab value="setup">Set up</Tabs.Tab>
            <Tabs.Tab value="data">Data</Tabs.Tab>
            <Tabs.Tab value="runs">Runs</Tabs.Tab>
            <Tabs.Tab value="over-time">Over time</Tabs.Tab>
            <Tabs.Tab value="help">Help</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="setup" className={style.body!}>
            <fieldset className={style.fields} disabled={!model.canEdit} aria-label="Settings">
              {manifest === undefined ? (
                <BrokenSetUp node={node} />
              ) : (
                <SetUpTab key={id} node={node} manifest={manifest} />
              )}
            </fieldset>
          </Tabs.Panel>
          <Tabs.Panel value="data" className={style.body!}>
            {manifest === undefined ? (
              <p className="muted small">A node that is not installed has no data.</p>
            ) : (
              <DataTab node={node} manifest={manifest} />
            )}
          </Tabs.Panel>
          <Tabs.Panel value="runs" className={style.body!}>
            <RunsTab id={id} />
          </Tabs.Panel>
          <Tabs.Panel value="over-time" className={style.body!}>
            <Suspense fallback={<p className="muted small">Reading …</p>}>
              <OverTimeTab key={id} id={id} />
            </Suspense>
          </Tabs.Panel>
          <Tabs.Panel value="help" className={style.body!}>
            {manifest === undefined ? (
              <p className="muted small">Its help comes with its package.</p>
            ) : (
              <HelpTab manifest={manifest} />
            )}
          </Tabs.Panel>
        </Tabs>
        {why !== undefined && why.node === id && <WhyCard item={why.item} onGo={onGo} />}
      </aside>
    </ProductsOfNode>
  );
}
