let waiting: string | undefined;

/** Marks a pipeline whose draft was just given edits to publish: its canvas opens the publish dialog. */
export function publishWhenOpened(pipelineId: string): void {
  waiting = pipelineId;
}

/** True once for a pipeline whose publish dialog is to open with it. */
export function takeRequestedPublish(pipelineId: string): boolean {
  const isIt = waiting === pipelineId;
  if (isIt) waiting = undefined;
  return isIt;
}
