import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../access/use-may.ts";
import type { EndpointDetail } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { counted } from "../ui/format.ts";
import { curlOf } from "./curl-of.ts";
import style from "./endpoints.module.css";
import { NewKeyDialog } from "./new-key-dialog.tsx";

/** In place of charts before the first request: how the shop calls the endpoint, with a key and a command to paste. */
export function CallItCard({
  detail,
  madeKey,
  onMade,
}: {
  readonly detail: EndpointDetail;
  readonly madeKey: string | undefined;
  readonly onMade: (key: string) => void;
}) {
  const mayMake = useMay("keys");
  const keys = useQuery(trpc.keys.list.queryOptions());
  const [making, setMaking] = useState(false);
  const forEndpoints = keys.data?.filter(({ kind }) => kind === "endpoint").length ?? 0;
  const curl = curlOf(detail.url, JSON.stringify(detail.samples[0]?.request ?? {}), madeKey);
  return (
    <Card title="Nothing has called it yet">
      <p>It is live and waits for the shop. Traffic, times and requests appear here with the first call.</p>
      <ol className={style.callSteps}>
        <li>
          <h3>A key</h3>
          {madeKey !== undefined ? (
            <p>
              The key that you just made stands in the command below. It is not shown again once you leave this page.
            </p>
          ) : (
            <>
              <p>
                {forEndpoints > 0
                  ? `There ${forEndpoints === 1 ? "is" : "are"} ${counted(forEndpoints, "key")} for calls. Its text was shown when it was made: put it in the place of $AISLE_KEY, or make another.`
                  : mayMake
                    ? "Every call carries one."
                    : "Every call carries one. Owners, admins and developers make them."}
              </p>
              {mayMake && (
                <Button
                  mt={8}
                  variant={forEndpoints > 0 ? "default" : "filled"}
                  leftSection={<IconKey size={14} stroke={1.75} aria-hidden />}
                  onClick={() => setMaking(true)}
                >
                  Make a key
                </Button>
              )}
            </>
          )}
        </li>
        <li>
          <h3>The call</h3>
          <pre className={style.code}>{curl}</pre>
          <CopyButton value={curl}>
            {({ copied, copy }) => (
              <Button
                mt={8}
                onClick={copy}
                leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              >
                {copied ? "Copied the command" : "Copy the command"}
              </Button>
            )}
          </CopyButton>
        </li>
        <li>
          <h3>What comes back</h3>
          <p>
            The products, and a <code>decisionId</code>: send it with the shopper’s later events, and the trace of each
            answer shows which clicks and orders followed.
          </p>
        </li>
      </ol>
      <NewKeyDialog opened={making} onMade={onMade} onClose={() => setMaking(false)} />
    </Card>
  );
}
