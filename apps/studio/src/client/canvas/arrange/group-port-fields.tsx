import type { GraphGroup } from "@aisle/runtime/graph/graph";
import { ActionIcon, Menu, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { PortShape } from "../../ports/port-shape.tsx";
import { useCanvas, useGraph } from "../session/use-canvas.ts";
import style from "./arrange.module.css";
import { type GroupPort, innerPorts } from "./group-ports.ts";

/** The ports that the group has while it is collapsed: those that wires cross its border by, and free ones that were chosen. */
export function GroupPortFields({ group }: { readonly group: GraphGroup }) {
  const model = useCanvas();
  const graph = useGraph((all) => all);
  const ports = innerPorts(graph, group, model.manifests);
  return (
    <>
      <Side group={group} title="Inputs" ports={ports.filter((port) => port.side === "inputs")} />
      <Side group={group} title="Outputs" ports={ports.filter((port) => port.side === "outputs")} />
    </>
  );
}

function Side({
  group,
  title,
  ports,
}: {
  readonly group: GraphGroup;
  readonly title: string;
  readonly ports: readonly GroupPort[];
}) {
  const model = useCanvas();
  const shown = ports.filter((port) => port.wired || port.named);
  const free = ports.filter((port) => !port.wired && !port.named);
  const name = ({ side, ref }: GroupPort, text: string | undefined) =>
    model.change({
      do: "name-group-port",
      group: group.id,
      side,
      port: ref,
      ...(text === undefined ? {} : { title: text }),
    });
  return (
    <section aria-label={title}>
      <div className="row">
        <h3 className="small muted grow">{title}</h3>
        {free.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size="xs" aria-label={`Show another of the ${title.toLowerCase()}`}>
                <IconPlus size={14} stroke={1.5} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {free.map((port) => (
                <Menu.Item
                  key={port.ref}
                  leftSection={<PortShape type={port.spec.type} />}
                  onClick={() => name(port, port.name.slice(0, 60))}
                >
                  {port.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {shown.length === 0 && <p className="small muted">None yet: no wire crosses the border here.</p>}
      <div className={style.ports}>
        {shown.map((port) => (
          <div key={port.ref} className={style.portRow}>
            <PortShape type={port.spec.type} filled={port.wired} />
            <TextInput
              size="xs"
              aria-label={`Name of the port ${port.name}`}
              maxLength={60}
              value={port.named ? port.name : ""}
              placeholder={port.name}
              onChange={(event) => {
                const text = event.currentTarget.value;
                name(port, text === "" && port.wired ? undefined : text);
              }}
            />
            {port.named && (
              <ActionIcon
                size="xs"
                aria-label={port.wired ? `Take the name ${port.name} away` : `Hide the port ${port.name}`}
                onClick={() => name(port, undefined)}
              >
                <IconX size={14} stroke={1.5} />
              </ActionIcon>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
