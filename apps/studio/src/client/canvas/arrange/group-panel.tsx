import { type GraphGroup, groupColours } from "@aisle/runtime/graph/graph";
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconBoxMultiple, IconX } from "@tabler/icons-react";
import { keyLabel } from "../../ui/key-label.ts";
import { Keys } from "../../ui/keys.tsx";
import inspector from "../inspector/inspector.module.css";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useGraph } from "../session/use-canvas.ts";
import style from "./arrange.module.css";
import type { ArrangeActions } from "./arrange-actions.ts";
import { GroupPortFields } from "./group-port-fields.tsx";

const colourTitles = { sand: "Sand", moss: "Moss", pine: "Pine", slate: "Slate", clay: "Clay" } as const;

/** The panel on the right for a group: its name, colour, members and ports. */
export function GroupPanel({
  id,
  actions,
  onClose,
}: {
  readonly id: string;
  readonly actions: ArrangeActions;
  readonly onClose: () => void;
}) {
  const model = useCanvas();
  const group = useGraph((graph) => graph.groups.find((candidate) => candidate.id === id));
  if (group === undefined) return null;
  const set = (change: Parameters<typeof changeOf>[1]) => model.change(changeOf(id, change));
  return (
    <aside className={inspector.panel} aria-label="Settings of the group" id="inspector">
      <header className={inspector.head}>
        <IconBoxMultiple size={16} stroke={1.5} aria-hidden />
        <div className="grow">
          <b>{group.title}</b>
          <p>{group.collapsed === true ? "Shown as one card" : "Nodes that belong together"}</p>
        </div>
        <ActionIcon size="xs" aria-label="Close the settings" onClick={onClose}>
          <IconX size={16} stroke={1.5} />
        </ActionIcon>
      </header>
      <div className={inspector.body} role="tabpanel" aria-label="Group">
        <fieldset className={inspector.fields} disabled={!model.canEdit} aria-label="Group">
          <TextInput
            label="Name"
            maxLength={120}
            value={group.title}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
          <Colours group={group} onSet={(colour) => set({ colour })} />
          <div className="row">
            <Button size="xs" onClick={actions.toggleCollapsed} rightSection={<Keys>C</Keys>}>
              {group.collapsed === true ? "Expand" : "Collapse"}
            </Button>
            <Button size="xs" onClick={actions.ungroup} title={keyLabel("⇧⌘G")}>
              Ungroup
            </Button>
          </div>
          <GroupPortFields group={group} />
        </fieldset>
        <section>
          <h3 className="small muted">Nodes inside</h3>
          <div className={style.members}>
            {group.nodes.map((member) => (
              <button key={member} type="button" onClick={() => model.select([member])}>
                {nodeTitle(model, member)}
              </button>
            ))}
          </div>
        </section>
      </div>
    </aside>
  );
}

function changeOf(
  id: string,
  set: { readonly title?: string; readonly colour?: NonNullable<GraphGroup["colour"]> | null },
) {
  return { do: "change-group", id, set } as const;
}

function Colours({
  group,
  onSet,
}: {
  readonly group: GraphGroup;
  readonly onSet: (colour: NonNullable<GraphGroup["colour"]> | null) => void;
}) {
  return (
    <div>
      <p className="small muted" id="group-colour">
        Frame
      </p>
      <div className={style.swatches} style={{ flexWrap: "wrap" }} role="radiogroup" aria-labelledby="group-colour">
        {[...groupColours, null].map((colour) => (
          <label key={colour ?? "none"} className={style.swatch} data-checked={(group.colour ?? null) === colour}>
            <input
              type="radio"
              name={`colour-${group.id}`}
              className="unseen"
              checked={(group.colour ?? null) === colour}
              onChange={() => onSet(colour)}
            />
            {colour !== null && <span className={style.dot} style={{ background: `var(--${colour})` }} />}
            {colour === null ? "None, a title only" : colourTitles[colour]}
          </label>
        ))}
      </div>
    </div>
  );
}
