let waiting: string | undefined;

/** Marks a pipeline that was just made of a template: its canvas runs the first sample as soon as it is open. */
export function runWhenOpened(pipelineId: string): void {
  waiting = pipelineId;
}

/** True once for a pipeline that is to run as it opens. */
export function takeFirstRun(pipelineId: string): boolean {
  const isIt = waiting === pipelineId;
  if (isIt) waiting = undefined;
  return isIt;
}
