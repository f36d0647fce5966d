import { ActionIcon, Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { IconSettings } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../access/use-may.ts";
import type { AlertSettings } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import style from "./health.module.css";

/** Quiet hours, the weekly digest, and the country whose holidays count. */
export function AlertSettingsButton() {
  const [isOpen, setOpen] = useState(false);
  const settings = useQuery(trpc.alerts.settings.queryOptions());
  const mayChange = useMay("experiment");
  if (!mayChange || settings.data === undefined) return null;
  return (
    <>
      <ActionIcon aria-label="Settings of alerts" onClick={() => setOpen(true)}>
        <IconSettings size={16} stroke={1.5} />
      </ActionIcon>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Settings of alerts">
        <SettingsForm settings={settings.data} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function SettingsForm({ settings, onDone }: { readonly settings: AlertSettings; readonly onDone: () => void }) {
  const queries = useQueryClient();
  const [isQuiet, setQuiet] = useState(settings.quiet !== null);
  const [from, setFrom] = useState(timeText(settings.quiet?.from ?? 22 * 60));
  const [to, setTo] = useState(timeText(settings.quiet?.to ?? 7 * 60));
  const [all, setAll] = useState(settings.quiet?.all ?? false);
  const [digest, setDigest] = useState(settings.digest);
  const [country, setCountry] = useState(settings.country ?? "");
  const save = useMutation({
    ...trpc.alerts.setSettings.mutationOptions(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: trpc.alerts.pathKey() });
      onDone();
    },
  });
  const code = country.trim().toUpperCase();
  const isSame = isQuiet && from === to;
  const isCountry = code === "" || /^[A-Z]{2}$/.test(code);
  return (
    <form
      className={style.act}
      onSubmit={(event) => {
        event.preventDefault();
        if (isSame || !isCountry) return;
        const quiet = isQuiet ? { from: minutesOf(from), to: minutesOf(to), all } : null;
        save.mutate({ quiet, digest, country: code === "" ? null : code });
      }}
    >
      <Checkbox label="Quiet hours" checked={isQuiet} onChange={(change) => setQuiet(change.currentTarget.checked)} />
      {isQuiet && (
        <>
          <div className={style.muteRow}>
            <TextInput
              type="time"
              required
              label="From"
              value={from}
              onChange={(change) => setFrom(change.currentTarget.value)}
            />
            <TextInput
              type="time"
              required
              label="To"
              value={to}
              error={isSame ? "Another time than it begins" : undefined}
              onChange={(change) => setTo(change.currentTarget.value)}
            />
          </div>
          <Checkbox
            label="High ones wait too"
            description="Otherwise a fallen figure, a silent endpoint or a failing step is sent at once."
            checked={all}
            onChange={(change) => setAll(change.currentTarget.checked)}
          />
        </>
      )}
      <Checkbox
        label="A digest on Mondays"
        description="What the week brought, at eight by the workspace’s clocks."
        checked={digest}
        onChange={(change) => setDigest(change.currentTarget.checked)}
      />
      <TextInput
        label="Country"
        description="Two letters, such as DE: its holidays may be a cause."
        value={country}
        maxLength={2}
        error={isCountry ? undefined : "Two letters"}
        onChange={(change) => setCountry(change.currentTarget.value)}
      />
      {save.isError && <ErrorNote error={save.error} />}
      <Button type="submit" variant="filled" loading={save.isPending}>
        Save
      </Button>
    </form>
  );
}

const timeText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return 60 * hours + minutes;
}
