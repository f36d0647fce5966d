/** Which version answers under a slug. */
export interface Endpoint {
  readonly workspaceId: string;
  readonly slug: string;
  /** Earlier addresses that still answer, in alphabetical order. */
  readonly aliases: readonly string[];
  readonly pipelineId: string;
  readonly pipelineName: string;
  readonly activeVersionId: string;
  readonly activeNumber: number;
  readonly updatedAt: Date;
}
