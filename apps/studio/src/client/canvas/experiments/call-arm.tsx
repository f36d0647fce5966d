import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/trpc.ts";
import { curlOf } from "../../endpoints/curl-of.ts";
import endpoints from "../../endpoints/endpoints.module.css";
import { ErrorNote } from "../../ui/error-note.tsx";

/** How a person sees an arm of a running experiment in the shop itself: two headers, of which one is a token for a day. */
export function CallArm({ slug, variant }: { readonly slug: string; readonly variant: string }) {
  const detail = useQuery(trpc.endpoints.get.queryOptions({ slug }));
  const made = useMutation(trpc.experiments.previewToken.mutationOptions());
  if (detail.data === undefined) return null;
  const headers = [`x-aisle-variant: ${variant}`, `x-aisle-preview: ${made.data?.token ?? "$PREVIEW_TOKEN"}`];
  const curl = curlOf(detail.data.url, JSON.stringify(detail.data.samples[0]?.request ?? {}), undefined, headers);
  return (
    <>
      <p className="small muted">
        With these two headers the endpoint answers by this arm, whoever asks. Such answers are marked as samples and
        count nowhere. The token is good for a day.
      </p>
      {made.isError && <ErrorNote error={made.error} />}
      <pre className={endpoints.code}>{curl}</pre>
      <div className="row" style={{ gap: 8, marginTop: 8 }}>
        <Button
          loading={made.isPending}
          onClick={() => made.mutate()}
          leftSection={<IconKey size={14} stroke={1.75} aria-hidden />}
        >
          {made.data === undefined ? "Make a preview token" : "Make another token"}
        </Button>
        <CopyButton value={curl}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {copied ? "Copied the command" : "Copy the command"}
            </Button>
          )}
        </CopyButton>
      </div>
    </>
  );
}
