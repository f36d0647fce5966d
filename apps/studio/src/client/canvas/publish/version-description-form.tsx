import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { VersionRow } from "../../api/outputs.ts";
import { trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import style from "./publish.module.css";

/** Name and notes of a version, changed at any time; what it answers stays. */
export function VersionDescriptionForm({ row, mayChange }: { readonly row: VersionRow; readonly mayChange: boolean }) {
  const queries = useQueryClient();
  const [name, setName] = useState(row.name);
  const [notes, setNotes] = useState(row.notes);
  const save = useMutation({
    ...trpc.pipelines.describeVersion.mutationOptions(),
    onSuccess: () => queries.invalidateQueries(trpc.pipelines.pathFilter()),
  });
  const changed = name.trim() !== row.name || notes !== row.notes;
  return (
    <form
      className={style.facts}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save.mutate({ versionId: row.id, name, notes });
      }}
    >
      <TextInput
        label="Name"
        placeholder="no name yet"
        readOnly={!mayChange}
        value={name}
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="Notes"
        placeholder="no notes yet"
        autosize
        minRows={1}
        maxRows={6}
        readOnly={!mayChange}
        value={notes}
        maxLength={4000}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      {save.isError && <ErrorNote error={save.error} />}
      {changed && (
        <div className={style.actions}>
          <Button type="submit" size="xs" variant="filled" loading={save.isPending}>
            Save name and notes
          </Button>
          <Button
            size="xs"
            onClick={() => {
              setName(row.name);
              setNotes(row.notes);
            }}
          >
            Leave as it was
          </Button>
        </div>
      )}
    </form>
  );
}
