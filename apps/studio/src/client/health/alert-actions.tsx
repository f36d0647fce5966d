import { Button, Select, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AlertDetail } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import style from "./health.module.css";

const dayMs = 86_400_000;
const lengths = [
  { value: "1", label: "For a day" },
  { value: "7", label: "For a week" },
  { value: "30", label: "For 30 days" },
] as const;

/** Taking, assigning, noting and muting an alert. */
export function AlertActions({ alert }: { readonly alert: AlertDetail }) {
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [days, setDays] = useState("7");
  const people = useQuery(trpc.people.list.queryOptions(undefined, { retry: false }));
  const onSuccess = () => queries.invalidateQueries({ queryKey: trpc.alerts.pathKey() });
  const take = useMutation({ ...trpc.alerts.acknowledge.mutationOptions(), onSuccess });
  const assign = useMutation({ ...trpc.alerts.assign.mutationOptions(), onSuccess });
  const mute = useMutation({ ...trpc.alerts.mute.mutationOptions(), onSuccess });
  const write = useMutation({
    ...trpc.alerts.note.mutationOptions(),
    onSuccess: () => {
      setNote("");
      return onSuccess();
    },
  });
  const failed = [take, assign, mute, write].find(({ isError }) => isError);
  const { id, kind, name, key, state, assignee } = alert;
  const members = people.data?.map((person) => ({ value: person.id, label: person.name })) ?? [];
  return (
    <Card title="Look after it">
      <div className={style.act}>
        {failed !== undefined && <ErrorNote error={failed.error} />}
        {state === "open" && (
          <Button variant="filled" loading={take.isPending} onClick={() => take.mutate({ id })}>
            I look after it
          </Button>
        )}
        {members.length > 0 && (
          <Select
            label="Assigned to"
            placeholder="Nobody"
            clearable
            data={members}
            value={assignee?.id ?? null}
            onChange={(userId) => assign.mutate({ id, userId })}
          />
        )}
        <Textarea
          label="Note"
          autosize
          minRows={2}
          maxLength={2000}
          value={note}
          onChange={(change) => setNote(change.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={note.trim() === ""}
          loading={write.isPending}
          onClick={() => write.mutate({ id, text: note })}
        >
          Add the note
        </Button>
        <div className={style.muteRow}>
          <Select
            label="Send nothing of this cause"
            allowDeselect={false}
            data={[...lengths]}
            value={days}
            onChange={(value) => setDays(value ?? "7")}
          />
          <Button
            variant="default"
            loading={mute.isPending}
            onClick={() =>
              mute.mutate({
                subject: { kind, name },
                key,
                until: new Date(Date.now() + Number(days) * dayMs).toISOString(),
                reason: note.trim(),
              })
            }
          >
            Mute
          </Button>
        </div>
        {alert.muted && <p className="small soft">It is muted: nobody is sent anything about it.</p>}
      </div>
    </Card>
  );
}
