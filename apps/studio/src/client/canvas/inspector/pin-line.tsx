import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import { ActionIcon, Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPin, IconPinnedOff } from "@tabler/icons-react";
import { useState } from "react";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { pinPort, unpinPort } from "../session/pin-port.ts";
import { useCanvas, useGraph } from "../session/use-canvas.ts";
import style from "./inspector.module.css";
import { PinEditor } from "./pin-editor.tsx";

const notify = (reason: string | undefined) => {
  if (reason !== undefined) notifications.show({ message: reason, autoClose: 8000 });
};

const usePin = (port: string) => useGraph((graph) => graph.pins?.find((pin) => pin.port === port));

/** Pins what stood on an output in the last run, or takes the pin off. */
export function PinButton({ port, name }: { readonly port: string; readonly name: string }) {
  const model = useCanvas();
  const pinned = usePin(port) !== undefined;
  if (!model.canEdit) return null;
  return (
    <ActionIcon
      size="xs"
      aria-label={pinned ? `Unpin ${name}` : `Pin ${name}`}
      title={pinned ? "Unpin" : "Keep this as the sample of previews (P)"}
      onClick={() => {
        if (pinned) notify(unpinPort(model, port));
        else void pinPort(model, port).then(notify);
      }}
    >
      {pinned ? <IconPinnedOff size={14} stroke={1.5} /> : <IconPin size={14} stroke={1.5} />}
    </ActionIcon>
  );
}

/** What is pinned on an output: since when, from which run, and the ways to change it. */
export function PinLine({ port, type }: { readonly port: string; readonly type: PortTypeName }) {
  const model = useCanvas();
  const pin = usePin(port);
  const [editing, setEditing] = useState(false);
  if (pin === undefined) return null;
  return (
    <div className={style.pinLine}>
      <IconPin size={14} stroke={1.5} aria-hidden />
      <div className="grow">
        <p>
          Pinned <RelativeTime at={pin.at} />
          {pin.revision === undefined ? ", written by hand" : `, from a run of rev ${pin.revision}`}. Previews use it;
          published versions never do.
        </p>
        {model.canEdit && (
          <div className="row" style={{ gap: 4, marginTop: 4 }}>
            <Button size="xs" onClick={() => notify(unpinPort(model, port))}>
              Unpin
            </Button>
            <Button size="xs" onClick={() => setEditing(true)}>
              Edit as JSON
            </Button>
          </div>
        )}
      </div>
      <PinEditor pin={pin} type={type} opened={editing} onClose={() => setEditing(false)} />
    </div>
  );
}
