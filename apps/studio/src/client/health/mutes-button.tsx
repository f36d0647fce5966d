import { ActionIcon, Button, Popover } from "@mantine/core";
import { IconBellOff, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import style from "./health.module.css";

/** What is muted now, and the way to end it. */
export function MutesButton() {
  const queries = useQueryClient();
  const mutes = useQuery(trpc.alerts.mutes.queryOptions(undefined, { refetchInterval: 60_000 }));
  const mayEnd = useMay("experiment");
  const end = useMutation({
    ...trpc.alerts.unmute.mutationOptions(),
    onSuccess: () => queries.invalidateQueries({ queryKey: trpc.alerts.pathKey() }),
  });
  if (mutes.data === undefined || mutes.data.length === 0) return null;
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={<IconBellOff size={14} stroke={1.5} aria-hidden />}
        >
          {mutes.data.length} muted
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Mutes">
        {end.isError && <ErrorNote error={end.error} />}
        <ul className={style.mutes}>
          {mutes.data.map(({ id, name, key, until, reason, by }) => (
            <li key={id}>
              <div>
                <p>{key === null ? `Everything of ${name}` : key}</p>
                <p className="small soft">
                  until {new Date(until).toLocaleString()}
                  {by !== null && `, by ${by.name}`}
                  {reason !== "" && `: ${reason}`}
                </p>
              </div>
              {mayEnd && (
                <ActionIcon aria-label={`End the mute of ${name}`} onClick={() => end.mutate({ id })}>
                  <IconX size={16} stroke={1.5} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
