import { Button, CopyButton, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import style from "./endpoints.module.css";

type Kind = "endpoint" | "write";

/** Makes an API key and shows it, once; `onMade` hears of one of the kind that is asked for, which can be changed in the dialog. */
export function NewKeyDialog({
  opened,
  kind = "endpoint",
  onMade,
  onClose,
}: {
  readonly opened: boolean;
  readonly kind?: Kind;
  readonly onMade: ((key: string) => void) | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="New key">
      {opened && <NewKey asked={kind} onMade={onMade} onClose={onClose} />}
    </Modal>
  );
}

function NewKey({
  asked,
  onMade,
  onClose,
}: {
  readonly asked: Kind;
  readonly onMade: ((key: string) => void) | undefined;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [kind, setKind] = useState(asked);
  const create = useMutation({
    ...trpc.keys.create.mutationOptions(),
    onSuccess: async ({ key, row }) => {
      if (row.kind === asked) onMade?.(key);
      await queries.invalidateQueries(trpc.keys.pathFilter());
    },
  });
  if (create.data !== undefined) {
    const { key } = create.data;
    return (
      <>
        <p>Copy it now: it is not shown again. Aisle keeps only its hash.</p>
        <pre className={style.code} style={{ margin: "12px 0" }}>
          {key}
        </pre>
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <CopyButton value={key}>
            {({ copied, copy }) => (
              <Button
                onClick={copy}
                leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              >
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button variant="filled" onClick={onClose}>
            I have it
          </Button>
        </div>
      </>
    );
  }
  return (
    <form
      style={{ display: "flex", flexDirection: "column", gap: 12 }}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ kind, name });
      }}
    >
      <TextInput
        data-autofocus
        label="Name"
        placeholder="who will use it, for example web-storefront"
        required
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label="What the key may do"
        value={kind}
        onChange={(value) => setKind(value as Kind)}
        data={[
          { value: "endpoint", label: "Call endpoints" },
          { value: "write", label: "Send events" },
        ]}
      />
      {create.isError && <ErrorNote error={create.error} />}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={create.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  );
}
