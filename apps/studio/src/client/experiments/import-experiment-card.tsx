import { Button, FileButton, Progress } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { uploadFile } from "../catalogue/upload-file.ts";
import { JobDetails } from "../jobs/job-details.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorNote } from "../ui/error-note.tsx";

/** Sends a file of a finished experiment, one row a unit, and shows the job that reads it. */
export function ImportExperimentCard() {
  const [sent, setSent] = useState<number>();
  const [jobId, setJobId] = useState<string>();
  const [error, setError] = useState<unknown>();
  const send = async (file: File | null) => {
    if (file === null) return;
    setError(undefined);
    setJobId(undefined);
    setSent(0);
    try {
      const onProgress = (bytes: number) => setSent((bytes / Math.max(1, file.size)) * 100);
      setJobId(
        await uploadFile({ kind: "experiment", file, map: {}, onProgress, signal: new AbortController().signal }),
      );
    } catch (reason) {
      setError(reason);
    } finally {
      setSent(undefined);
    }
  };
  return (
    <>
      <Card title="Finished experiment of another tool">
        <p className="small soft">
          CSV or JSONL with one row a unit: a column “arm” or “variant” that names its arm, and a column for each
          metric, the primary one first.
        </p>
        <div className="row" style={{ marginTop: 12 }}>
          <FileButton onChange={(file) => void send(file)} accept=".csv,.jsonl,.ndjson,.gz,.tsv,.json">
            {(props) => (
              <Button {...props} loading={sent !== undefined} leftSection={<IconUpload size={16} stroke={1.5} />}>
                Import an experiment
              </Button>
            )}
          </FileButton>
          {sent !== undefined && <Progress className="grow" value={sent} aria-label="Sending the file" />}
        </div>
        {error !== undefined && <ErrorNote error={error} />}
      </Card>
      {jobId !== undefined && <JobDetails jobId={jobId} />}
    </>
  );
}
