import { Button, Checkbox, Modal, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ConnectionKindRow, ConnectionSummary } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { ConnectionField, fieldsOf } from "./connection-fields.tsx";

export interface EditedConnection {
  readonly kind: ConnectionKindRow;
  /** Absent for a new one. */
  readonly connection?: ConnectionSummary;
}

/** The form of a connection. Secrets that are stored stay unless they are entered again. */
export function ConnectionDialog({
  edited,
  onClose,
  onSaved,
}: {
  readonly edited: EditedConnection | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const title = edited === undefined ? "" : `${edited.kind.title}: ${edited.connection?.name ?? "new connection"}`;
  return (
    <Modal closeButtonProps={{ "aria-label": "Close" }} opened={edited !== undefined} onClose={onClose} title={title}>
      {edited !== undefined && <ConnectionForm {...edited} onSaved={onSaved} />}
    </Modal>
  );
}

function ConnectionForm({ kind, connection, onSaved }: EditedConnection & { readonly onSaved: () => void }) {
  const fields = fieldsOf(kind.schema);
  const [name, setName] = useState(connection?.name ?? kind.kind);
  const [config, setConfig] = useState<Record<string, unknown>>(
    connection?.config ??
      Object.fromEntries(fields.flatMap(({ key, initial }) => (initial === undefined ? [] : [[key, initial]]))),
  );
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const [notify, setNotify] = useState(connection?.notify ?? kind.sends);
  const save = useMutation(trpc.connections.save.mutationOptions({ onSuccess: onSaved }));
  return (
    <form
      aria-label={`${kind.title} connection`}
      style={{ display: "grid", gap: 12 }}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          ...{ name, kind: kind.kind, config: config as Record<string, string>, secrets, notify },
          isNew: connection === undefined,
        });
      }}
    >
      <p className="muted">{kind.description}</p>
      <TextInput
        label="Name"
        description="Small letters, digits and hyphens"
        required
        disabled={connection !== undefined}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {fields.map((field) => (
        <ConnectionField
          key={field.key}
          field={field}
          value={config[field.key]}
          onChange={(value) => setConfig({ ...config, [field.key]: value })}
        />
      ))}
      {kind.secrets.map(({ field, title, description, required }) => {
        const isStored = connection?.storedSecrets.includes(field) ?? false;
        return (
          <PasswordInput
            key={field}
            label={title}
            description={description}
            placeholder={isStored ? "Stored; enter it to replace it" : ""}
            required={required && !isStored}
            autoComplete="off"
            value={secrets[field] ?? ""}
            onChange={(event) => setSecrets({ ...secrets, [field]: event.currentTarget.value })}
          />
        );
      })}
      {kind.sends && (
        <Checkbox
          label="Send notifications through it"
          checked={notify}
          onChange={(event) => setNotify(event.currentTarget.checked)}
        />
      )}
      {save.error !== null && <ErrorNote error={save.error} />}
      <div>
        <Button type="submit" variant="filled" loading={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
