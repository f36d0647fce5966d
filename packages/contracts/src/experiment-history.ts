/** What was logged lately, for planning experiments; every read is bounded. */
export interface ExperimentHistory {
  /** Names of the latest events, in small letters: an event that comes seldom may be missing. */
  eventNames(workspaceId: string): Promise<ReadonlySet<string>>;
}
