/** Tries of a publish while what it needs is away: pauses of 1, 2, 4 … seconds, a quarter of an hour in all. */
export const publishAttempts = 10;

/** How the publish of a version is queued: under an id of its own, so that whoever finds it without a job can queue it again. */
export function publishJob(versionId: string) {
  return { jobId: `publish-${versionId}`, attempts: publishAttempts };
}

/** How the start of an experiment is queued: once for each of its revisions, so that whoever finds it without a job can queue it again. */
export function startExperimentJob(experimentId: string, revision: number) {
  return { jobId: `start-${experimentId}-${revision}`, attempts: publishAttempts };
}

/** How an experiment is brought in line with a version that became live. */
export function followExperimentJob(experimentId: string, revision: number, versionId: string) {
  return { jobId: `follow-${experimentId}-${revision}-${versionId}`, attempts: publishAttempts };
}
