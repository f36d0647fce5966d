import { Button, CopyButton, Menu, Modal, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconCheck,
  IconCopy,
  IconDownload,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypePdf,
  IconPlayerStop,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import { describeError } from "../../api/describe-error.ts";
import { client, queryClient, trpc } from "../../api/trpc.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { bytesOf, saveFile } from "../../ui/save-file.ts";
import style from "../experiments.module.css";
import { summaryText } from "./summary-text.ts";

/** What the readout offers in the bar: its summary, its files, and its end. */
export function ReadoutActions({ detail }: { readonly detail: ExperimentDetail }) {
  const [stopping, setStopping] = useState(false);
  return (
    <>
      <CopyButton value={summaryText(detail, window.location.href)} timeout={2_000}>
        {({ copied, copy }) => (
          <Button
            className={style.iconOnPhone!}
            leftSection={copied ? <IconCheck size={16} stroke={1.5} /> : <IconCopy size={16} stroke={1.5} />}
            onClick={copy}
            aria-label={copied ? "Copied" : "Copy summary"}
          >
            <span className={style.wideOnly}>{copied ? "Copied" : "Copy summary"}</span>
          </Button>
        )}
      </CopyButton>
      <Menu>
        <Menu.Target>
          <Button
            className={style.iconOnPhone!}
            leftSection={<IconDownload size={16} stroke={1.5} />}
            aria-label="Export"
          >
            <span className={style.wideOnly}>Export</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFileTypePdf size={14} stroke={1.5} />}
            onClick={() => void save(detail.id, "pdf")}
          >
            Report (PDF)
          </Menu.Item>
          <Menu.Item leftSection={<IconFileText size={14} stroke={1.5} />} onClick={() => void save(detail.id, "html")}>
            Report (HTML)
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFileSpreadsheet size={14} stroke={1.5} />}
            onClick={() => void save(detail.id, "csv")}
          >
            Rows of the readout (CSV)
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {detail.can.stop && (
        <Button
          className={style.iconOnPhone!}
          leftSection={<IconPlayerStop size={16} stroke={1.5} />}
          aria-label="Stop"
          onClick={() => setStopping(true)}
        >
          <span className={style.wideOnly}>Stop</span>
        </Button>
      )}
      {stopping && <StopDialog detail={detail} onClose={() => setStopping(false)} />}
    </>
  );
}

const types = { csv: "text/csv;charset=utf-8", html: "text/html;charset=utf-8", pdf: "application/pdf" };

async function save(id: string, format: keyof typeof types): Promise<void> {
  try {
    const { fileName, text } = await client.experiments.export.query({ id, format });
    saveFile(fileName, format === "pdf" ? bytesOf(text) : text, types[format]);
  } catch (error) {
    const { message, help } = describeError(error);
    notifications.show({ message: [message, help].filter(Boolean).join(" "), autoClose: 8_000 });
  }
}

/** Asks for the reason, then ends the assignment. */
function StopDialog({ detail, onClose }: { readonly detail: ExperimentDetail; readonly onClose: () => void }) {
  const [reason, setReason] = useState("");
  const stop = useMutation({
    ...trpc.experiments.stop.mutationOptions(),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.experiments.pathFilter());
      onClose();
    },
  });
  const early = detail.day !== null && detail.day < detail.plannedDays;
  return (
    <Modal opened onClose={onClose} title={`Stop “${detail.name}”?`}>
      <form
        className={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          stop.mutate({ id: detail.id, reason: reason.trim() });
        }}
      >
        <p>
          Everybody gets what is live from now on. Clicks and orders that come late still count, and a decision can be
          recorded. It cannot be started again.
        </p>
        {early && (
          <p className="soft">
            It ran {detail.day} of {detail.plannedDays} planned days. Stopping because of what the numbers say now is
            only fair with the “Any day” reading.
          </p>
        )}
        <Textarea
          data-autofocus
          label="Why"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {stop.isError && <ErrorNote error={stop.error} />}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>Keep running</Button>
          <Button type="submit" variant="filled" loading={stop.isPending} disabled={reason.trim() === ""}>
            Stop it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
