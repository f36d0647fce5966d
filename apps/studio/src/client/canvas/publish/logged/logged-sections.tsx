import type { ReplayResult, ScoreResult } from "../../../api/outputs.ts";
import { client, noticeSignedOut } from "../../../api/trpc.ts";
import { counted } from "../../../ui/format.ts";
import { ReplayFigures } from "./replay-figures.tsx";
import { ReplayRun } from "./replay-run.tsx";
import { ScoreTable } from "./score-table.tsx";
import { useReplayStream } from "./use-replay-stream.ts";

const requests = 200;
const answers = 2_000;
const days = 14;

/** What the decision log says of the draft before it is published: yesterday's requests replayed, and the draft scored on logged answers. */
export function LoggedSections({
  pipelineId,
  revision,
  live,
}: {
  readonly pipelineId: string;
  readonly revision: number;
  readonly live: number;
}) {
  const replay = useReplayStream<ReplayResult>((handlers) =>
    client.replays.compare.subscribe({ pipelineId, limit: requests }, heard(handlers)),
  );
  const score = useReplayStream<ScoreResult>((handlers) =>
    client.replays.score.subscribe({ pipelineId, limit: answers, days }, heard(handlers)),
  );
  const older = (result: { readonly revision: number; readonly version: number }) =>
    result.revision !== revision || result.version !== live;
  return (
    <>
      <ReplayRun
        title="Yesterday’s requests on both"
        about={`Up to ${counted(requests, "request")}, answered by the draft and by the live version. Nothing is logged as served, and nothing is sent.`}
        button="Replay requests"
        state={replay.state}
        onStart={replay.start}
        onCancel={replay.cancel}
      >
        {(result) => <ReplayFigures result={result} isOlder={older(result)} />}
      </ReplayRun>
      <ReplayRun
        title="Score this draft on logged traffic"
        about={`What the draft would have earned on up to ${counted(answers, "answer")} of the last ${days} days, by the odds with which live explored.`}
        button="Score draft"
        state={score.state}
        onStart={score.start}
        onCancel={score.cancel}
      >
        {(result) => <ScoreTable result={result} isOlder={older(result)} />}
      </ReplayRun>
    </>
  );
}

/** A session that ended shows the sign-in page. */
function heard<Message>(handlers: {
  readonly onData: (message: Message) => void;
  readonly onError: (error: unknown) => void;
}) {
  return {
    onData: handlers.onData,
    onError: (error: unknown) => {
      noticeSignedOut(error);
      handlers.onError(error);
    },
  };
}
