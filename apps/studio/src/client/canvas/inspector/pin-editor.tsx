import { type GraphPin, pinLimit } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import { readPortJson } from "@aisle/runtime/node-sdk/port-value";
import { Button, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { pinByHand } from "../session/pin-port.ts";
import { useCanvas } from "../session/use-canvas.ts";

/** A pinned sample as JSON text, to be changed by hand; it is stored only when it fits the port. */
export function PinEditor({
  pin,
  type,
  opened,
  onClose,
}: {
  readonly pin: GraphPin;
  readonly type: PortTypeName;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="Pinned sample" size={640}>
      {opened && <PinForm pin={pin} type={type} onClose={onClose} />}
    </Modal>
  );
}

function PinForm({
  pin,
  type,
  onClose,
}: {
  readonly pin: GraphPin;
  readonly type: PortTypeName;
  readonly onClose: () => void;
}) {
  const model = useCanvas();
  const [text, setText] = useState(() => JSON.stringify(pin.value, null, 2));
  const [wrong, setWrong] = useState<string>();
  const store = () => {
    const read = readSample(text, type);
    const reason = read.ok ? pinByHand(model, pin.port, read.value) : read.reason;
    setWrong(reason);
    if (reason === undefined) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        store();
      }}
    >
      <Textarea
        data-autofocus
        label={`A value of type ${type}`}
        autosize
        minRows={10}
        maxRows={22}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mono)", fontSize: 12 } }}
        error={wrong}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="row" style={{ justifyContent: "flex-end", marginTop: 12 }}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled">
          Keep
        </Button>
      </div>
    </form>
  );
}

function readSample(
  text: string,
  type: PortTypeName,
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: string } {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return { ok: false, reason: `Not JSON yet: ${error instanceof Error ? error.message : ""}` };
  }
  const size = JSON.stringify(value).length;
  if (size > pinLimit) {
    const reason = `This sample has ${Math.ceil(size / 1024)} KB; up to ${pinLimit / 1024} KB can be pinned.`;
    return { ok: false, reason };
  }
  const read = readPortJson(type, value);
  return read.ok ? { ok: true, value } : read;
}
